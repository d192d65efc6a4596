"""What the person is told of a layer or a picture that could not be painted: once, though the map is painted often."""

import logging
from collections.abc import Callable

from cityplanner.carto.map_stack import BELOW, COVERAGE, DEVICES, NAMES, RANGES
from cityplanner.errors import CityPlannerError
from cityplanner.gui.map.pictures import Failure
from cityplanner.i18n import _
from cityplanner.io.raster.damaged_raster import lost_parts
from cityplanner.model import Layer, Severity

_log = logging.getLogger(__name__)


class LeftOut:
    """Hears of every :class:`Failure`, and calls ``tell`` and the log the first time that something is missing."""

    def __init__(self, tell: Callable[..., object], copy_details: Callable[[], object]) -> None:
        """``tell`` is the message bar's; ``copy_details`` is offered beside the sentence."""
        self._tell, self._copy_details = tell, copy_details
        self._told: set[str] = set()

    def forget(self) -> None:
        """Another study is shown: what was told of the last one says nothing about it."""
        self._told.clear()

    def hear_damaged(self, layer: Layer) -> None:
        """Of a layer from tiles or pixels, not all could be read."""
        what = f"raster {layer.raster}"
        if what not in self._told:
            self._told.add(what)
            self._tell(lost_parts(layer.name), Severity.WARNING)

    def hear(self, failure: Failure) -> None:
        what = failure.picture if failure.layer is None else f"layer {failure.layer.id}"
        if what in self._told:
            return
        self._told.add(what)
        role = "no layer" if failure.layer is None else f"a layer of {failure.layer.role}"
        _log.error("The picture %s could not be painted, %s", failure.picture, role, exc_info=failure.error)
        if isinstance(failure.error, CityPlannerError):
            self._tell(str(failure.error), Severity.WARNING)
        else:
            self._tell(sentence(failure), Severity.WARNING, _("Copy details"), self._copy_details)


def sentence(failure: Failure) -> str:
    """What is missing on the map, and what to do about it."""
    if failure.layer is not None:
        return _(
            "{layer} cannot be drawn and is left out of the map. Give it another style, or remove it and add its "
            "file again."
        ).format(layer=failure.layer.name)
    words = {
        BELOW: _("The land and what lies under the colours"),
        COVERAGE: _("The colours of the neighbourhoods"),
        RANGES: _("The ranges of the devices"),
        DEVICES: _("The symbols of the devices"),
        NAMES: _("The names"),
    }
    return _("{part} cannot be drawn and are left out of the map. Save the project and open it again.").format(
        part=words.get(failure.picture, _("The streets and outlines"))
    )
