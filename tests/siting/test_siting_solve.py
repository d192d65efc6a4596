"""Searches of small problems against every plan there is."""

import math
from dataclasses import replace

import numpy as np
import pytest
from brute_force import allowed, best_value
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from cityplanner.errors import InputError
from cityplanner.progress import CancelToken
from cityplanner.siting import BestSoFar, Problem, Status, solve
from cityplanner.siting.objectives import served_by, value_of

ROUNDING = 1e-9


def problem_of(seed: int, sites: int, people: int, *, soft: bool = False, **options: object) -> Problem:
    rng = np.random.default_rng(seed)
    reached = rng.random((sites, people)) < 0.25
    strengths = np.round(rng.random((sites, people)), 2) if soft else np.ones((sites, people))
    weights = rng.integers(0, 20, people).astype(float)
    return Problem(sparse.csr_array(reached * strengths), weights, **options)


small = {"seed": st.integers(0, 10_000), "sites": st.integers(2, 10), "people": st.integers(1, 40)}


@settings(max_examples=40)
@given(**small, count=st.integers(0, 5), soft=st.booleans())
def test_the_best_plan_lies_between_value_and_bound(seed: int, sites: int, people: int, count: int, soft: bool) -> None:
    problem = problem_of(seed, sites, people, soft=soft)
    best = best_value(problem, count)
    found = solve(problem, count)
    assert best is not None
    assert found.value <= best * (1 + ROUNDING) <= found.bound * (1 + 2 * ROUNDING)
    assert found.value == pytest.approx(value_of(problem, served_by(problem, found.chosen)), rel=1e-12)
    assert len(found.chosen) <= count
    if found.proven:
        assert found.value == pytest.approx(best, rel=1e-9)
    if found.bound > 0:
        assert found.gap == pytest.approx((found.bound - found.value) / found.bound)


@settings(max_examples=25)
@given(**small, aversion=st.sampled_from([0.5, 1.0, 2.0]))
def test_with_an_aversion_too(seed: int, sites: int, people: int, aversion: float) -> None:
    parts = np.arange(people) % 4
    problem = problem_of(seed, sites, people, soft=seed % 2 == 0, parts=parts, aversion=aversion)
    best = best_value(problem, 3)
    found = solve(problem, 3)
    assert best is not None
    assert found.value <= best * (1 + ROUNDING) <= found.bound * (1 + 2 * ROUNDING)


@settings(max_examples=25)
@given(**small, budget=st.floats(10, 100))
def test_within_a_budget(seed: int, sites: int, people: int, budget: float) -> None:
    rng = np.random.default_rng(seed)
    problem = problem_of(seed, sites, people, costs=rng.integers(5, 40, sites).astype(float))
    best = best_value(problem, None, budget)
    found = solve(problem, budget=budget)
    assert best is not None
    assert allowed(problem, found.chosen, budget)
    assert found.value <= best * (1 + ROUNDING) <= found.bound * (1 + 2 * ROUNDING)


@settings(max_examples=25)
@given(**small)
def test_sites_that_stand_are_forbidden_wished_or_too_close(seed: int, sites: int, people: int) -> None:
    rng = np.random.default_rng(seed)
    order = rng.permutation(sites).tolist()
    problem = problem_of(
        seed,
        sites,
        people,
        locked=order[:1],
        forbidden=order[1:2],
        wished=order[2:3],
        conflicts=rng.integers(0, sites, (2, 2)),
    )
    best = best_value(problem, 3)
    found = solve(problem, 3)
    if best is not None:
        assert found.value <= best * (1 + ROUNDING) <= found.bound * (1 + 2 * ROUNDING)
    if found.status is not Status.INFEASIBLE:
        assert allowed(problem, found.chosen)
        assert not set(found.chosen) & set(order[:2])


