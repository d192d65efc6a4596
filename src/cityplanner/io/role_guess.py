"""What a file's features most likely are."""

from collections.abc import Sequence

from cityplanner.io.age_groups import age_columns
from cityplanner.io.layer_roles import match_fields, normalise, role

_TELLING = (
    ("hazard", "polygon", {"hazard", "amenaza", "risco", "risque", "perill", "flood", "inundacion"}),
    ("buildings", "polygon", {"building", "buildinglevels", "storeys", "pavimentos", "buildingheight", "buildinguse"}),
    ("public-space", "polygon", {"leisure", "park", "parque", "parc"}),
    ("water", "polygon", {"water", "waterway"}),
    ("water", "line", {"waterway"}),
    ("streets", "line", {"highway", "fclass", "roadclass", "streetname", "jerarquia", "calle", "carrer"}),
    ("transit-stops", "point", {"stopid", "stopname", "stopcode"}),
    ("sensitive-places", "point", {"amenity", "school", "escuela", "escola", "hospital"}),
)
"""Role, geometry, and columns (without case and marks) any one of which says that it is that."""


def guess_role(kinds: Sequence[str], columns: Sequence[str], count: int) -> str:
    """The id of the role that ``count`` features of ``kinds`` with ``columns`` most likely have.

    A telling column decides. Else areas are neighbourhoods where their code, name or residents are recognised, and the
    boundary where there is but one; points are people where residents are counted, and devices otherwise; all else is
    context.
    """
    names = {normalise(column) for column in columns}
    for role_id, kind, telling in _TELLING:
        if kind == kinds[-1] and names & telling:
            return role_id
    if "polygon" in kinds:
        known = match_fields(role("neighbourhoods"), columns)
        counted = "population" in known or bool(age_columns(columns))
        if count == 1 and not counted:
            return "boundary"
        return "neighbourhoods" if counted or {"id", "name"} & set(known) else "context"
    if "line" in kinds:
        return "context"
    people = match_fields(role("people"), columns)
    if "population" in people or (set(people) == {"id"} and not match_fields(role("devices"), columns)):
        return "people"
    return "devices"
