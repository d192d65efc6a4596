"""Proven plans against every plan there is; floors; the fewest and the cheapest."""

import math
from itertools import combinations
from threading import Timer

import numpy as np
import pytest
from brute_force import allowed, best_value
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from cityplanner.errors import InputError
from cityplanner.progress import CancelToken
from cityplanner.siting import Problem, Status, floors_by_group, floors_by_part, least_sites, solve
from cityplanner.siting.merge import floors_hold
from cityplanner.siting.objectives import served_by

ROUNDING = 1e-9


def problem_of(seed: int, sites: int, people: int, *, soft: bool = False, **options: object) -> Problem:
    rng = np.random.default_rng(seed)
    reached = rng.random((sites, people)) < 0.25
    strengths = np.round(rng.random((sites, people)), 1) if soft else np.ones((sites, people))
    weights = rng.integers(0, 20, people).astype(float)
    return Problem(sparse.csr_array(reached * strengths), weights, **options)


small = {"seed": st.integers(0, 10_000), "sites": st.integers(2, 10), "people": st.integers(1, 40)}


@settings(max_examples=40)
@given(**small, count=st.integers(0, 5), soft=st.booleans())
def test_proven_is_the_best(seed: int, sites: int, people: int, count: int, soft: bool) -> None:
    problem = problem_of(seed, sites, people, soft=soft)
    found = solve(problem, count, prove=True)
    assert found.proven
    assert found.value == pytest.approx(best_value(problem, count), rel=1e-7)
    assert found.gap <= ROUNDING


def test_up_to_fifteen_sites() -> None:
    problem = problem_of(8, 15, 120)
    for count in (3, 6):
        assert solve(problem, count, prove=True).value == best_value(problem, count)


@settings(max_examples=15)
@given(**small, aversion=st.sampled_from([0.5, 1.0, 2.0]))
def test_proven_with_an_aversion(seed: int, sites: int, people: int, aversion: float) -> None:
    problem = problem_of(seed, sites, people, parts=np.arange(people) % 4, aversion=aversion)
    found = solve(problem, 3, prove=True)
    assert found.value == pytest.approx(best_value(problem, 3), rel=1e-5)
    assert found.gap <= 1e-5


@settings(max_examples=20)
@given(**small, budget=st.floats(10, 100))
def test_proven_within_a_budget(seed: int, sites: int, people: int, budget: float) -> None:
    rng = np.random.default_rng(seed)
    problem = problem_of(seed, sites, people, costs=rng.integers(5, 40, sites).astype(float), locked=[0])
    assert solve(problem, budget=budget, prove=True).value == pytest.approx(best_value(problem, None, budget))


@settings(max_examples=20)
@given(**small, needed=st.integers(2, 3))
def test_proven_where_several_devices_must_reach(seed: int, sites: int, people: int, needed: int) -> None:
    problem = problem_of(seed, sites, people, devices_needed=needed, locked=[0])
    assert solve(problem, 4, prove=True).value == pytest.approx(best_value(problem, 4))


@settings(max_examples=15)
@given(**small, moves=st.integers(1, 2))
def test_proven_where_existing_devices_may_move(seed: int, sites: int, people: int, moves: int) -> None:
    problem = problem_of(seed, sites, people, locked=[0, 1], movable=moves)
    found = solve(problem, 1, prove=True)
    best = 0.0
    for plan in combinations(range(sites), min(3, sites)):
        if 2 - len({0, 1} & set(plan)) <= moves:
            best = max(best, float(problem.weights @ served_by(problem, plan)))
    assert found.value == pytest.approx(best)
    assert len(found.removed) <= moves
    staying = [site for site in (0, 1) if site not in found.removed]
    assert len(found.chosen) + len(staying) <= 3
    assert found.value == pytest.approx(float(problem.weights @ served_by(problem, [*staying, *found.chosen])))


@settings(max_examples=30)
@given(**small, share=st.sampled_from([0.1, 0.3, 0.5]), prove=st.booleans())
def test_floors_hold_or_cannot(seed: int, sites: int, people: int, share: float, prove: bool) -> None:
    problem = problem_of(seed, sites, people)
    parts = np.arange(people) % 3
    floors = floors_by_part(parts, problem.weights, share, ["north", "centre", "south"])
    problem = Problem(problem.incidence, problem.weights, floors=floors)
    best = best_value(problem, min(3, sites))
    found = solve(problem, min(3, sites), prove=prove)
    if best is None:
        assert found.status is Status.INFEASIBLE
        assert found.reason
    else:
        assert found.status is not Status.INFEASIBLE
        served = served_by(problem, found.chosen)
        for part in range(3):
            here = problem.weights[parts == part].sum()
            if here:
                assert problem.weights[parts == part] @ served[parts == part] >= share * here * (1 - 1e-9)
        assert found.value <= best * (1 + ROUNDING) <= found.bound * (1 + 2 * ROUNDING)
        if prove:
            assert found.value == pytest.approx(best)


