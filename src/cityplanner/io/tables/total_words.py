"""Words by which tables call the sum of others."""

import re

_NAMED = re.compile(
    r".*\b(?:sub|grand )?(?:totals?|totales|totais|totaux)\b.*"
    r"|sum|suma|soma|somme|all|todos|todas|tots|ensemble|overall|gesamt|insgesamt|zusammen|summe|gesamtstadt"
    r"|both sexes|ambos sexos|les deux sexes",
    re.IGNORECASE,
)


def names_total(text: str) -> bool:
    """Whether a cell says that its row is the sum of others."""
    return bool(_NAMED.fullmatch(text.strip()))
