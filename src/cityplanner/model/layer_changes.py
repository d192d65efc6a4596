"""Changes to the list of layers. A layer is known by its id, wherever it lies."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self, TypedDict, cast

import geopandas as gpd

from cityplanner.i18n import _
from cityplanner.model.change import Change, change_kind, misfit
from cityplanner.model.changed import Touched
from cityplanner.model.draft import Draft
from cityplanner.model.layer import Layer, Source
from cityplanner.model.layer_style import LayerStyle
from cityplanner.model.parts import joined, parts_that_differ


class LayerParts(TypedDict, total=False):
    """Some of what a :class:`Layer` is, by the names of its fields."""

    name: str
    role: str
    frame: gpd.GeoDataFrame
    source: Source | None
    visible: bool
    guesses: Mapping[str, str]
    style: LayerStyle | None
    opacity: float
    group: str | None
    raster: Path | None


@change_kind("layer")
@dataclass(frozen=True, slots=True)
class LayerChange(Change):
    """A layer added (``before`` is None) or removed (``after`` is None), with its features.

    ``below`` is the layer that it lies right below; None on top. Nobody need say it of one that goes.
    """

    before: Layer | None
    after: Layer | None
    below: str | None = None

    def apply(self, draft: Draft) -> Self:
        below, was = self.below, None
        if self.before is not None:
            place = _place(draft.layers, self.before.id)
            was = draft.layers.pop(place)
            below = _at(draft.layers, place)
        if self.after is not None:
            if any(layer.id == self.after.id for layer in draft.layers):
                raise misfit(
                    _("This step does not fit the project: there is a layer {name} already. Nothing was changed."),
                    self.after.id,
                )
            _insert(draft.layers, self.after, below)
        return replace(self, before=was, below=below)

    def inverse(self) -> Self:
        return type(self)(self.after, self.before, self.below)

    def touches(self, touched: Touched) -> None:
        touched.layers.update(layer.id for layer in (self.before, self.after) if layer is not None)

    def heavy(self) -> Iterable[object]:
        return (layer.frame for layer in (self.before, self.after) if layer is not None)


@change_kind("layer-parts")
@dataclass(frozen=True, slots=True)
class LayerPartsChange(Change):
    """How the layer ``layer`` looks, what it is called and so on: the parts of it that differ, and no others."""

    layer: str
    before: LayerParts
    after: LayerParts

    @classmethod
    def between(cls, before: Layer, after: Layer) -> Self:
        """What makes ``after`` of ``before``, which has the same id."""
        was, now = parts_that_differ(_parts(before), _parts(after))
        return cls(before.id, cast(LayerParts, was), cast(LayerParts, now))

    def apply(self, draft: Draft) -> Self:
        place = _place(draft.layers, self.layer)
        was = draft.layers[place]
        draft.layers[place] = replace(was, **self.after)
        return replace(self, before=cast(LayerParts, {name: getattr(was, name) for name in self.after}))

    def inverse(self) -> Self:
        return type(self)(self.layer, self.after, self.before)

    def touches(self, touched: Touched) -> None:
        touched.layers.add(self.layer)

    @property
    def subject(self) -> Hashable | None:
        return self.layer

    def then(self, later: Self) -> Self | None:
        before, after = joined(self.before, self.after, later.before, later.after)
        return replace(self, before=before, after=after) if after else None

    def heavy(self) -> Iterable[object]:
        return (parts["frame"] for parts in (self.before, self.after) if "frame" in parts)


@change_kind("layer-move")
@dataclass(frozen=True, slots=True)
class LayerMove(Change):
    """The layer ``layer`` lies elsewhere: ``before`` and ``after`` are the layers that it lies right below, None on
    top.
    """

    layer: str
    before: str | None
    after: str | None

    def apply(self, draft: Draft) -> Self:
        place = _place(draft.layers, self.layer)
        layer = draft.layers.pop(place)
        was = _at(draft.layers, place)
        _insert(draft.layers, layer, self.after)
        return replace(self, before=was)

    def inverse(self) -> Self:
        return type(self)(self.layer, self.after, self.before)

    def touches(self, touched: Touched) -> None:
        touched.layers.add(self.layer)


def _parts(layer: Layer) -> dict[str, object]:
    return {one.name: getattr(layer, one.name) for one in fields(Layer) if one.name != "id"}


def _place(layers: Sequence[Layer], id_: str) -> int:
    place = next((place for place, layer in enumerate(layers) if layer.id == id_), None)
    if place is None:
        raise misfit(_("This step does not fit the project: there is no layer {name}. Nothing was changed."), id_)
    return place


def _at(layers: Sequence[Layer], place: int) -> str | None:
    return layers[place].id if place < len(layers) else None


def _insert(layers: list[Layer], layer: Layer, below: str | None) -> None:
    place = next((place for place, other in enumerate(layers) if other.id == below), len(layers))
    layers.insert(place, layer)
