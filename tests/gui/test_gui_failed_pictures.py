"""A layer that cannot be painted costs itself: the rest is shown, and the person is told once."""

import threading
from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from small_city import CRS, SOUTH, WEST, small_project

from cityplanner.carto import map_layers
from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.viewport import Viewport
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.pictures import Failure, PicturePainter
from cityplanner.model import Layer, Project
from cityplanner.render import mass

Settle = Callable[[], None]


def with_lakes() -> Project:
    """The small city with a lake over the streets of the second square."""
    project = small_project()
    lake = gpd.GeoDataFrame(geometry=[shapely.box(WEST + 1700, SOUTH + 700, WEST + 1900, SOUTH + 900)], crs=CRS)
    project.layers.append(Layer("lakes", "Lagos del Sur", "water", lake))
    return project


def told(window: MainWindow) -> list[str]:
    """What the message bar says from now on."""
    texts: list[str] = []
    show = window.messages._show

    def listen(text: str, *rest: object) -> None:
        texts.append(text)
        show(text, *rest)

    window.messages._show = listen
    return texts


@pytest.fixture
def no_streets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The painter of lines fails for everything but the outlines of neighbourhoods."""
    paint = mass._paint_lines

    def fail(canvas: object, lines: object) -> None:
        if len(lines.styles) and any(style.casing is not None for style in lines.styles):
            raise RuntimeError("a fault in a painter")
        paint(canvas, lines)

    monkeypatch.setattr(mass, "_paint_lines", fail)


@pytest.mark.usefixtures("no_streets")
def test_a_layer_whose_painter_fails_is_named_once_and_the_rest_is_painted(
    window: MainWindow, settle: Settle, qtbot
) -> None:
    texts = told(window)
    window.show_project(with_lakes())
    for what in ("served", "ranges", "names"):
        window.study.set_shown(what, False)
    settle()
    assert [text for text in texts if "Streets" in text] == texts
    assert len(texts) == 1
    assert "cannot be drawn" in texts[0]
    image = window.map.grab().toImage()
    lake = image.pixelColor(window.map.screen_point(WEST + 1800, SOUTH + 800))
    land = image.pixelColor(window.map.screen_point(WEST + 1800, SOUTH + 600))
    assert lake != land
    window.map.zoom_by(1.3)
    settle()
    assert len(texts) == 1


def test_a_layer_that_cannot_be_gathered_is_named_too(
    window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas = map_layers._areas

    def fail(layer: Layer) -> object:
        if layer.role == "water":
            raise KeyError("class")
        return areas(layer)

    monkeypatch.setattr(map_layers, "_areas", fail)
    texts = told(window)
    window.show_project(with_lakes())
    settle()
    assert len(texts) == 1
    assert "Lagos del Sur" in texts[0]


def test_a_layer_that_is_mended_is_tried_again(
    window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas = map_layers._areas
    tried: list[str] = []

    def fail(layer: Layer) -> object:
        if layer.role == "water":
            tried.append(layer.name)
            raise KeyError("class")
        return areas(layer)

    monkeypatch.setattr(map_layers, "_areas", fail)
    window.show_project(with_lakes())
    settle()
    tried.clear()
    window.map.zoom_by(1.3)
    settle()
    assert tried == []
    monkeypatch.setattr(map_layers, "_areas", areas)
    window.study.project.layers[-1] = replace(window.study.project.layers[-1])
    window.study.set_shown("served", False)
    window.map.zoom_by(1.3)
    settle()
    image = window.map.grab().toImage()
    lake = image.pixelColor(window.map.screen_point(WEST + 1800, SOUTH + 800))
    assert lake != image.pixelColor(window.map.screen_point(WEST + 1800, SOUTH + 600))


def test_a_picture_that_fails_whole_is_left_out_and_told(
    window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> object:
        raise MemoryError

    monkeypatch.setattr("cityplanner.carto.map_stack.device_symbols", fail)
    texts = told(window)
    window.show_project(small_project())
    settle()
    assert len(texts) == 1
    assert "devices" in texts[0]
    street = window.map.grab().toImage().pixelColor(window.map.screen_point(WEST + 1200, SOUTH + 500))
    assert street != QColor(map_layers.SURROUND)


def test_a_wish_that_fails_is_a_wish_no_more(qtbot) -> None:
    parent = QObject()
    painter = PicturePainter(parent)
    failures: list[Failure] = []
    painter.failed.connect(failures.append)

    def gather(_left_out: frozenset[str]) -> list[WorldItem]:
        raise RuntimeError("nothing to paint")

    painter.request("below", gather, Viewport(0.0, 0.0, 1.0, 20.0, 20.0), 1.0)
    qtbot.waitUntil(lambda: not painter.busy, timeout=5_000)
    assert [(failure.picture, failure.layer, str(failure.error)) for failure in failures] == [
        ("below", None, "nothing to paint")
    ]
    painter.wait()


def test_a_picture_that_is_done_when_the_window_has_gone_is_dropped(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """No exception in the worker, and none in the process."""
    unheard: list[object] = []
    monkeypatch.setattr(threading, "excepthook", unheard.append)
    parent = QObject()
    painter = PicturePainter(parent)
    begun, go_on = threading.Event(), threading.Event()

    def gather(_left_out: frozenset[str]) -> list[WorldItem]:
        begun.set()
        go_on.wait(5)
        return []

    painter.request("below", gather, Viewport(0.0, 0.0, 1.0, 20.0, 20.0), 1.0)
    assert begun.wait(5)
    pool = painter._pool
    shiboken6.delete(parent)
    go_on.set()
    pool.shutdown(wait=True)
    assert unheard == []
