"""Indices against values that others published or that other programs compute."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from coverage_tables import coverage_table

from cityplanner.coverage import CoverageTable
from cityplanner.equity import (
    EquityProfile,
    atkinson,
    concentration_index,
    equity_basis,
    equity_profile,
    erreygers_index,
    gini,
    hoover,
    kolm_pollak_ede,
    palma,
    palma_by_rank,
    slope_index,
    theil_decomposition,
    theil_l,
    theil_t,
    twenty_twenty,
)
from cityplanner.equity.priority import deprivation_weight, priority_score
from cityplanner.model import City

YEARS = ["1940", "1950", "1960", "1970", "1980", "1990", "2000"]


@pytest.fixture(scope="module")
def mexico(shared_oracles: Path) -> pd.DataFrame:
    """Product per head of the Mexican states: the example of PySAL's inequality."""
    return pd.read_csv(shared_oracles / "inequality/mexico.csv")


@pytest.fixture(scope="module")
def belo_horizonte(shared_oracles: Path) -> pd.DataFrame:
    """Five hexagons of Belo Horizonte: the tests of ipeaGIT/accessibility."""
    return pd.read_csv(shared_oracles / "inequality/ipea_bho_5cells.csv")


class TestWeighted:
    """An online calculator, quoted in issue 29 of IneqPy: 50, 40, 9 and 1 people share 2.5, 47.5, 27 and 23."""

    people = np.array([50.0, 40.0, 9.0, 1.0])
    each = np.array([2.5, 47.5, 27.0, 23.0]) / people

    def test_gini(self) -> None:
        assert gini(self.each, self.people) == pytest.approx(0.6455, abs=5e-5)

    def test_theil(self) -> None:
        assert theil_t(self.each, self.people) == pytest.approx(1.025, abs=5e-4)
        assert theil_l(self.each, self.people) == pytest.approx(1.299, abs=5e-4)

    def test_hoover(self) -> None:
        assert hoover(self.each, self.people) == pytest.approx(0.475, abs=1e-12)


class TestPysal:
    def test_gini(self, mexico: pd.DataFrame) -> None:
        assert gini(mexico["pcgdp1940"]) == pytest.approx(0.35372371173452849, rel=1e-12)

    def test_theil(self, mexico: pd.DataFrame) -> None:
        published = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]
        assert [theil_t(mexico[f"pcgdp{year}"]) for year in YEARS] == pytest.approx(published, abs=5e-9)

    def test_theil_between_regions(self, mexico: pd.DataFrame) -> None:
        published = [0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872]
        between = [theil_decomposition(mexico[f"pcgdp{year}"], None, mexico["hanson98"]).between for year in YEARS]
        assert between == pytest.approx(published, abs=5e-9)

    def test_atkinson(self) -> None:
        values = [10, 20, 30, 40, 50]
        assert atkinson(values, epsilon=0.5) == pytest.approx(0.06315339, abs=5e-9)
        assert 30 * (1 - atkinson(values, epsilon=0.5)) == pytest.approx(28.105398233, abs=5e-10)
        assert atkinson(values, epsilon=1) == pytest.approx(0.1316096, abs=5e-8)
        assert 30 * (1 - atkinson(values, epsilon=1)) == pytest.approx(26.0517108, abs=5e-8)
        assert atkinson(values, epsilon=0) == pytest.approx(0, abs=1e-12)

    def test_hoover(self) -> None:
        assert hoover([1000, 2000, 1500, 3000, 2500]) == pytest.approx(0.15, abs=1e-12)


