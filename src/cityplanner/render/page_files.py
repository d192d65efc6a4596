"""Writes a page as PNG, SVG or PDF."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from cityplanner import __version__
from cityplanner.carto.display_list import PageItem
from cityplanner.carto.page_text import printable
from cityplanner.carto.viewport import METRES_PER_INCH, REFERENCE_DPI
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.atomic import atomic_write
from cityplanner.render.application import ensure_application
from cityplanner.render.fonts import ensure_fonts
from cityplanner.render.painter import paint_page
from cityplanner.render.painting import painter_on

_PNG_DPI = 300
_PDF_DPI = 1200
_FALLBACK_FONTS = "Noto Sans, Segoe UI, DejaVu Sans, sans-serif"


def write_page(path: Path, items: Sequence[PageItem], width_px: float, height_px: float, title: str) -> None:
    """Write a page of this size, in pixels of 1/96 inch, to ``path``; its ending says as what.

    Raises :class:`InputError` for an ending other than png, svg and pdf, and where the file cannot be written.
    """
    writers: dict[str, Callable[[Path], None]] = {
        ".png": lambda file: _write_png(file, items, width_px, height_px, title),
        ".svg": lambda file: _write_svg(file, items, width_px, height_px, title),
        ".pdf": lambda file: _write_pdf(file, items, width_px, height_px, title),
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise InputError(
            _("A map cannot be written as {file}; give it the ending .png, .svg or .pdf.").format(file=path.name)
        )
    ensure_application()
    with atomic_write(path) as temporary:
        write(temporary)


def page_svg(items: Sequence[PageItem], width_px: float, height_px: float, title: str) -> bytes:
    """The page as an SVG whose text is text."""
    ensure_application()
    content = QByteArray()
    buffer = QBuffer(content)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the default, SVG Tiny 1.2, cannot clip
    generator.setOutputDevice(buffer)
    generator.setResolution(int(REFERENCE_DPI))
    generator.setSize(QSize(round(width_px), round(height_px)))
    generator.setViewBox(QRectF(0, 0, width_px, height_px))
    generator.setTitle(title)
    generator.setDescription(f"CityPlanner {__version__}")
    with painter_on(generator) as painter:
        paint_page(painter, items)
    family = ensure_fonts()
    named = re.compile(rf'font-family="{re.escape(family)}"'.encode())
    text = printable(bytes(content.data()).decode("utf-8", "replace")).encode()
    return named.sub(f'font-family="{family}, {_FALLBACK_FONTS}"'.encode(), text)


def _write_svg(file: Path, items: Sequence[PageItem], width_px: float, height_px: float, title: str) -> None:
    file.write_bytes(page_svg(items, width_px, height_px, title))


def _write_png(file: Path, items: Sequence[PageItem], width_px: float, height_px: float, title: str) -> None:
    scale = _PNG_DPI / REFERENCE_DPI
    image = QImage(round(width_px * scale), round(height_px * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.setDotsPerMeterX(round(_PNG_DPI / METRES_PER_INCH))
    image.setDotsPerMeterY(round(_PNG_DPI / METRES_PER_INCH))
    image.setText("Title", title)
    image.setText("Software", f"CityPlanner {__version__}")
    with painter_on(image) as painter:
        painter.scale(scale, scale)
        paint_page(painter, items)
    if not image.save(str(file)):
        raise PermissionError


def _write_pdf(file: Path, items: Sequence[PageItem], width_px: float, height_px: float, title: str) -> None:
    writer = QPdfWriter(str(file))
    inches = QSizeF(width_px / REFERENCE_DPI, height_px / REFERENCE_DPI)
    writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(_PDF_DPI)
    writer.setTitle(title)
    writer.setCreator(f"CityPlanner {__version__}")
    with painter_on(writer) as painter:
        if not painter.isActive():
            raise PermissionError
        painter.scale(_PDF_DPI / REFERENCE_DPI, _PDF_DPI / REFERENCE_DPI)
        paint_page(painter, items)
