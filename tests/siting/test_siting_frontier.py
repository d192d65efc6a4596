"""The best plans side by side: what fairness costs, and what money buys."""

import numpy as np
import pytest
from scipy import sparse
from small_city import small_project

from cityplanner.errors import CancelledError, InputError
from cityplanner.model import BASELINE, History
from cityplanner.progress import CancelToken
from cityplanner.siting import (
    CandidateKind,
    CandidateSource,
    Frontier,
    FrontierKind,
    Problem,
    Request,
    accept,
    frontier,
    open_point,
    siting_study,
    study_frontier,
)
from cityplanner.siting.objectives import served_by, value_of


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Three neighbourhoods: a dense centre, a suburb, a village."""
    rng = np.random.default_rng(5)
    parts = np.repeat([0, 1, 2], [200, 100, 60])
    weights = np.where(parts == 0, 9.0, np.where(parts == 1, 4.0, 1.0))
    sites = rng.integers(0, 3, 45)
    reached = (rng.random((45, 360)) < 0.1) & (parts[np.newaxis, :] == sites[:, np.newaxis])
    costs = rng.integers(1, 4, 45) * 100.0
    return Problem(sparse.csr_array(reached.astype(float)), weights, costs, parts=parts)


@pytest.fixture(scope="module")
def fair(problem: Problem) -> Frontier:
    return frontier(problem, FrontierKind.EQUITY, 8)


def test_fifteen_points_from_heads_to_fairness(fair: Frontier, problem: Problem) -> None:
    assert len(fair.points) == 15
    line = [point for point in fair.points if point.best]
    assert line[0].served == max(point.served for point in fair.points)
    assert line[-1].fairness == max(point.fairness for point in fair.points if point.fairness is not None)
    assert line[-1].worst > line[0].worst
    served = [point.served for point in line]
    fairness = [point.fairness for point in line]
    assert served == sorted(served, reverse=True)
    assert fairness == sorted(fairness)
    assert fair.points[0].served == pytest.approx(
        float(problem.weights @ served_by(problem, fair.points[0].solution.chosen))
    )


def test_every_point_has_a_value_and_a_bound_of_its_own(fair: Frontier) -> None:
    for point in fair.points:
        solution = point.solution
        assert len(solution.chosen) == 8
        assert solution.value == pytest.approx(value_of(point.problem, served_by(point.problem, solution.chosen)))
        assert solution.value <= solution.bound
        assert solution.gap < 0.1


def test_the_price_of_fairness_in_words(fair: Frontier) -> None:
    assert fair.sentences[0].startswith("Fairness can rise by")
    assert fair.sentences[1].startswith("The last")
    assert "served residents" in fair.sentences[1]


def test_what_more_sites_bring(problem: Problem) -> None:
    found = frontier(problem, FrontierKind.BUDGET, 30)
    assert [point.at for point in found.points] == list(range(2, 31, 2))
    assert [len(point.solution.chosen) for point in found.points] == list(range(2, 31, 2))
    served = [point.served for point in found.points]
    assert served == sorted(served)
    assert found.sentences[0].startswith("The last 2 sites serve")


def test_what_more_money_brings(problem: Problem) -> None:
    found = frontier(problem, FrontierKind.BUDGET, budget=3000.0)
    assert problem.costs is not None
    for point in found.points:
        assert problem.costs[list(point.solution.chosen)].sum() <= point.at * (1 + 1e-9)
    assert found.points[-1].at == 3000
    assert "200 of money" in found.sentences[0]


def test_fewer_candidates_than_points() -> None:
    found = frontier(Problem(sparse.csr_array(np.eye(4)), np.ones(4)), FrontierKind.BUDGET, 30)
    assert [point.served for point in found.points] == [1, 2, 3, 4]


def test_a_point_opens_as_a_proposal_that_can_be_accepted() -> None:
    project = small_project()
    source = CandidateSource(CandidateKind.GRID, 200.0)
    study = siting_study(project, BASELINE, Request(("public-wifi-access-point",), 5, source=source))
    found = study_frontier(study, FrontierKind.EQUITY)
    proposal = open_point(study, found.points[-1])
    assert [site.site for site in proposal.sites] == list(found.points[-1].solution.chosen)
    assert proposal.study.problem.aversion == 4.0
    History(project).do(accept(project, proposal, "Fair"))
    assert len(project.scenarios["Fair"].devices) == len(project.scenarios[BASELINE].devices) + 5


def test_what_is_missing_is_said(problem: Problem) -> None:
    with pytest.raises(InputError, match="how many"):
        frontier(problem, FrontierKind.EQUITY)
    with pytest.raises(InputError, match="neighbourhoods"):
        frontier(Problem(problem.incidence, problem.weights), FrontierKind.EQUITY, 3)


def test_it_can_be_stopped(problem: Problem) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        frontier(problem, FrontierKind.EQUITY, 8, cancel=token)
