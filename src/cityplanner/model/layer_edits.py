"""Changes to the list of layers as edits: order, groups, names, what is shown."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from cityplanner.i18n import _, ngettext
from cityplanner.model.change import Change
from cityplanner.model.edit import Edit
from cityplanner.model.layer import Layer
from cityplanner.model.layer_changes import LayerChange, LayerMove, LayerPartsChange


def alter_layer(
    layers: Sequence[Layer], before: Layer, after: Layer | None, label: str, merge_key: str | None = None
) -> Edit:
    """``after`` in the place of ``before``, or nothing where it is None."""
    if after is not None:
        return Edit(label, (LayerPartsChange.between(before, after),), merge_key)
    place = next(place for place, layer in enumerate(layers) if layer.id == before.id)
    return Edit(label, (LayerChange(before, None, _at(layers, place + 1)),), merge_key)


def layer_at(layers: Sequence[Layer], layer: Layer, place: int) -> LayerChange:
    """The new ``layer`` at ``place`` among ``layers``: 0 is the bottom."""
    return LayerChange(None, layer, _at(layers, place))


def alter_layers(layers: Sequence[Layer], alter: Callable[[Layer], Layer], label: str) -> Edit:
    """Every layer as ``alter`` returns it; those that it returns as they are stay untouched."""
    changes = [LayerPartsChange.between(layer, after) for layer in layers if (after := alter(layer)) is not layer]
    return Edit(label, tuple(changes))


def move_layers(layers: Sequence[Layer], ids: Collection[str], place: int, group: str | None, label: str) -> Edit:
    """The layers ``ids``, in their order, to ``place`` among the others (0 is the bottom), and into ``group``."""
    moved = [layer if layer.group == group else replace(layer, group=group) for layer in layers if layer.id in ids]
    others = [layer for layer in layers if layer.id not in ids]
    return _arranged(layers, [*others[:place], *moved, *others[place:]], label)


def step_layers(layers: Sequence[Layer], ids: Collection[str], step: int) -> Edit | None:
    """One step up (``step`` 1) or down (-1); None where there is no way on.

    Within a group past its next layer, at the group's edge out of it, and outside past a whole group at once.
    """
    places = [place for place, layer in enumerate(layers) if layer.id in ids]
    if not places:
        return None
    moved = [layers[place] for place in places]
    label = (_("Move {layer} up") if step > 0 else _("Move {layer} down")).format(layer=_named(moved))
    beyond = places[-1] + 1 if step > 0 else places[0] - 1
    inside = {layer.group for layer in moved}
    whole = {layer.id for layer in layers if layer.group in inside} == set(ids)
    group = moved[0].group if len(inside) == 1 else None
    next_one = layers[beyond] if 0 <= beyond < len(layers) else None
    if group is not None and not whole and (next_one is None or next_one.group != group):
        return move_layers(layers, ids, places[0], None, label)
    if next_one is None:
        return None
    count = 1
    if next_one.group is not None and next_one.group != group:
        count = sum(layer.group == next_one.group for layer in layers)
    return move_layers(layers, ids, places[0] + step * count, group, label)


def group_layers(layers: Sequence[Layer], ids: Collection[str], name: str) -> Edit:
    """The layers ``ids`` into the group ``name``: on top of it where there is one, else where the highest lies."""
    others = [layer for layer in layers if layer.id not in ids]
    members = [place for place, layer in enumerate(others) if layer.group == name]
    if members:
        place = members[-1] + 1
    else:
        highest = max(place for place, layer in enumerate(layers) if layer.id in ids)
        place = sum(layer.id not in ids for layer in layers[:highest])
        place = between_groups(others, place)
    moved = [layer for layer in layers if layer.id in ids]
    return move_layers(layers, ids, place, name, _("Group {layer}").format(layer=_named(moved)))


def between_groups(layers: Sequence[Layer], place: int) -> int:
    """``place``, or the next one above it that does not tear a group apart."""
    while (
        0 < place < len(layers) and layers[place].group is not None and layers[place - 1].group == layers[place].group
    ):
        place += 1
    return place


def ungroup(layers: Sequence[Layer], name: str) -> Edit:
    """The layers of the group stay where they are, in no group."""
    label = _("Ungroup {group}").format(group=name)
    return alter_layers(layers, lambda layer: replace(layer, group=None) if layer.group == name else layer, label)


def rename_group(layers: Sequence[Layer], name: str, new: str) -> Edit:
    """Another name for the group; one that another group bears already joins the two."""
    label = _("Rename {old} to {new}").format(old=name, new=new)
    if any(layer.group == new for layer in layers):
        return replace(group_layers(layers, {layer.id for layer in layers if layer.group == name}, new), label=label)
    return alter_layers(layers, lambda layer: replace(layer, group=new) if layer.group == name else layer, label)


def show_layers(layers: Sequence[Layer], visible: Collection[str], label: str) -> Edit:
    """Just the layers ``visible`` are shown."""
    return alter_layers(
        layers,
        lambda layer: layer if layer.visible == (layer.id in visible) else replace(layer, visible=layer.id in visible),
        label,
    )


def _named(layers: Sequence[Layer]) -> str:
    if len(layers) == 1:
        return layers[0].name
    return ngettext("{count} layer", "{count} layers", len(layers)).format(count=len(layers))


def _arranged(layers: Sequence[Layer], wanted: Sequence[Layer], label: str) -> Edit:
    """The edit that makes ``wanted``, which has the same ids, out of ``layers``, with as few moves as it takes."""
    before = {layer.id: layer for layer in layers}
    now = [layer.id for layer in layers]
    changes: list[Change] = [
        LayerPartsChange.between(before[layer.id], layer) for layer in wanted if layer is not before[layer.id]
    ]
    staying = _longest_ascending([now.index(layer.id) for layer in wanted])
    above = None
    for layer, stays in zip(reversed(wanted), reversed(staying), strict=True):
        if not stays:
            place = now.index(layer.id)
            below = now[place + 1] if place + 1 < len(now) else None
            now.remove(layer.id)
            now.insert(len(now) if above is None else now.index(above), layer.id)
            changes.append(LayerMove(layer.id, below, above))
        above = layer.id
    return Edit(label, tuple(changes))


def _at(layers: Sequence[Layer], place: int) -> str | None:
    return layers[place].id if place < len(layers) else None


def _longest_ascending(numbers: Sequence[int]) -> list[bool]:
    """Which of the numbers are in a longest run that ascends; lists of layers are short enough for n squared."""
    best: list[list[int]] = []
    for place, number in enumerate(numbers):
        runs = [best[earlier] for earlier in range(place) if numbers[earlier] < number]
        longest = max(runs, key=len) if runs else []
        best.append([*longest, place])
    kept = max(best, key=len) if best else []
    return [place in kept for place in range(len(numbers))]
