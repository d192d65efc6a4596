"""Words are on the screen before the libraries are loaded, and a click on them is not lost."""

import subprocess
import sys
from pathlib import Path

import pytest
from small_city import small_project

from cityplanner.gui.first_window import FirstWindow
from cityplanner.io import save_project

HEAVY = (
    *("numpy", "pandas", "geopandas", "shapely", "pyogrio", "rasterio", "scipy", "numba", "mapclassify"),
    *("matplotlib", "openpyxl", "highspy", "folium", "typst"),
)

_FIRST = f"""
import sys
from cityplanner.gui import app as starter
from cityplanner.gui.first_window import FirstWindow

def look(self):
    assert not self.grab().isNull()
    print([name for name in {HEAVY!r} if name in sys.modules])
    self.close()

FirstWindow._load = look
sys.exit(starter.open_window())
"""

_CLICKED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from cityplanner.gui import app as starter
from cityplanner.gui.first_window import FirstWindow
from cityplanner.gui.welcome import Welcome

app = starter.make_application()

def click():
    (first,) = [one for one in app.topLevelWidgets() if isinstance(one, FirstWindow)]
    first.findChild(Welcome).file_wanted.emit(Path(sys.argv[1]))

def look():
    # By name: its module may still be on its way.
    for one in app.topLevelWidgets():
        if type(one).__name__ == "MainWindow" and one.study is not None:
            seen = [type(other).__name__ for other in app.topLevelWidgets() if other.isVisible()]
            print(one.study.project.city.name, seen)
            one.close()

timer = QTimer(interval=50)
timer.timeout.connect(look)
QTimer.singleShot(0, click)
timer.start()
sys.exit(starter.open_window())
"""


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, timeout=200, check=False)


def test_no_library_is_on_the_way_to_the_first_words() -> None:
    result = run(_FIRST)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"


def test_what_was_clicked_while_libraries_load_is_done_then(tmp_path: Path) -> None:
    file = tmp_path / "small.gpkg"
    save_project(small_project(), file)
    result = run(_CLICKED, file)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout.strip() == f"{small_project().city.name} ['MainWindow']"


def test_a_project_that_is_to_be_opened_is_said_at_once(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FirstWindow, "_load", lambda self: None)
    window = FirstWindow(Path("/somewhere/city.gpkg"))
    qtbot.addWidget(window)
    window.show()
    assert window.wish is not None
    assert window._told.text() == "Opening city.gpkg …"


def test_what_cannot_be_loaded_is_told_and_not_waited_for(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityplanner.gui.first_window.MAIN_WINDOW", "cityplanner.gui.no_such_module")
    monkeypatch.setattr("cityplanner.gui.first_window.begin", lambda: None)
    window = FirstWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.loaded) as loaded:
        window.show()
    assert isinstance(loaded.args[0], ModuleNotFoundError)
