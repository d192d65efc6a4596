"""Has everything compiled that a search needs, before anybody searches."""

from functools import cache

import numpy as np
from scipy import sparse

from cityplanner.siting.explain import explain
from cityplanner.siting.problem import Problem
from cityplanner.siting.solve import solve


@cache
def warm_up() -> None:
    """Search two of six sites, for people and for evenness.

    The first time on a computer this takes several seconds, later a fraction of one; call it on a worker.
    """
    rng = np.random.default_rng(0)
    incidence = sparse.csr_array((rng.random((6, 40)) < 0.3).astype(np.float64))
    for aversion in (0.0, 1.0):
        problem = Problem(incidence, np.ones(40), parts=np.arange(40) % 4, aversion=aversion, locked=(0,))
        explain(problem, solve(problem, 2, time_limit=0.2), 2)
