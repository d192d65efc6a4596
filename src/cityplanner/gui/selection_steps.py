"""What is done with the selection: duplicate, delete, look at it; and back and forward through the steps."""

import math
from collections.abc import Callable

from cityplanner.gui.jobs import Job
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.i18n import _
from cityplanner.model.device_edits import duplicate_devices, remove_devices
from cityplanner.session.background import do_ready, edit_work, is_large
from cityplanner.session.study import Study

_BESIDE_PX = 24
_AROUND_M = 200


def step(study: Study, run: Callable[..., Job], *, back: bool) -> None:
    """Undo or redo; a step of very many devices is worked out on a worker first."""
    history = study.history
    edit = history.step_back if back else history.step_forward
    take = history.undo if back else history.redo
    if edit is None or not is_large(edit):
        take()
        return
    work = edit_work(study, lambda _project, _progress, _cancel: edit)
    run(work, lambda ready: do_ready(study, ready, take), _("Working out who is served …"))


def delete_selected(study: Study) -> None:
    """The devices that are selected go."""
    if study.selection.devices:
        study.do(remove_devices(study.scenario, study.selection.devices, study.project.device_types))


def duplicate_selected(study: Study, map_: MapCanvas) -> None:
    """Copies of the devices that are selected, beside them as far as one sees them apart; they are selected then."""
    if not study.selection.devices:
        return
    offset_m = _BESIDE_PX * map_.view.metres_per_pixel
    edit, copies = duplicate_devices(study.scenario, study.selection.devices, study.project.device_types, offset_m)
    study.do(edit)
    study.selection.select(devices=[device.id for device in copies])


def select_all(study: Study) -> None:
    """Every device that counts for what is shown."""
    shown = {item.id for item in study.focus_types}
    study.selection.select(devices=[device.id for device in study.shown_devices() if device.type_id in shown])


def zoom_to_selected(study: Study, map_: MapCanvas) -> None:
    """Look at the neighbourhoods that are selected, else at the devices."""
    neighbourhoods = study.project.city.neighbourhoods
    chosen = neighbourhoods[neighbourhoods["id"].isin(study.selection.neighbourhoods)]
    devices = [study.scenario.devices[id_] for id_ in study.selection.devices]
    if len(chosen):
        west, south, east, north = chosen.total_bounds.tolist()
        map_.zoom_to((west, south, east, north))
    elif devices:
        xs, ys = [device.x for device in devices], [device.y for device in devices]
        map_.zoom_to((min(xs), min(ys), max(xs), max(ys)))


def go_to_neighbourhood(study: Study, map_: MapCanvas, id_: str) -> None:
    """Select it and look at it."""
    study.selection.select(neighbourhoods=[id_])
    zoom_to_selected(study, map_)


def go_to_device(study: Study, map_: MapCanvas, id_: str) -> None:
    """Select it and look at what lies around it."""
    if id_ in study.scenario.devices:
        device = study.scenario.devices[id_]
        study.selection.select(devices=[id_])
        map_.zoom_to((device.x - _AROUND_M, device.y - _AROUND_M, device.x + _AROUND_M, device.y + _AROUND_M))


def go_to_layer(study: Study | None, map_: MapCanvas, layer_id: str) -> None:
    """Show all of a layer."""
    for layer in () if study is None else study.project.layers:
        west, south, east, north = layer.frame.total_bounds.tolist()
        if layer.id == layer_id and all(map(math.isfinite, (west, south, east, north))):
            map_.zoom_to((west, south, east, north))