def test_a_floor_for_every_group() -> None:
    rng = np.random.default_rng(1)
    problem = problem_of(1, 12, 60)
    groups = rng.integers(0, 5, (60, 2)).astype(float)
    floors = floors_by_group(groups, 0.6, ["old", "young"])
    found = solve(Problem(problem.incidence, problem.weights, floors=floors), 5)
    served = served_by(problem, found.chosen)
    assert ((groups * served[:, np.newaxis]).sum(axis=0) >= 0.6 * groups.sum(axis=0) * (1 - 1e-9)).all()


def test_why_a_floor_cannot_hold_and_what_would_do() -> None:
    incidence = sparse.csr_array(np.kron(np.eye(6), np.ones((1, 2))))
    parts = np.repeat([0, 1, 2], 4)
    floors = floors_by_part(parts, np.ones(12), 0.5, ["A", "B", "C"])
    found = solve(Problem(incidence, np.ones(12), floors=floors), 2)
    assert found.status is Status.INFEASIBLE
    assert "3 sites would be enough" in found.reason
    assert len(found.chosen) == 2
    costs = np.array([5.0, 9.0, 5.0, 9.0, 5.0, 9.0])
    poor = solve(Problem(incidence, np.ones(12), costs, floors=floors), budget=12)
    assert "budget of 15 would be enough" in poor.reason


def test_a_floor_that_no_candidate_reaches_is_named() -> None:
    incidence = sparse.csr_array(np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]))
    floors = floors_by_part(np.array([0, 0, 1, 1]), np.ones(4), 0.8, ["Hill", "Harbour"])
    found = solve(Problem(incidence, np.ones(4), floors=floors), 2)
    assert found.status is Status.INFEASIBLE
    assert "Harbour" in found.reason
    assert "Hill" not in found.reason
    assert "50.0" in found.reason


@settings(max_examples=30)
@given(**small, share=st.sampled_from([0.2, 0.5, 0.9]), by_cost=st.booleans())
def test_the_fewest_and_the_cheapest(seed: int, sites: int, people: int, share: float, by_cost: bool) -> None:
    rng = np.random.default_rng(seed)
    costs = rng.integers(5, 40, sites).astype(float)
    problem = problem_of(seed, sites, people, costs=costs)
    everybody = problem.weights.sum()
    best = math.inf
    for size in range(sites + 1):
        for plan in combinations(range(sites), size):
            if problem.weights @ served_by(problem, plan) >= share * everybody * (1 - 1e-12):
                best = min(best, float(costs[list(plan)].sum()) if by_cost else size)
    found = least_sites(problem, share, by_cost=by_cost)
    assert (found.status is Status.INFEASIBLE) == (best == math.inf)
    if best < math.inf:
        assert found.value == pytest.approx(best)
        assert found.proven
        assert problem.weights @ served_by(problem, found.chosen) >= share * everybody * (1 - 1e-9)
    else:
        assert "all candidates together" in found.reason


def test_the_fewest_beside_what_stands_and_must_not() -> None:
    incidence = sparse.csr_array(np.eye(4))
    problem = Problem(incidence, np.ones(4), locked=[0], forbidden=[1])
    found = least_sites(problem, 0.75)
    assert sorted(found.chosen) == [2, 3]
    assert least_sites(problem, 1.0).status is Status.INFEASIBLE


def test_a_target_needs_a_share_or_floors() -> None:
    with pytest.raises(InputError, match="share"):
        least_sites(problem_of(1, 4, 9))


def test_cancelled_during_a_proof() -> None:
    token = CancelToken()
    problem = problem_of(2, 60, 500)
    timer = Timer(0.4, token.cancel)
    timer.start()
    found = solve(problem, 9, prove=True, cancel=token)
    timer.join()
    assert found.status is Status.CANCELLED
    assert found.value > 0
    assert floors_hold(problem.floors, served_by(problem, found.chosen))
    assert allowed(problem, found.chosen)