class TestIpea:
    def test_gini(self, belo_horizonte: pd.DataFrame) -> None:
        assert gini(belo_horizonte["acc"], belo_horizonte["population"]) == pytest.approx(0.1386, abs=5e-5)

    def test_concentration(self, belo_horizonte: pd.DataFrame) -> None:
        cells = belo_horizonte
        index = concentration_index(cells["acc"], cells["population"], cells["income_per_capita"])
        assert index == pytest.approx(-0.0248, abs=5e-5)

    def test_erreygers(self, belo_horizonte: pd.DataFrame) -> None:
        """The bounds are the least and the most of the cells where somebody lives."""
        cells = belo_horizonte
        index = erreygers_index(cells["acc"], cells["population"], cells["income_per_capita"])
        assert index == pytest.approx(-0.1314, abs=5e-5)

    def test_palma_by_the_income_of_the_whole_city(self, belo_horizonte: pd.DataFrame) -> None:
        """The tenths are those of Belo Horizonte, not of the five cells."""
        cells = belo_horizonte
        tenth = cells["income_decile"]
        ratio = palma_by_rank(cells["acc"], cells["population"], tenth == 10, tenth <= 4)
        assert ratio == pytest.approx(1.0911, abs=5e-5)
        assert ratio == pytest.approx((22239 * 852 + 55571 * 2189) / 3041 / 42372, rel=1e-12)

    def test_theil_by_income(self, shared_oracles: Path) -> None:
        cells = pd.read_csv(shared_oracles / "inequality/ipea_bho_5cells_theil.csv")
        parts = theil_decomposition(cells["acc"], cells["population"], cells["income_decile"])
        assert parts == pytest.approx((0.0515, 0.0337, 0.0852), abs=5e-5)


def test_palma_of_five_equal_groups() -> None:
    """Worked out by hand: half of 50 over 10 + 20, both as parts of 150."""
    assert palma([10, 20, 30, 40, 50]) == pytest.approx(25 / 30, rel=1e-12)


def test_twenty_twenty_of_five_equal_groups() -> None:
    """Worked out by hand: 50 over 10."""
    assert twenty_twenty([10, 20, 30, 40, 50]) == pytest.approx(5, rel=1e-12)


def test_kolm_pollak_of_inequalipy() -> None:
    assert kolm_pollak_ede([10, 20, 30, 40, 50], epsilon=-1) == pytest.approx(32.684576423952855, rel=1e-13)
    assert kolm_pollak_ede([10, 20, 30, 40, 50], kappa=-150 / 5500) == pytest.approx(32.684576423952855, rel=1e-13)
    assert kolm_pollak_ede([1, 2, 3], [3, 1, 2], kappa=-1) == pytest.approx(2.22848950028878, rel=1e-13)


def test_kolm_pollak_of_metres_does_not_overflow() -> None:
    """inequalipy gives infinity here."""
    assert kolm_pollak_ede([100.0, 500.0, 900.0], kappa=-1) == pytest.approx(900 - np.log(3), rel=1e-12)


