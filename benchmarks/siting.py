"""Where to put the next devices: how long the search takes and how close it comes, against spopt in the same run.

    pip install cityplanner[bench]
    python benchmarks/siting.py [--quick]

spopt builds the same problem as a mixed-integer programme with PuLP and has the same HiGHS solve it. What it takes to
find out who is within reach of which site is left out on both sides. ``--quick`` leaves the long case of spopt out.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from results import Results
from scipy import sparse
from scipy.spatial import cKDTree

from cityplanner.siting import BestSoFar, FrontierKind, Problem, Solution, frontier, solve

_SIDE_M = 10_000.0
RESULTS = Results("siting")
_SHARED = Path(__file__).resolve().parents[2] / "shared"


def city(people: int, sites: int, reach_m: float, seed: int = 0) -> tuple[Problem, np.ndarray]:
    """People in 40 towns of different size and sites among them, as in a city; and the distances where they are few."""
    rng = np.random.default_rng(seed)
    centres, sizes = rng.uniform(0, _SIDE_M, (40, 2)), rng.uniform(200, 1500, 40)
    town = rng.integers(0, 40, people)
    xy = np.clip(centres[town] + rng.normal(0, 1, (people, 2)) * sizes[town, np.newaxis], 0, _SIDE_M)
    places = rng.uniform(0, _SIDE_M, (sites, 2))
    weights = rng.integers(1, 30, people).astype(float)
    rows = cKDTree(xy).query_ball_point(places, reach_m)
    starts = np.concatenate([[0], np.cumsum([len(found) for found in rows])])
    reached = np.concatenate([np.sort(np.array(found, dtype=np.int64)) for found in rows])
    incidence = sparse.csr_array((np.ones(len(reached)), reached, starts), shape=(sites, people))
    square = np.floor(xy / (_SIDE_M / 10 + 1e-6)).astype(np.int64)
    problem = Problem(incidence, weights, parts=square[:, 0] * 10 + square[:, 1])
    few = people * sites <= 2_000_000
    away = np.hypot(*(xy[:, np.newaxis] - places[np.newaxis]).transpose(2, 0, 1)) if few else np.zeros((0, 0))
    return problem, away


def newcastle() -> None:
    """20 sensors, strength exp(-d / 500 m): spineq's own case, which it solves in 57 s to 0.347552."""
    data = _SHARED / "data/cities/newcastle/E08000021"
    if not data.is_dir():
        print("Newcastle: its data is not beside this checkout")
        return
    areas = pd.read_csv(data / "centroids.csv").merge(pd.read_csv(data / "population_total.csv"), on="oa11cd")
    xy, people = areas[["x", "y"]].to_numpy(), areas["population"].to_numpy(dtype=float)
    away = np.hypot(*(xy[:, np.newaxis] - xy[np.newaxis]).transpose(2, 0, 1))
    problem = Problem(sparse.csr_array(np.exp(-away / 500.0)), people / people.sum())
    name = "Newcastle, 20 sensors among 910 places (spineq: 57 s, 0.347552, no bound)"
    told(name, lambda watch: solve(problem, 20, time_limit=0.5, watch=watch), ".6f")


def told(name: str, search: object, form: str = ",.0f") -> Solution:
    """Run the search called ``name``; print the first plan, the first with a gap of 1 % or less, and the last."""
    print(name)
    seen: list[BestSoFar] = []
    start = time.perf_counter()
    solution: Solution = search(seen.append)  # type: ignore[operator]
    seconds = time.perf_counter() - start
    first = seen[0]
    print(f"  first plan    {first.seconds:6.2f} s   {first.value:{form}}")
    close = next((best for best in seen if best.gap <= 0.01), None)
    if close is not None:
        print(f"  gap <= 1 %    {close.seconds:6.2f} s   {close.value:{form}}   gap {close.gap:.3%}")
    proven = "proven" if solution.proven else f"gap {solution.gap:.4%}"
    RESULTS.add(f"{name}, to the end", seconds, "s")
    if not solution.proven:
        RESULTS.add(f"{name}, gap at the end", solution.gap * 100, "%")
    print(f"  at the end    {seconds:6.2f} s   {solution.value:{form}}   {proven}")
    return solution


def against_spopt(people: int, sites: int, reach_m: float = 700.0, count: int = 20) -> None:
    """Building and solving, both to a proof."""
    try:
        import pulp
        from spopt.locate import MCLP
    except ImportError:
        print("spopt is not installed; pip install cityplanner[bench]")
        return
    problem, away = city(people, sites, reach_m)
    start = time.perf_counter()
    ours = solve(problem, count, prove=True)
    mine = time.perf_counter() - start
    start = time.perf_counter()
    model = MCLP.from_cost_matrix(away, problem.weights, reach_m, p_facilities=count)
    built = time.perf_counter() - start
    model.solve(pulp.HiGHS(msg=False, timeLimit=400), results=False)
    theirs = time.perf_counter() - start
    value = pulp.value(model.problem.objective)
    same = "same optimum" if abs(value - ours.value) < 0.5 else "DIFFERENT optimum"
    print(f"{people:,} people, {sites} sites, {count} to choose, both to a proof")
    print(f"  cityplanner {mine:8.2f} s   {ours.value:,.0f}   {'proven' if ours.proven else f'gap {ours.gap:.4%}'}")
    print(f"  spopt       {theirs:8.2f} s   {value:,.0f}   ({built:.1f} s of it to build)   {same}")
    print(f"  ratio       {theirs / mine:8.1f}")
    RESULTS.add(
        f"{people:,} people, {sites} sites, {count} to choose, proven", mine, "s", peer="spopt", peer_value=theirs
    )


def main() -> None:
    warm, _away = city(500, 40, 700)
    solve(warm, 5, prove=True)
    fading = sparse.csr_array(np.random.default_rng(1).uniform(0.01, 1, (30, 200)))
    solve(Problem(fading, np.ones(200)), 5, time_limit=0.5)
    frontier(warm, FrontierKind.EQUITY, 5)
    newcastle()
    problem, _away = city(100_000, 200, 700)
    told("100,000 people, 200 sites, 20 to choose, proven", lambda watch: solve(problem, 20, prove=True, watch=watch))
    problem, _away = city(100_000, 1000, 700)
    told(
        "100,000 people, 1,000 sites, 20 to choose, 5 s", lambda watch: solve(problem, 20, time_limit=5.0, watch=watch)
    )
    problem, _away = city(100_000, 1000, 400)
    found = frontier(problem, FrontierKind.EQUITY, 20)
    print("15 plans between most people and most fairness; 100,000 people, 1,000 sites, 100 neighbourhoods")
    print(f"  {found.seconds:.2f} s   {found.sentences[0]}")
    against_spopt(1_000, 200)
    if "--quick" not in sys.argv:
        against_spopt(10_000, 200)
    RESULTS.keep_if_asked()


if __name__ == "__main__":
    main()
