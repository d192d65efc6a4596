"""Our own icons: well-formed, drawn on one grid in one weight, and there for everything that asks for one."""

import ast
import xml.etree.ElementTree as ElementTree
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import cityplanner.gui
from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.data_files import data_folder
from cityplanner.declared import declared
from cityplanner.gui import commands
from cityplanner.gui.command import Command
from cityplanner.model import DeviceType, Family, Severity

FOLDER = data_folder("resources") / "icons"
NAMES = sorted(file.stem for file in FOLDER.glob("*.svg"))
LINE_ICONS = [name for name in NAMES if name != "app"]
SHAPES = {"svg", "path", "circle", "rect"}

each_icon = pytest.mark.parametrize("name", NAMES)
each_line_icon = pytest.mark.parametrize("name", LINE_ICONS)


def root_of(name: str) -> ElementTree.Element:
    return ElementTree.parse(FOLDER / f"{name}.svg").getroot()


def ink(name: str, size_px: int) -> npt.NDArray[np.float64]:
    """(size, size) how dark each pixel is, 0 to 1, where the icon is painted in black."""
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", "#000000")
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    assert renderer.isValid()
    picture = QImage(size_px, size_px, QImage.Format.Format_Grayscale8)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    rows = np.frombuffer(picture.constBits(), dtype=np.uint8).reshape(size_px, picture.bytesPerLine())
    return 1 - rows[:, :size_px] / 255


@each_icon
def test_an_icon_is_plain_shapes_and_asks_for_nothing_from_elsewhere(name: str) -> None:
    for element in root_of(name).iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in SHAPES
        for attribute, value in element.attrib.items():
            assert not attribute.lower().startswith("on")
            assert "href" not in attribute
            assert "url(" not in value


@each_line_icon
def test_a_line_icon_keeps_to_the_grid_and_the_weight(name: str) -> None:
    root = root_of(name)
    assert root.get("viewBox") == "0 0 20 20"
    assert root.get("stroke") == "currentColor"
    assert root.get("fill") == "none"
    assert root.get("stroke-width") == "1.5"
    assert root.get("stroke-linecap") == root.get("stroke-linejoin") == "round"
    colours = {element.get(key) for element in root.iter() for key in ("stroke", "fill")}
    assert colours <= {None, "none", "currentColor"}
    assert not [element for element in root.iter() if element is not root and "stroke-width" in element.attrib]


@each_line_icon
def test_a_line_icon_is_seen_and_not_cut_off(name: str) -> None:
    dark = ink(name, 80)
    assert 0.02 < dark.mean() < 0.35
    edge = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    assert edge.max() < 0.2


def test_the_program_has_an_icon_of_its_own_in_the_accent_colour() -> None:
    root = root_of("app")
    background = root[0]
    assert background.get("fill") == "#0B6E99"
    assert float(background.get("rx", "0")) > 0
    assert "currentColor" not in (FOLDER / "app.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("item", load_catalogue().values(), ids=load_catalogue())
def test_every_type_of_device_has_its_icon(item: DeviceType) -> None:
    assert item.icon in LINE_ICONS


def test_types_are_told_apart_by_their_icons() -> None:
    icons = [item.icon for item in load_catalogue().values()]
    assert len(icons) == len(set(icons))
    painted = {name: ink(name, 20) for name in icons}
    for one, other in combinations(icons, 2):
        assert np.abs(painted[one] - painted[other]).sum() > 20, f"{one} looks like {other}"


def test_every_family_severity_and_act_has_its_icon() -> None:
    acts = {one.icon for one in declared(commands, "COMMANDS", Command).items if one.icon is not None}
    assert {family.value for family in Family} | {severity.value for severity in Severity} | acts <= set(LINE_ICONS)


def test_every_icon_that_the_window_asks_for_by_name_is_there() -> None:
    asked = set()
    for file in Path(cityplanner.gui.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("icon", "pixmap"):
                asked |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    assert "add" in asked
    assert asked <= set(LINE_ICONS)
