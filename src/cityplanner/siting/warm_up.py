"""Has everything compiled that a search needs, before anybody waits for one."""

from functools import cache

import numpy as np
from scipy import sparse

from cityplanner.siting.explain import explain
from cityplanner.siting.frontier import FrontierKind, frontier
from cityplanner.siting.problem import Problem
from cityplanner.siting.solve import solve


@cache
def warm_up() -> None:
    """Search in a city of six people.

    The first time on a computer this takes about half a minute, later a fraction of a second; call it on a worker.
    """
    incidence = sparse.csr_array(np.array([[1, 0.5, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0.5]]))
    problem = Problem(incidence, np.ones(6), parts=np.array([0, 0, 0, 1, 1, 1]))
    explain(problem, solve(problem, 2), 2)
    frontier(problem, FrontierKind.EQUITY, 2, points=2)
