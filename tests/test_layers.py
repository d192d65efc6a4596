"""The core needs no Qt: on a server without it, the figures can still be worked out."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import cityplanner
from cityplanner.data_files import data_folder

_NO_QT = """
import sys


class NoQt:
    '''Stands before every other finder and turns Qt away.'''

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            asked.append(name)
            raise ModuleNotFoundError(f"{name} was asked for", name=name)


asked = []
sys.meta_path.insert(0, NoQt())
"""

_IMPORT_THE_CORE = """
import importlib, json, pkgutil
import cityplanner


def modules(package):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if found.name.split(".")[1] in ("gui", "documents", "render", "cli", "__main__"):
            continue
        module = importlib.import_module(found.name)
        yield found.name
        if found.ispkg:
            yield from modules(module)


print(json.dumps({"imported": list(modules(cityplanner)), "asked": asked}))
"""

_STATISTICS = """
import json
from cityplanner.io import open_project
from cityplanner.facts.statistics import study_statistics, to_json_dict

answer = to_json_dict(study_statistics(open_project(sys.argv[1]), "baseline"))
print(json.dumps({"statistics": answer, "asked": asked}, allow_nan=False))
"""

_COMMAND = """
from cityplanner.cli.main import run

run()
"""

_IMPORT_THE_PAINTER = """
import cityplanner.render.painter
"""

_RIACHUELO = str(data_folder("sample_cities") / "riachuelo.gpkg")


def _without_qt(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _NO_QT + program, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def _answer(program: str, *arguments: str) -> dict[str, Any]:
    done = _without_qt(program, *arguments)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_qt_is_really_out_of_reach() -> None:
    done = _without_qt(_IMPORT_THE_PAINTER)
    assert done.returncode == 1
    assert "PySide6 was asked for" in done.stderr


def test_every_module_of_the_core_is_imported_without_qt() -> None:
    answer = _answer(_IMPORT_THE_CORE)
    root = Path(cityplanner.__file__).parent
    others = ("gui", "documents", "render", "cli", "__main__.py", "__init__.py", "data")
    files = {
        file.relative_to(root.parent).with_suffix("")
        for file in root.rglob("*.py")
        if file.relative_to(root).parts[0] not in others
    }
    named = {".".join(file.parts).removesuffix(".__init__") for file in files}
    assert set(answer["imported"]) == named
    assert len(named) > 50
    assert answer["asked"] == []


def test_figures_are_worked_out_without_qt() -> None:
    answer = _answer(_STATISTICS, _RIACHUELO)
    assert answer["asked"] == []
    results = {result["type"]: result for result in answer["statistics"]["results"]}
    assert set(results) == {"public-wifi-access-point", "led-street-light"}
    for result in results.values():
        assert 0 < result["city"]["served"] < result["city"]["population"] == 2500
        assert len(result["neighbourhoods"]) == 6


def test_the_commands_that_paint_nothing_need_no_qt(tmp_path: Path) -> None:
    assert "Public Wi-Fi access point" in _without_qt(_COMMAND, "types").stdout
    stats = _answer(_COMMAND, "stats", _RIACHUELO, "--json")
    assert stats["project"] == "Riachuelo"
    done = _without_qt(
        _COMMAND,
        "new",
        str(tmp_path / "r.gpkg"),
        "--name",
        "R",
        "--neighbourhoods",
        _RIACHUELO,
        "--layer",
        "neighbourhoods",
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r.gpkg").is_file()


def test_the_picture_of_the_house_shows_the_floors_of_the_contract() -> None:
    checkout = Path(__file__).resolve().parents[1]
    contracts = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = [name.removeprefix("cityplanner.") for name in contracts["contracts"][0]["layers"]]
    picture = (checkout / "docs" / "images" / "house.svg").read_text(encoding="utf-8")
    assert re.findall(r'font-weight="600"[^>]*>(\w+)<', picture) == floors
