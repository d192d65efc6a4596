"""Words by which tables call homes and households."""

from cityplanner.io.layer_roles import normalise

_HOMES = (
    *("hogares", "viviendas", "domicilios", "households", "homes", "dwellings", "menages", "logements", "llars"),
    *("habitatges", "haushalte", "wohnungen", "familias", "foyers"),
)


def counts_homes(heading: str) -> bool:
    """Whether a column counts homes and not the people in them."""
    plain = normalise(heading)
    return any(plain.startswith(word) or plain.endswith(word) for word in _HOMES)
