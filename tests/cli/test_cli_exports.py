"""Files to share, and the study of the sample city in one go."""

from dataclasses import replace
from pathlib import Path

import pytest
from cli_runner import run_command, run_fails, run_json
from small_city import small_project

from cityplanner.carto.display_list import Text
from cityplanner.cli import demo
from cityplanner.io import open_project, save_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vila") / "vila.gpkg"
    save_project(small_project(), path)
    return path


@pytest.mark.parametrize(
    ("kind", "name", "begins"),
    [
        ("map", "map.png", b"\x89PNG"),
        ("map", "map.svg", b"<?xml"),
        ("map", "map.pdf", b"%PDF"),
        ("table", "table.csv", b"\xef\xbb\xbfid,"),
        ("table", "table.xlsx", b"PK"),
        ("table", "table.gpkg", b"SQLite format 3"),
        ("web", "web.html", b"<!DOCTYPE html>"),
    ],
)
def test_every_kind_of_file_is_written(project: Path, tmp_path: Path, kind: str, name: str, begins: bytes) -> None:
    result = run_command("export", kind, project, tmp_path / name)
    assert result.exit_code == 0, result.stderr
    assert name in result.stdout
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_what_is_measured_can_be_chosen(project: Path, tmp_path: Path) -> None:
    for number, options in enumerate([(), ("--type", "siren"), ("--family", "wifi")]):
        out = tmp_path / f"{number}.csv"
        assert run_command("export", "table", project, out, *options).exit_code == 0
    served = [(tmp_path / f"{number}.csv").read_text(encoding="utf-8-sig") for number in range(3)]
    assert served[0] == served[2] != served[1]


def test_a_map_can_have_a_title(project: Path, tmp_path: Path) -> None:
    assert run_command("export", "map", project, tmp_path / "a.svg", "--title", "Wi-Fi for São João").exit_code == 0
    assert run_command("export", "map", project, tmp_path / "b.svg").exit_code == 0
    assert (tmp_path / "a.svg").read_bytes() != (tmp_path / "b.svg").read_bytes()


def test_a_part_is_printed_with_an_overview_or_without(project: Path, tmp_path: Path) -> None:
    part = ("--bounds", "430000,690000,431000,690500")
    written = []
    for number, options in enumerate([(), part, (*part, "--no-inset")]):
        out = tmp_path / f"{number}.svg"
        assert run_command("export", "map", project, out, *options).exit_code == 0
        written.append(out.read_text(encoding="utf-8").lower())
    assert len(set(written)) == 3
    assert ["#0b6e99" in text for text in written] == [False, True, False]


@pytest.mark.parametrize(("kind", "ending"), [("map", "svg"), ("web", "html")])
def test_the_ground_in_reach_is_outlined_unless_it_is_left_out(
    project: Path, tmp_path: Path, kind: str, ending: str
) -> None:
    for name, options in (("with", ()), ("without", ("--no-ranges",))):
        assert run_command("export", kind, project, tmp_path / f"{name}.{ending}", *options).exit_code == 0
    shown, bare = ((tmp_path / f"{name}.{ending}").read_text(encoding="utf-8") for name in ("with", "without"))
    assert "Reach: " in shown
    assert "Reach: " not in bare


def test_the_legend_of_a_part_tells_nothing_of_the_rest(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    monkeypatch.setattr(
        "cityplanner.documents.export_map.write_page",
        lambda _path, page, *_size: said.append({item.text for item in page if isinstance(item, Text)}),
    )
    for part in ((), ("--bounds", "430100,690100,430300,690200")):
        assert run_command("export", "map", project, tmp_path / "a.svg", *part).exit_code == 0
    assert "No residents" in said[0]
    assert "No residents" not in said[1]
    assert "Wi-Fi (3)" in said[0]
    assert "Wi-Fi (3)" not in said[1]


@pytest.mark.parametrize("bounds", ["1,2,3", "a,b,c,d", "5,0,1,9", "nan,0,1,1", "0,0,inf,1"])
def test_what_is_no_extent_is_told(project: Path, tmp_path: Path, bounds: str) -> None:
    assert bounds in run_fails("export", "map", project, tmp_path / "a.svg", "--bounds", bounds)


@pytest.mark.parametrize("kind", ["map", "table", "web"])
def test_what_cannot_be_written_is_told(project: Path, tmp_path: Path, kind: str) -> None:
    good = {"map": "a.png", "table": "a.csv", "web": "a.html"}[kind]
    assert "a.docx" in run_fails("export", kind, project, tmp_path / "a.docx")
    assert "nowhere" in run_fails("export", kind, project, tmp_path / "nowhere" / good)
    assert "baseline" in run_fails("export", kind, project, tmp_path / good, "--scenario", "plan-x")
    assert "siren" in run_fails("export", kind, project, tmp_path / good, "--type", "fountain")
    assert list(tmp_path.glob("a.*")) == []


def test_the_demo_leaves_a_study_and_keeps_a_changed_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(demo, "has_display", lambda: True)
    monkeypatch.setattr(demo, "open_window", lambda path: shown.append(path) or 0)
    folder = tmp_path / "study"
    result = run_command("demo", "--out", folder, "--no-window")
    assert result.exit_code == 0, result.stderr
    assert shown == []
    for ending in ("gpkg", "png", "xlsx", "html", "pdf"):
        assert (folder / f"altavega.{ending}").stat().st_size > 1000
        assert str(folder / f"altavega.{ending}") in result.stdout
    assert "Public Wi-Fi access point" in result.stdout

    project = open_project(folder / "altavega.gpkg")
    project.scenarios = {"baseline": replace(project.scenarios["baseline"], devices={})}
    save_project(project, folder / "altavega.gpkg")
    assert run_command("demo", "--out", folder).exit_code == 0
    assert shown == [folder / "altavega.gpkg"]
    assert run_json("stats", folder / "altavega.gpkg")["results"] == []
