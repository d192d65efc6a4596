"""Tables on the command line: what was found out, and how to say otherwise."""

from pathlib import Path

from cli_runner import run_command, run_fails, run_json
from small_city import small_project

from cityplanner.io import open_project, save_project


def test_check_says_how_a_table_was_read(tmp_path: Path) -> None:
    path = tmp_path / "barris.csv"
    text = "Padró 2023\n\ncodi;nom;població;renda\n01;Sants;1.234;10,5\n02;Núñez;5.678;11,5\n"
    path.write_bytes(text.encode("cp1252"))
    (file,) = run_json("check", path)["files"]
    assert file["table"] == {
        "delimiter": ";",
        "encoding": "cp1252",
        "quote": '"',
        "decimal": ",",
        "header_row": 3,
        "header_rows": 1,
        "rows": 2,
        "sheet": None,
        "sheets": [],
        "hidden_sheets": [],
        "letter_o": None,
        "o_in_doubt": False,
    }
    assert file["fields"]["population"] == "població"
    shown = run_command("check", path).stdout
    assert "Read as a table: cells cut by semicolons, cp1252, names in row 3, decimal comma." in shown


def test_what_is_said_about_a_table_is_done(tmp_path: Path) -> None:
    path = tmp_path / "barris.csv"
    path.write_text("a|b;c\n1|2;3\n", encoding="utf-8")
    (file,) = run_json("check", path, "--read", "delimiter=|", "--read", "header_row=0")["files"]
    assert (file["columns"], file["features"]) == (["column 1", "column 2"], 2)
    assert "--read nonsense" in run_fails("check", path, "--read", "nonsense")
    (file,) = run_json("check", path, "--read", "other.csv:delimiter=|")["files"]
    assert file["table"]["delimiter"] == ";"


def test_swapped_coordinates_are_offered_and_put_right(tmp_path: Path) -> None:
    project = tmp_path / "vila.gpkg"
    small = small_project()
    save_project(small, project)
    middle = small.city.neighbourhoods.geometry.to_crs(4326).iloc[0].representative_point()
    path = tmp_path / "sirens.csv"
    path.write_text(f"id,x,y\na,{middle.y},{middle.x}\n", encoding="utf-8")
    command = ("add", project, path, "--as", "devices", "--type", "siren")
    assert "--swap-xy" in run_fails(*command)
    before = len(open_project(project).scenarios["baseline"].devices)
    result = run_command(*command, "--swap-xy")
    assert result.exit_code == 0, result.stderr
    assert len(open_project(project).scenarios["baseline"].devices) == before + 1


def test_what_is_said_about_a_joined_table_is_done_or_refused(tmp_path: Path) -> None:
    areas, table, out = tmp_path / "areas.geojson", tmp_path / "pivot.csv", tmp_path / "vila.gpkg"
    frame = small_project().city.neighbourhoods.to_crs(4326)[["id", "name", "geometry"]]
    frame.to_file(areas)
    rows = "".join(f"{id_},{100 * place}\n" for place, id_ in enumerate(frame["id"], start=1))
    table.write_text(f"id,Sum of Persons\n{rows}", encoding="utf-8")
    command = ("new", out, "--name", "Vila", "--neighbourhoods", areas, "--join", table)
    result = run_command(*command, "--field", "population=Sum of Persons")
    assert result.exit_code == 0, result.stderr
    count = len(frame)
    assert open_project(out).city.neighbourhoods["population"].sum() == 50 * count * (count + 1)
    assert "No file has a column Persons" in run_fails(*command, "--force", "--field", "population=Persons")
    assert "names none of the files" in run_fails(*command, "--force", "--read", "other.csv:delimiter=;")
    assert run_command(*command, "--force", "--answer", "pivot.csv:role=table").exit_code == 2
    assert run_command("new", out, "--from", tmp_path, "--people", "centroids", "--force").exit_code == 2
