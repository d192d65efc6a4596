"""QGIS's parallel renderer on demand; run by redraw.py with the Python that has the module ``qgis``.

python3 qgis_redraw.py FILE LAYER KIND WIDTH HEIGHT

Prints a line of JSON when it is ready; then, for each line WEST,SOUTH,EAST,NORTH that it reads, the milliseconds that
drawing it took.
"""

import json
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsRectangle,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize


def _symbol(kind):
    if kind == "areas":
        return QgsFillSymbol.createSimple({"color": "#B9A58F", "outline_style": "no"})
    if kind == "symbols":
        return QgsMarkerSymbol.createSimple(
            {"name": "circle", "color": "#E69F00", "outline_color": "#FFFFFF", "size": "6", "size_unit": "Pixel"}
        )
    symbol = QgsLineSymbol.createSimple({"line_color": "#C9BFAF", "line_width": "5", "line_width_unit": "Pixel"})
    line = QgsSimpleLineSymbolLayer.create({"line_color": "#FFFFFF", "line_width": "3", "line_width_unit": "Pixel"})
    line.setRenderingPass(1)
    symbol.appendSymbolLayer(line)
    return symbol


def main():
    file, name, kind, width, height = sys.argv[1:]
    app = QgsApplication([], False)
    app.initQgis()
    layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
    layer.setRenderer(QgsSingleSymbolRenderer(_symbol(kind)))
    if kind == "lines":
        layer.renderer().setUsingSymbolLevels(True)
    print(json.dumps({"version": Qgis.QGIS_VERSION, "features": layer.featureCount()}), flush=True)
    for extent in sys.stdin:
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setOutputSize(QSize(int(width), int(height)))
        settings.setExtent(QgsRectangle(*map(float, extent.split(","))))
        settings.setDestinationCrs(layer.crs())
        settings.setFlag(QgsMapSettings.Antialiasing, True)
        start = time.perf_counter()
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage()
        print((time.perf_counter() - start) * 1e3, flush=True)
    # QGIS 3.22 does not always end well.
    os._exit(0)


main()
