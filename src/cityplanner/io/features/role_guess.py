"""What a file's features most likely are."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from cityplanner.io.features.column_cells import fits_of
from cityplanner.io.layer_roles import match_fields, normalise, role
from cityplanner.io.tables.age_groups import age_columns

MOST_NEIGHBOURHOODS = 400
"""More areas than this are census areas rather than the neighbourhoods that people speak of."""
FEWEST_NEIGHBOURHOODS = 3

_TELLING = (
    (
        "hazard",
        "polygon",
        {"hazard", "amenaza", "risco", "risque", "perill", "flood", "inundacion", "hochwasser", "gefahr"},
    ),
    ("buildings", "polygon", {"building", "buildinglevels", "storeys", "pavimentos", "buildingheight", "buildinguse"}),
    ("public-space", "polygon", {"leisure", "park", "parque", "parc", "grunflache"}),
    ("water", "polygon", {"water", "waterway"}),
    ("water", "line", {"waterway"}),
    (
        "streets",
        "line",
        {"highway", "fclass", "roadclass", "streetname", "jerarquia", "calle", "carrer", "strasse", "strassenname"},
    ),
    ("transit-stops", "point", {"stopid", "stopname", "stopcode"}),
    (
        "sensitive-places",
        "point",
        {"amenity", "school", "escuela", "escola", "hospital", "schule", "ecole", "krankenhaus", "hopital"},
    ),
)
"""Role, geometry, and columns (without case and marks) any one of which says that it is that."""


_NAMED = (
    (
        "streets",
        "line",
        {
            "street",
            "road",
            "highway",
            "calle",
            "vial",
            "via",
            "rua",
            "rue",
            "carrer",
            "viario",
            "voirie",
            "strasse",
            "strassen",
            "weg",
        },
    ),
    (
        "water",
        "line",
        {
            "river",
            "stream",
            "waterway",
            "rio",
            "quebrada",
            "riviere",
            "riu",
            "water",
            "drenaje",
            "fluss",
            "gewasser",
            "bach",
        },
    ),
    (
        "water",
        "polygon",
        {"water", "lake", "river", "agua", "lago", "rio", "eau", "aigua", "hidrografia", "see", "gewasser"},
    ),
    (
        "public-space",
        "polygon",
        {
            "park",
            "parque",
            "parc",
            "plaza",
            "praca",
            "green",
            "zonasverdes",
            "publicspace",
            "grunflache",
            "grunanlage",
            "espacevert",
        },
    ),
    (
        "buildings",
        "polygon",
        {"building", "edificio", "edificacion", "edificacao", "batiment", "edifici", "footprint", "gebaude"},
    ),
    (
        "hazard",
        "polygon",
        {"hazard", "flood", "amenaza", "inundacion", "risco", "risque", "hochwasser", "uberschwemmung", "gefahr"},
    ),
    ("transit-stops", "point", {"stop", "parada", "paradero", "arret", "ponto", "busstop", "haltestelle"}),
)
"""Role, geometry, and words (one or many of it) any one of which in a file's name says that it is that."""
_WORD = re.compile(r"[^\W\d_]+")


def _named_role(kinds: Sequence[str], name: str) -> str | None:
    words = {normalise(word) for word in _WORD.findall(name)}
    words |= {"".join(pair) for pair in pairwise(normalise(word) for word in _WORD.findall(name))}
    for role_id, kind, telling in _NAMED:
        if kind == kinds[-1] and any(
            {word, word.removesuffix("s"), word.removesuffix("es")} & telling for word in words
        ):
            return role_id
    return None


def guess_role(
    kinds: Sequence[str], columns: Sequence[str], count: int, name: str = "", frame: pd.DataFrame | None = None
) -> str:
    """The id of the role that ``count`` features of ``kinds`` with ``columns`` in a file of ``name`` most likely have.

    ``frame`` has their cells, which say what a column cannot be. A telling column decides, or a word in the name where
    nobody is counted. Else areas are neighbourhoods where their code, name or residents are recognised, and the
    boundary where there is but one; points are people where residents are counted, and devices otherwise; all else is
    context.
    """
    names = {normalise(column) for column in columns}
    for role_id, kind, telling in _TELLING:
        if kind == kinds[-1] and names & telling:
            return role_id
    areas, points = role("neighbourhoods"), role("people")
    known = match_fields(areas, columns, None if frame is None else fits_of(areas, frame, name))
    counted = "population" in known or bool(age_columns(columns))
    named = None if counted else _named_role(kinds, name)
    if named is not None:
        return named
    if "polygon" in kinds:
        if count == 1 and not counted:
            return "boundary"
        return "neighbourhoods" if counted or {"id", "name"} & set(match_fields(areas, columns)) else "context"
    if "line" in kinds:
        return "context"
    people = match_fields(points, columns, None if frame is None else fits_of(points, frame, name))
    if "population" in people or (set(people) == {"id"} and not match_fields(role("devices"), columns)):
        return "people"
    return "devices"