class TestFiveNeighbourhoods:
    """Worked out by hand and with other programs: five neighbourhoods, the most deprived first."""

    people = np.array([12_000.0, 8_000.0, 10_000.0, 15_000.0, 5_000.0])
    aged = np.array([1_800.0, 960.0, 1_300.0, 2_400.0, 900.0])
    deprivation = np.array([0.62, 0.48, 0.35, 0.22, 0.10])
    share = np.array([0.30, 0.45, 0.55, 0.70, 0.90])
    area_m2 = np.array([3.0, 2.5, 4.0, 6.0, 4.5]) * 1e6
    area_served_m2 = np.array([0.45, 0.50, 1.20, 1.80, 2.70]) * 1e6

    @pytest.fixture
    def city(self) -> City:
        frame = gpd.GeoDataFrame(
            {
                "id": list("12345"),
                "name": list("12345"),
                "population": self.people,
                "age_65_plus": self.aged,
                "deprivation": self.deprivation,
            },
            geometry=[shapely.box(3000.0 * i, 0, 3000.0 * (i + 1), self.area_m2[i] / 3000) for i in range(5)],
            crs="EPSG:32618",
        )
        return City("Five", "EPSG:32618", frame, ("age_65_plus",))

    @pytest.fixture
    def table(self) -> CoverageTable:
        people = np.column_stack([self.people, self.aged])
        table = coverage_table(people, people * self.share[:, None], ("age_65_plus",))
        return replace(table, area_m2=self.area_m2, area_served_m2=self.area_served_m2)

    @pytest.fixture
    def profile(self, city: City, table: CoverageTable) -> EquityProfile:
        return equity_profile(table, equity_basis(city, table.people))

    def test_the_shares_of_people_and_of_ground(self, table: CoverageTable) -> None:
        assert table.city_share[0] == pytest.approx(0.5540, rel=1e-12)
        assert table.city_share[1] == pytest.approx(0.567527, abs=5e-7)
        assert table.city_area_share == pytest.approx(0.3325, rel=1e-12)

    def test_the_indices(self) -> None:
        assert gini(self.share, self.people) == pytest.approx(0.190181, abs=5e-7)
        assert theil_t(self.share, self.people) == pytest.approx(0.059318, abs=5e-7)
        assert atkinson(self.share, self.people, epsilon=1) == pytest.approx(0.061273, abs=5e-7)

    def test_the_indices_by_deprivation(self) -> None:
        ranked = (self.share, self.people, -self.deprivation)
        assert concentration_index(*ranked) == pytest.approx(0.190181, abs=5e-7)
        assert slope_index(*ranked) == pytest.approx(0.668189, abs=5e-7)
        assert slope_index(*ranked) / 0.5540 == pytest.approx(1.206117, abs=5e-7)
        assert erreygers_index(*ranked, low=0, high=1) == pytest.approx(4 * 0.5540 * 0.190181, abs=5e-6)

    def test_the_profile(self, profile: EquityProfile) -> None:
        assert profile.coverage.gini == pytest.approx(0.190181, abs=5e-7)
        assert profile.coverage.theil_t == pytest.approx(0.059318, abs=5e-7)
        assert profile.concentration_index == pytest.approx(0.190181, abs=5e-7)
        assert profile.slope_index == pytest.approx(0.668189, abs=5e-7)
        assert profile.relative_slope_index == pytest.approx(1.206117, abs=5e-7)
        assert profile.gap == pytest.approx(0.60, rel=1e-12)
        assert profile.min_share is not None
        assert profile.max_share is not None
        assert profile.max_share / profile.min_share == pytest.approx(3.0, rel=1e-12)
        assert profile.flags == ()

    def test_the_priorities(self, city: City, table: CoverageTable) -> None:
        """The deprivation is a rate here, and weighs as it stands."""
        assert self.people - table.served[:, 0] == pytest.approx([8400, 4400, 4500, 4500, 500], rel=1e-12)
        weight = deprivation_weight(city, table.people[:, 0])
        assert priority_score(self.people, table.share, weight) == pytest.approx([5208, 2112, 1575, 990, 50], rel=1e-12)


class TestSpineq:
    """The README of spineq: two sensors in Newcastle, an output area covered by exp(-d / 500 m) of the nearest."""

    @pytest.fixture
    def output_areas(self, shared_data: Path) -> pd.DataFrame:
        """Coverage of every output area, with its people, children, elderly and workers."""
        folder = shared_data / "cities/newcastle/E08000021"
        frame = pd.read_csv(folder / "centroids.csv", index_col="oa11cd")
        ages = pd.read_csv(folder / "population_ages.csv", index_col="oa11cd").rename(columns=int)
        sensors = frame.loc[["E00042671", "E00042803"], ["x", "y"]].to_numpy()
        distance = np.hypot(*np.moveaxis(frame[["x", "y"]].to_numpy()[:, None] - sensors, -1, 0)).min(axis=1)
        return pd.DataFrame(
            {
                "coverage": np.exp(-distance / 500),
                "population": pd.read_csv(folder / "population_total.csv", index_col="oa11cd")["population"],
                "children": ages.loc[:, 0:15].sum(axis=1),
                "elderly": ages.loc[:, 66:90].sum(axis=1),
                "workers": pd.read_csv(folder / "workplace.csv", index_col="oa11cd")["workers"],
            },
            index=frame.index,
        )

    def test_the_share_of_each_group(self, output_areas: pd.DataFrame) -> None:
        people = output_areas[["population", "children", "elderly", "workers"]].fillna(0).to_numpy(dtype=float)
        coverage = output_areas["coverage"].to_numpy()[:, None]
        table = coverage_table(people, people * coverage, ("children", "elderly", "workers"))
        published = [0.059299090984356984, 0.0396946631327479, 0.024591629984248815, 0.0947448314996531]
        assert table.city_share == pytest.approx(published, rel=1e-12)

    def test_the_coverage_of_one_area(self, output_areas: pd.DataFrame) -> None:
        assert output_areas.loc["E00042665", "coverage"] == pytest.approx(0.6431659719289781, rel=1e-12)
