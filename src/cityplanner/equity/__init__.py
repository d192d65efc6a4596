"""How fairly service is shared: inequality indices, and the profile of a city."""

from cityplanner.equity.indices import (
    atkinson,
    concentration_index,
    gini,
    hoover,
    kolm_pollak_ede,
    palma,
    theil_decomposition,
    theil_l,
    theil_t,
)
from cityplanner.equity.profile import EquityProfile, equity_profile

__all__ = [
    "EquityProfile",
    "atkinson",
    "concentration_index",
    "equity_profile",
    "gini",
    "hoover",
    "kolm_pollak_ede",
    "palma",
    "theil_decomposition",
    "theil_l",
    "theil_t",
]
