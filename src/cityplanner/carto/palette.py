"""Colours of the ground, of names, and of pages; those of layers are in ``layers/*.toml``."""

LAND = "#F7F5F1"
SURROUND = "#EDEFF0"
NAME = "#6B6459"
HALO = "#FFFFFFD9"

TEXT = "#1B2733"
SECOND_TEXT = "#51606F"
PAGE_LINE = "#D9DEE4"
PAPER = "#FFFFFF"


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of ``#RRGGBB`` or ``#RRGGBBAA``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def translucent(seen: str, opacity: float, ground: str = LAND) -> str:
    """The ``#RRGGBBAA`` that looks like ``seen`` when it is painted over ``ground``.

    Raises :class:`ValueError` where no colour of that opacity can look so.
    """
    channels = [(s - (1 - opacity) * g) / opacity for s, g in zip(rgb(seen), rgb(ground), strict=True)]
    if min(channels) < -0.5 or max(channels) > 255.5:
        raise ValueError(f"{seen} cannot be mixed on {ground} with an opacity of {opacity}")
    return "#" + "".join(f"{round(min(max(c, 0), 255)):02X}" for c in (*channels, opacity * 255))
