"""What the colours of a printed map show can be chosen."""

from pathlib import Path

import pytest
from cli_runner import run_command

from cityplanner.carto.neighbourhood_colours import MapMode, mode_name
from cityplanner.data_files import data_folder


def test_the_command_line_knows_every_mode_and_no_other() -> None:
    project = data_folder("sample_cities") / "riachuelo.gpkg"
    result = run_command("export", "map", project, "map.svg", "--family", "wifi", "--show", "mood")
    assert result.exit_code == 2
    assert all(mode.value in result.stderr for mode in MapMode)


@pytest.mark.parametrize("mode", MapMode)
def test_a_map_in_every_mode_says_what_it_shows(mode: MapMode, tmp_path: Path) -> None:
    project = data_folder("sample_cities") / "riachuelo.gpkg"
    out = tmp_path / "map.svg"
    result = run_command("export", "map", project, out, "--family", "wifi", "--show", mode.value)
    assert result.exit_code == 0, result.stderr
    assert mode_name(mode).split()[0] in out.read_text(encoding="utf-8")
