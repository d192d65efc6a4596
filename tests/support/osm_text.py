"""Small made-up extracts of OpenStreetMap, as text."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

_WEST, _SOUTH, _STEP = -3.70, 40.40, 0.001


class OsmText:
    """Nodes and ways on a grid of a thousandth of a degree, with tags given as keywords."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[float, float], int] = {}
        self._tagged: list[str] = []
        self._ways: list[str] = []

    def point(self, x: float, y: float, **tags: str) -> None:
        self._tagged.append(f'<node id="{len(self._tagged) + 1}" {_at(x, y)}>{_tags(tags)}</node>')

    def line(self, corners: list[tuple[float, float]], **tags: str) -> None:
        nodes = "".join(f'<nd ref="{self._node(*corner)}"/>' for corner in corners)
        self._ways.append(f'<way id="{len(self._ways) + 1}">{nodes}{_tags(tags)}</way>')

    def square(self, x: float, y: float, side: float, **tags: str) -> None:
        self.line([(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)], **tags)

    def write(self, file: Path) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        nodes = [f'<node id="{id_}" {_at(*place)}/>' for place, id_ in self._nodes.items()]
        parts = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">', *self._tagged, *nodes, *self._ways]
        file.write_text("\n".join([*parts, "</osm>"]), encoding="utf-8")
        return file

    def _node(self, x: float, y: float) -> int:
        return self._nodes.setdefault((x, y), 10_000 + len(self._nodes))


def _at(x: float, y: float) -> str:
    return f'lat="{_SOUTH + y * _STEP:.7f}" lon="{_WEST + x * _STEP:.7f}"'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
