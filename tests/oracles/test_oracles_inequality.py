"""Indices against values that others published or that other programs compute."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cityplanner.equity import (
    atkinson,
    concentration_index,
    gini,
    hoover,
    kolm_pollak_ede,
    palma,
    theil_decomposition,
    theil_l,
    theil_t,
)

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
        lived_in = cells[cells["population"] > 0]
        mean = np.average(lived_in["acc"], weights=lived_in["population"])
        erreygers = index * 4 * mean / (lived_in["acc"].max() - lived_in["acc"].min())
        assert erreygers == pytest.approx(-0.1314, abs=5e-5)

    def test_theil_by_income(self, shared_oracles: Path) -> None:
        cells = pd.read_csv(shared_oracles / "inequality/ipea_bho_5cells_theil.csv")
        parts = theil_decomposition(cells["acc"], cells["population"], cells["income_decile"])
        assert parts == pytest.approx((0.0515, 0.0337, 0.0852), abs=5e-5)


def test_palma_of_five_equal_groups() -> None:
    """Worked out by hand: half of 50 over 10 + 20, both as parts of 150."""
    assert palma([10, 20, 30, 40, 50]) == pytest.approx(25 / 30, rel=1e-12)


def test_kolm_pollak_of_inequalipy() -> None:
    assert kolm_pollak_ede([10, 20, 30, 40, 50], epsilon=-1) == pytest.approx(32.684576423952855, rel=1e-13)
    assert kolm_pollak_ede([1, 2, 3], [3, 1, 2], kappa=-1) == pytest.approx(2.22848950028878, rel=1e-13)


def test_kolm_pollak_of_metres_does_not_overflow() -> None:
    """inequalipy gives infinity here."""
    assert kolm_pollak_ede([100.0, 500.0, 900.0], kappa=-1) == pytest.approx(900 - np.log(3), rel=1e-12)
