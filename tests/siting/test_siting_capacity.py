"""Sites that can serve so many people and no more, against every plan there is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from cityplanner.errors import InputError
from cityplanner.siting import Problem, Status, solve


def most_served(problem: Problem, plan: tuple[int, ...]) -> float:
    """The largest flow from people to the sites of ``plan``, by SciPy: another way than ours."""
    people, sites = len(problem.weights), len(plan)
    size = people + sites + 2
    graph = np.zeros((size, size), dtype=np.int32)
    assert problem.capacities is not None
    for number, site in enumerate(plan):
        for point in problem.incidence[[site]].indices:
            graph[1 + point, 1 + people + number] = int(problem.weights[point])
        graph[1 + people + number, size - 1] = int(problem.capacities[site])
    graph[0, 1 : 1 + people] = problem.weights
    return float(maximum_flow(sparse.csr_array(graph), 0, size - 1).flow_value)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), sites=st.integers(2, 7), people=st.integers(1, 15), locked=st.booleans())
def test_proven_is_the_best_that_can_be_shared_out(seed: int, sites: int, people: int, locked: bool) -> None:
    rng = np.random.default_rng(seed)
    problem = Problem(
        sparse.csr_array((rng.random((sites, people)) < 0.4).astype(float)),
        rng.integers(0, 20, people).astype(float),
        locked=[0] if locked else [],
        capacities=rng.integers(5, 40, sites).astype(float),
    )
    count = min(2, len(problem.selectable))
    found = solve(problem, count)
    plans = [(*problem.locked, *plan) for plan in combinations(problem.selectable.tolist(), count)]
    assert found.value == pytest.approx(max(most_served(problem, plan) for plan in plans), abs=1e-6)
    assert found.status is Status.OPTIMAL
    assert found.value == pytest.approx(most_served(problem, (*problem.locked, *found.chosen)), abs=1e-6)
    assert not set(found.chosen) & set(problem.locked)


def test_a_budget_and_a_distance_hold() -> None:
    problem = Problem(
        sparse.csr_array(np.ones((4, 3))),
        np.array([10.0, 10.0, 10.0]),
        np.array([5.0, 5.0, 5.0, 1.0]),
        conflicts=np.array([[0, 1]]),
        capacities=np.array([12.0, 12.0, 8.0, 4.0]),
    )
    found = solve(problem, budget=11)
    assert found.value == 24
    assert sorted(found.chosen) in ([0, 2, 3], [1, 2, 3])


def test_what_does_not_go_with_capacities_is_said() -> None:
    problem = Problem(sparse.csr_array(np.eye(2)), np.ones(2), capacities=np.ones(2), devices_needed=2)
    with pytest.raises(InputError, match="Capacities"):
        solve(problem, 1)
