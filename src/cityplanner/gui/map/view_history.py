"""Back and forward through the places that were looked at."""

from cityplanner.carto.viewport import Viewport

_MOST = 100


class ViewHistory:
    """A view is visited when the map has come to rest there, so that a turn of the wheel is one step."""

    def __init__(self) -> None:
        self._views: list[Viewport] = []
        self._at = -1

    def visit(self, view: Viewport) -> None:
        """Remember ``view``; what lay ahead is forgotten. The same view again is no step."""
        if self._views and self._views[self._at] == view:
            return
        self._views[self._at + 1 :] = [view]
        del self._views[:-_MOST]
        self._at = len(self._views) - 1

    def back(self) -> Viewport | None:
        """The view before, or None at the beginning."""
        return self._go(-1)

    def forward(self) -> Viewport | None:
        """The view that one came back from, or None at the end."""
        return self._go(1)

    def _go(self, step: int) -> Viewport | None:
        if not 0 <= self._at + step < len(self._views):
            return None
        self._at += step
        return self._views[self._at]
