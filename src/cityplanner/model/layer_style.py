"""How a layer looks, as plain data: which field decides, and which class has which colour."""

from dataclasses import dataclass
from enum import StrEnum

from cityplanner.i18n import text_fields

OTHER_COLOUR = "#C9CDD2"


class StyleKind(StrEnum):
    SINGLE = "single"
    CATEGORISED = "categorised"
    GRADUATED = "graduated"
    PROPORTIONAL = "proportional"
    HATCH = "hatch"


class BreakMethod(StrEnum):
    """How the breaks between the classes of a graduated style are found."""

    NATURAL = "natural"
    QUANTILES = "quantiles"
    EQUAL = "equal"
    PRETTY = "pretty"
    DEVIATION = "deviation"
    MANUAL = "manual"


@text_fields("label")
@dataclass(frozen=True, slots=True)
class StyleClass:
    """``key`` is a category's value as text, or the highest value of a graduated class."""

    key: str | float
    colour: str
    label: str


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """``None`` stands for what the layer's role has by default.

    ``classes`` of a graduated style ascend; what is above the last belongs to it. Values of a categorised style that
    no class has are *other*, in ``other_colour``; missing values are *no value*. The field of a proportional style
    decides the area of its symbols or the width of its lines, of which ``size_px`` and ``width_px`` are the largest.
    """

    kind: StyleKind = StyleKind.SINGLE
    field: str | None = None
    classes: tuple[StyleClass, ...] = ()
    palette: str | None = None
    reversed: bool = False
    method: BreakMethod = BreakMethod.NATURAL
    colour: str | None = None
    """Of a single, proportional or hatched style."""
    other_colour: str = OTHER_COLOUR
    width_px: float | None = None
    """Of lines, and of the outlines of areas."""
    size_px: float | None = None
    """Of symbols."""
