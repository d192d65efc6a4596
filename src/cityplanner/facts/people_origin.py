"""Where the people of a study came from: what every figure stands on."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cityplanner.i18n import _, format_number
from cityplanner.model import Project, Source

_ROLES = ("neighbourhoods", "people", "buildings")


@dataclass(frozen=True, slots=True)
class PeopleOrigin:
    """``residents`` at ``points``; ``outside`` of them lie in no neighbourhood and are not counted.

    ``method`` is a sentence; ``residents`` is None where nobody was counted; ``sources`` are the files behind it.
    """

    method: str
    points: int
    residents: float | None
    outside: float
    sources: tuple[Source, ...]


def people_origin(project: Project) -> PeopleOrigin:
    """Where the people of ``project`` came from."""
    people = project.people
    weights = people.weights[:, 0]
    known = not np.isnan(weights).all() if len(weights) else False
    outside = np.nansum(weights[people.neighbourhood < 0])
    sources = tuple(source for source in project.city.sources if source.role in _ROLES)
    residents = float(np.nansum(weights)) if known else None
    return PeopleOrigin(people.method, len(weights), residents, float(outside), sources)


def origin_sentence(origin: PeopleOrigin) -> str:
    """``Where people live: 82,884 points ... From radii.geojson, barrios.geojson.``, on one line."""
    return _("Where people live: {text}").format(text=origin_text(origin))


def origin_text(origin: PeopleOrigin) -> str:
    """How the people were placed, from which files, and how many of them are not counted."""
    if origin.residents is None:
        return _("not known.")
    files = ", ".join(dict.fromkeys(source.file for source in reversed(origin.sources)))
    text = origin.method or _("not recorded.")
    if files:
        text += " " + _("From {files}.").format(files=files)
    if round(origin.outside) >= 1:
        text += " " + _("{people} of them live outside all neighbourhoods and are not counted.").format(
            people=format_number(origin.outside)
        )
    return text


def origin_dict(origin: PeopleOrigin) -> dict[str, Any]:
    """The same as plain data for ``json.dumps``."""
    return {
        "method": origin.method or None,
        "points": origin.points,
        "residents": origin.residents,
        "outside": origin.outside,
        "sources": [
            {"file": source.file, "role": source.role, "sha256": source.sha256, "read_on": source.read_on.isoformat()}
            for source in origin.sources
        ],
    }
