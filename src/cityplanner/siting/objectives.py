"""What a plan is worth: people served, or people served felt as the less the more their neighbours have.

For a neighbourhood of which the share b is served, phi(b) says what it is worth, 0 where nobody is served and 1 where
everybody is. phi is Atkinson's: phi(b) grows as (b + d)**(1 - e), with e the aversion to inequality, as log(b + d)
where e is 1; e = 0 counts heads. The offset d keeps a neighbourhood that has nothing from outweighing all others.
phi is concave, so the value is submodular and choosing the best site again and again keeps its guarantee of 1 - 1/e.
"""

import numpy as np
import numpy.typing as npt

from cityplanner.siting.problem import FloatArray, Problem

OFFSET = 0.01
"""Part of the residents."""


def phi_scale(aversion: float) -> tuple[float, float]:
    """What is taken off the power (or logarithm), and by what the rest is divided, for phi to run from 0 to 1."""
    low, high = _power(np.array([OFFSET, 1 + OFFSET]), aversion).tolist()
    return low, high - low


def phi(share: npt.ArrayLike, aversion: float) -> FloatArray:
    """What neighbourhoods are worth of which ``share`` is served."""
    low, width = phi_scale(aversion)
    return (_power(np.asarray(share, dtype=np.float64) + OFFSET, aversion) - low) / width


def phi_slope(share: npt.ArrayLike, aversion: float) -> FloatArray:
    """The derivative of :func:`phi`."""
    _low, width = phi_scale(aversion)
    inner = np.asarray(share, dtype=np.float64) + OFFSET
    factor = 1.0 if aversion == 1 else abs(1 - aversion)
    return np.asarray(factor * inner**-aversion / width, dtype=np.float64)


def equal_share(mean_phi: float, aversion: float) -> float:
    """The share that, served alike in every neighbourhood, is worth ``mean_phi``: the inverse of :func:`phi`."""
    low, width = phi_scale(aversion)
    inner = mean_phi * width + low
    return float((np.exp(inner) if aversion == 1 else inner ** (1 / (1 - aversion))) - OFFSET)


def _power(inner: FloatArray, aversion: float) -> FloatArray:
    if aversion == 1:
        return np.asarray(np.log(inner), dtype=np.float64)
    # The sign makes the power of a negative exponent grow too.
    return np.asarray(np.sign(1 - aversion) * inner ** (1 - aversion), dtype=np.float64)


def served_by(problem: Problem, sites: npt.ArrayLike) -> FloatArray:
    """(n,) how well every person point is served by ``sites`` and nothing else, 0 to 1."""
    rows = problem.incidence[np.asarray(sites, dtype=np.int64)]
    if problem.devices_needed > 1:
        reached = np.bincount(rows.indices, minlength=len(problem.weights))
        return (reached >= problem.devices_needed).astype(np.float64)
    served = np.zeros(len(problem.weights))
    np.maximum.at(served, rows.indices, rows.data)
    return served


def value_of(problem: Problem, served: FloatArray) -> float:
    """What it is worth that people are ``served`` (n,): people, or people by phi where there is an aversion."""
    amounts = problem.weights * served
    if problem.parts is None or problem.aversion == 0:
        return float(amounts.sum())
    inside = problem.parts >= 0
    people = np.bincount(problem.parts[inside], problem.weights[inside])
    covered = np.bincount(problem.parts[inside], amounts[inside], minlength=len(people))
    counted = people > 0
    return float(people[counted] @ phi(covered[counted] / people[counted], problem.aversion))
