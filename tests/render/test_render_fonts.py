"""Text has ink on a machine that has no fonts."""

import os
import subprocess
import sys

from cityplanner.render.fonts import ensure_fonts

_DRAW = """
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter
from cityplanner.render.application import ensure_application
from cityplanner.render.fonts import ensure_fonts
from cityplanner.render.painter import paint_page
from cityplanner.carto.display_list import Text
ensure_application()
image = QImage(200, 40, QImage.Format.Format_RGB32)
image.fill(QColor("white"))
painter = QPainter(image)
paint_page(painter, [Text("1 in 3 residents", 5, 25, 16), Text("Bold", 5, 38, 16, bold=True)])
painter.end()
dark = sum(image.pixelColor(x, y).lightness() < 128 for x in range(200) for y in range(40))
print(ensure_fonts(), dark)
"""


def test_without_any_font_matplotlibs_are_used(tmp_path):
    config = tmp_path / "fonts.conf"
    config.write_text('<?xml version="1.0"?><fontconfig></fontconfig>', encoding="utf-8")
    empty = tmp_path / "fonts"
    empty.mkdir()
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "FONTCONFIG_FILE": str(config),
        "QT_QPA_FONTDIR": str(empty),
    }
    run = subprocess.run([sys.executable, "-c", _DRAW], env=environment, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    family, dark = run.stdout.rsplit(maxsplit=1)
    assert family == "DejaVu Sans"
    assert int(dark) > 200


def test_an_application_is_made_where_there_is_none_and_leaves_no_trace(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    code = """
import os
from PySide6.QtGui import QGuiApplication
from cityplanner.render.application import ensure_application
ensure_application()
ensure_application()
print(QGuiApplication.platformName(), "QT_QPA_PLATFORM" in os.environ)
"""
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert run.stdout.split() == ["offscreen", "False"], run.stderr


def test_the_same_family_every_time():
    assert ensure_fonts() == ensure_fonts() != ""
