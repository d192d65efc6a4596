"""The window does not start on a Qt that is known to be broken, and the sentence says what to do."""

import sys
from importlib.metadata import PackageNotFoundError

import pytest

from cityplanner import qt_guard
from cityplanner.errors import CityPlannerError
from cityplanner.qt_guard import check_qt


@pytest.mark.parametrize(
    ("qt_version", "python"),
    [("6.11.0", (3, 11)), ("6.11.1", (3, 11)), ("6.12.0", (3, 11)), ("6.11.0", (3, 13)), ("6.11.1", (3, 12))],
)
def test_a_broken_qt_is_refused_with_what_to_install(qt_version: str, python: tuple[int, int]) -> None:
    with pytest.raises(CityPlannerError) as refused:
        check_qt(qt_version, python)
    sentence = str(refused.value)
    assert f"PySide6 {qt_version}" in sentence
    assert "Python {}.{}".format(*python) in sentence
    assert sentence.endswith("pip install PySide6-Essentials==6.11.3")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("qt_version", "python"),
    [
        ("6.10.0", (3, 11)),
        ("6.10.3", (3, 11)),
        ("6.11.2", (3, 11)),
        ("6.11.3", (3, 11)),
        ("6.11.3", (3, 13)),
        ("6.12.0", (3, 12)),
        ("6.12.0", (3, 13)),
        ("6.12.1", (3, 11)),
    ],
)
def test_another_qt_is_let_through(qt_version: str, python: tuple[int, int]) -> None:
    check_qt(qt_version, python)


def test_what_it_recommends_passes_its_own_check_on_every_python() -> None:
    for minor in range(11, 15):
        check_qt("6.11.3", (3, minor))


def test_the_installed_qt_is_asked_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(qt_guard, "version", lambda package: asked.append(package) or "6.11.0")
    with pytest.raises(CityPlannerError, match=r"6\.11\.0 .* Python {}\.{}".format(*sys.version_info[:2])):
        check_qt()
    assert asked == ["PySide6-Essentials"]


def test_a_missing_qt_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(qt_guard, "version", absent)
    with pytest.raises(CityPlannerError, match=r"needs PySide6-Essentials.*pip install PySide6-Essentials==6\.11\.3"):
        check_qt()
