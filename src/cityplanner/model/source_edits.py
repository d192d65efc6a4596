"""Edits of where data came from: licence and credit of a file, wherever the project names it."""

from dataclasses import replace

from cityplanner.i18n import _
from cityplanner.model.change import Change
from cityplanner.model.city_changes import CityChange
from cityplanner.model.edit import Edit
from cityplanner.model.layer import Source
from cityplanner.model.layer_changes import LayerPartsChange
from cityplanner.model.project import Project


def every_source(project: Project) -> list[Source]:
    """Every file that the project was made from, once; the city's first, then the layers' from the top down."""
    layers = [layer.source for layer in reversed(project.layers) if layer.source is not None]
    return list({(source.file, source.sha256): source for source in (*layers, *project.city.sources)}.values())


def credit_source(project: Project, source: Source, *, licence: str, credit: str) -> Edit | None:
    """The edit that gives ``source`` this licence and credit; None where it has them."""
    wanted = replace(source, licence=licence.strip(), credit=credit.strip())

    def told(one: Source) -> Source:
        same = (one.file, one.sha256) == (source.file, source.sha256)
        return replace(one, licence=wanted.licence, credit=wanted.credit) if same else one

    changes: list[Change] = []
    sources = tuple(told(one) for one in project.city.sources)
    if sources != project.city.sources:
        changes.append(CityChange({"sources": project.city.sources}, {"sources": sources}))
    for layer in project.layers:
        if layer.source is not None and (after := told(layer.source)) != layer.source:
            changes.append(LayerPartsChange(layer.id, {"source": layer.source}, {"source": after}))
    return Edit(_("Say where {file} comes from").format(file=source.file), tuple(changes)) if changes else None
