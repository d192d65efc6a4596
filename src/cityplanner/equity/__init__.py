"""How fairly service is shared: inequality indices, curves, targets, and the profile of a city."""

from cityplanner.equity.curves import Curve, concentration_curve, lorenz_curve
from cityplanner.equity.indices import (
    TheilDecomposition,
    atkinson,
    concentration_index,
    erreygers_index,
    gini,
    hoover,
    kolm_pollak_ede,
    palma,
    palma_by_rank,
    slope_index,
    theil_decomposition,
    theil_l,
    theil_l_decomposition,
    theil_t,
    twenty_twenty,
)
from cityplanner.equity.profile import EquityBasis, EquityProfile, Indices, equity_basis, equity_profile

__all__ = [
    "Curve",
    "EquityBasis",
    "EquityProfile",
    "Indices",
    "TheilDecomposition",
    "atkinson",
    "concentration_curve",
    "concentration_index",
    "equity_basis",
    "equity_profile",
    "erreygers_index",
    "gini",
    "hoover",
    "kolm_pollak_ede",
    "lorenz_curve",
    "palma",
    "palma_by_rank",
    "slope_index",
    "theil_decomposition",
    "theil_l",
    "theil_l_decomposition",
    "theil_t",
    "twenty_twenty",
]
