"""Location problems whose answers others published: spopt's San Francisco, spineq's Newcastle, chama."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from cityplanner.siting import Problem, Status, least_sites, shortest_mean, shortest_worst, solve


@pytest.fixture(scope="module")
def folder(shared_oracles: Path) -> Path:
    return shared_oracles / "location"


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((folder / "SF_expected.json").read_text(encoding="utf-8"))
    return answer


class TestSanFrancisco:
    """205 census tracts and 16 stores: the network distances of the tests of spopt."""

    @pytest.fixture(scope="class")
    @classmethod
    def distances(cls, folder: Path) -> pd.DataFrame:
        return pd.read_csv(folder / "SF_cost_matrix_205x16.csv", index_col=0)

    @pytest.fixture(scope="class")
    @classmethod
    def people(cls, folder: Path, distances: pd.DataFrame) -> np.ndarray:
        frame = pd.read_csv(folder / "SF_demand_205.csv").set_index("NAME")["POP2000"]
        return frame.reindex(distances.index).to_numpy(dtype=float)

    def problem(self, distances: pd.DataFrame, people: np.ndarray, reach_m: float = np.inf) -> Problem:
        within = reach_m >= distances.to_numpy().T
        return Problem(sparse.csr_array(within.astype(float)), people, names=list(distances.columns))

    def test_most_people(self, distances: pd.DataFrame, people: np.ndarray, expected: dict[str, Any]) -> None:
        problem, answer = self.problem(distances, people, 5000), expected["SF_MCLP_R5000_p4"]
        found = solve(problem, 4, prove=True)
        assert (found.value, found.status) == (answer["covered_pop"], Status.OPTIMAL)
        assert people.sum() == answer["total"]
        assert sorted(problem.name(site) for site in found.chosen) == answer["brute_force_best"]
        served = problem.incidence[list(found.chosen)].sum(axis=0) > 0
        assert (~served).sum() == answer["uncovered_clients"]
        assert 100 * served.mean() == pytest.approx(answer["perc_clients"])
        vetoed = Problem(problem.incidence, people, forbidden=[found.chosen[-1]])
        assert solve(vetoed, 4, prove=True).value <= answer["second_best"]

    def test_shortest_mean(self, distances: pd.DataFrame, people: np.ndarray, expected: dict[str, Any]) -> None:
        answer = expected["SF_pmedian_p4"]
        problem = self.problem(distances, people)
        found = shortest_mean(distances.to_numpy().T, problem, 4, prove=True)
        assert found.value == pytest.approx(answer["mean_dist"], rel=1e-12)
        assert found.value * people.sum() == pytest.approx(answer["obj"], rel=1e-12)
        assert found.proven
        assert sorted(problem.name(site) for site in found.chosen) == answer["best"]

    def test_shortest_worst(self, distances: pd.DataFrame, people: np.ndarray, expected: dict[str, Any]) -> None:
        answer = expected["SF_pcenter_p4"]
        problem = self.problem(distances, people)
        found = shortest_worst(distances.to_numpy().T, problem, 4)
        assert found.value == pytest.approx(answer["obj"], rel=1e-12)
        assert found.proven
        assert distances.to_numpy()[:, list(found.chosen)].min(axis=1).max() == found.value

    def test_fewest(self, distances: pd.DataFrame, people: np.ndarray, expected: dict[str, Any]) -> None:
        everybody = Problem(self.problem(distances, people, 8000).incidence, np.ones(len(people)))
        found = least_sites(everybody, 1.0)
        assert (found.value, found.status) == (expected["SF_LSCP_R8000"]["p_min"], Status.OPTIMAL)


class TestSyntheticNetwork:
    """100 clients and 5 facilities of the tests of spopt."""

    @pytest.fixture(scope="class")
    @classmethod
    def distances(cls, folder: Path) -> np.ndarray:
        return pd.read_csv(folder / "synthetic_network_cost_100x5.csv", header=None).to_numpy()

    def test_one_client_is_not_covered(self, distances: np.ndarray) -> None:
        assert distances.shape == (100, 5)
        found = solve(Problem(sparse.csr_array((distances.T <= 7).astype(float)), np.ones(100)), 4, prove=True)
        assert found.value == 99

    def test_three_cover_all(self, distances: np.ndarray) -> None:
        problem = Problem(sparse.csr_array((distances.T <= 8).astype(float)), np.ones(100))
        assert least_sites(problem, 1.0).value == 3


class TestSpineq:
    """20 sensors in Newcastle at the middles of output areas, strength exp(-d / 500 m) of the nearest."""

    @pytest.fixture(scope="class")
    @classmethod
    def areas(cls, shared_data: Path) -> pd.DataFrame:
        data = shared_data / "cities/newcastle/E08000021"
        people = pd.read_csv(data / "population_total.csv")
        return pd.read_csv(data / "centroids.csv").merge(people, on="oa11cd")

    @pytest.fixture(scope="class")
    @classmethod
    def strengths(cls, areas: pd.DataFrame) -> np.ndarray:
        xy = areas[["x", "y"]].to_numpy()
        away = np.hypot(*(xy[:, np.newaxis] - xy[np.newaxis, :]).transpose(2, 0, 1))
        return np.exp(-away / 500.0)

    @pytest.fixture(scope="class")
    @classmethod
    def share(cls, areas: pd.DataFrame) -> np.ndarray:
        people = areas["population"].to_numpy(dtype=float)
        return people / people.sum()

    def test_its_greedy_answer_is_worth_what_it_says(
        self, folder: Path, areas: pd.DataFrame, strengths: np.ndarray, share: np.ndarray
    ) -> None:
        greedy = json.loads((folder / "spineq_greedy_E08000021_n20_theta500.json").read_text(encoding="utf-8"))
        rows = [areas.index[areas["oa11cd"] == code][0] for code in greedy["placement"]]
        for many, value in enumerate(greedy["cov_hist"], start=1):
            assert share @ strengths[rows[:many]].max(axis=0) == pytest.approx(value, rel=1e-12)

    def test_ours_is_better_and_knows_how_good_it_is(
        self, folder: Path, strengths: np.ndarray, share: np.ndarray
    ) -> None:
        oracle = json.loads((folder / "spineq_E08000021_p20_theta500_probe.json").read_text(encoding="utf-8"))
        seen = []
        found = solve(Problem(sparse.csr_array(strengths), share), 20, watch=seen.append)
        assert seen[0].value == pytest.approx(oracle["hist"][-1], rel=1e-12)
        assert oracle["swap_obj"] - 1e-12 <= found.value <= found.bound <= oracle["lagrangian_upper_bound"] + 1e-4
        assert found.gap <= 0.003
        assert len(found.chosen) == 20


def test_chama_sensors_and_their_scenarios() -> None:
    """Five sensors and five scenarios of the tests of chama: with a budget of 2, A and D detect everything."""
    reaches = {"A": [1, 2, 3], "B": [1, 2], "C": [3, 5], "D": [4, 5], "E": [2]}
    incidence = np.zeros((5, 5))
    for row, found in enumerate(reaches.values()):
        incidence[row, np.array(found) - 1] = 1.0
    best = solve(Problem(sparse.csr_array(incidence), np.ones(5)), 2, prove=True)
    assert (sorted(best.chosen), best.value) == ([0, 3], 5.0)
    twice = Problem(sparse.csr_array(incidence), np.ones(5), devices_needed=2)
    both = solve(twice, 2, prove=True)
    assert (sorted(both.chosen), both.value / 5) == ([0, 1], 0.4)
    priced = Problem(sparse.csr_array(incidence), np.ones(5), np.array([100.0, 1000, 10, 10, 100]), devices_needed=2)
    cheap = solve(priced, budget=115, prove=True)
    assert cheap.value / 5 == 0.2
