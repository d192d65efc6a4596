"""Options that the documents with a map share."""

from cityplanner.carto.map_stack import RANGES
from cityplanner.i18n import _
from cityplanner.option import Option

WITH_RANGES = Option("ranges", bool, _("Outline the ground that the devices reach, or leave that out."), True)


def hidden_without(ranges: bool) -> frozenset[str]:
    """What is left out of the map."""
    return frozenset() if ranges else frozenset({RANGES})