@settings(max_examples=20)
@given(**small, needed=st.integers(2, 3))
def test_where_several_devices_must_reach(seed: int, sites: int, people: int, needed: int) -> None:
    problem = problem_of(seed, sites, people, devices_needed=needed, locked=[0])
    best = best_value(problem, 4)
    found = solve(problem, 4)
    assert best is not None
    assert found.value <= best * (1 + ROUNDING) <= found.bound * (1 + 2 * ROUNDING)


@settings(max_examples=20)
@given(**small)
def test_choosing_the_best_again_and_again_keeps_its_guarantee(seed: int, sites: int, people: int) -> None:
    problem = problem_of(seed, sites, people)
    best = best_value(problem, 3)
    first: list[BestSoFar] = []
    solve(problem, 3, watch=first.append)
    assert best is not None
    assert first[0].value >= (1 - 1 / math.e) * best - ROUNDING


def test_what_stands_counts_and_is_not_chosen_again() -> None:
    incidence = sparse.csr_array(np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]], dtype=float))
    found = solve(Problem(incidence, np.array([5.0, 5.0, 3.0, 7.0]), locked=[0]), 1)
    assert (found.chosen, found.value, found.status) == ((2,), 13.0, Status.OPTIMAL)


def test_the_same_seed_gives_the_same_answer() -> None:
    problem = problem_of(3, 60, 300)
    first, second = solve(problem, 8, seed=4), solve(problem, 8, seed=4)
    assert replace(first, seconds=0.0) == replace(second, seconds=0.0)


def test_who_watches_sees_it_grow() -> None:
    seen: list[BestSoFar] = []
    found = solve(problem_of(5, 60, 300), 8, watch=seen.append)
    values, bounds = [one.value for one in seen], [one.bound for one in seen]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert (seen[-1].value, seen[-1].bound) == (found.value, found.bound)


def test_cancelled_at_once_it_has_the_best_so_far() -> None:
    token = CancelToken()
    token.cancel()
    found = solve(problem_of(5, 60, 300), 8, cancel=token)
    assert found.status is Status.CANCELLED
    assert len(found.chosen) == 8
    assert found.value > 0


def test_more_sites_than_candidates() -> None:
    found = solve(problem_of(1, 4, 20), 9)
    assert found.status is Status.INFEASIBLE
    assert "only 4 candidates" in found.reason
    assert found.value == best_value(problem_of(1, 4, 20), 9)


def test_a_budget_below_the_cheapest() -> None:
    found = solve(problem_of(1, 4, 20, costs=np.array([30.0, 20.0, 40.0, 50.0])), budget=10)
    assert (found.status, found.chosen) == (Status.INFEASIBLE, ())
    assert "20" in found.reason


def test_nobody_in_reach() -> None:
    found = solve(Problem(sparse.csr_array((3, 5)), np.ones(5)), 2)
    assert (found.chosen, found.value, found.gap) == ((), 0.0, 0.0)
    assert "nobody" in found.reason or "anybody" in found.reason


def test_candidates_on_top_of_each_other() -> None:
    incidence = sparse.csr_array(np.ones((5, 3)))
    found = solve(Problem(incidence, np.ones(3)), 3)
    assert (found.value, found.status) == (3.0, Status.OPTIMAL)
    assert len(found.chosen) == 1


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"weights": np.array([1.0, np.nan])}, "number of people"),
        ({"weights": np.ones(3)}, "3 weights"),
        ({"incidence": sparse.csr_array(np.full((2, 2), 2.0))}, "between 0 and 1"),
        ({"costs": np.array([1.0])}, "cost"),
        ({"locked": [7]}, "candidates"),
        ({"wished": [1], "forbidden": [1]}, "both wished and forbidden"),
        ({"aversion": -1.0}, "aversion"),
    ],
)
def test_what_cannot_be_counted_is_refused(options: dict[str, object], word: str) -> None:
    with pytest.raises(InputError, match=word):
        Problem(**{"incidence": sparse.csr_array(np.eye(2)), "weights": np.ones(2), **options})


def test_neither_a_number_nor_a_budget() -> None:
    with pytest.raises(InputError, match="how many"):
        solve(problem_of(1, 4, 20))
