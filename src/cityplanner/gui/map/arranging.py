"""Moves and turns what is selected by fixed steps, from the keyboard. A run of steps is one edit."""

from cityplanner.gui.map.turning import can_turn, turn_devices
from cityplanner.model.device_edits import move_devices
from cityplanner.session.study import Study

_NUDGE_M, _BIG_NUDGE_M = 1.0, 10.0


def nudge_selected(study: Study, direction: tuple[int, int], *, big: bool) -> None:
    """Move the selected devices a step to the east and north."""
    step = _BIG_NUDGE_M if big else _NUDGE_M
    devices = study.scenario.devices
    places = {
        id_: (devices[id_].x + direction[0] * step, devices[id_].y + direction[1] * step)
        for id_ in study.selection.devices
    }
    key = "nudge " + " ".join(sorted(places))
    study.do(move_devices(study.scenario, places, study.project.device_types, merge_key=key))


def turn_selected(study: Study, degrees: float) -> None:
    """Turn the cameras that are selected clockwise."""
    devices, types = study.scenario.devices, study.project.device_types
    azimuths = {
        id_: ((devices[id_].azimuth_deg or 0.0) + degrees) % 360
        for id_ in sorted(study.selection.devices)
        if can_turn(devices[id_], types)
    }
    if azimuths:
        study.do(turn_devices(study.scenario, azimuths, "turn " + " ".join(azimuths)))
