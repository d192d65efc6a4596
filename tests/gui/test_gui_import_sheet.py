"""The import sheet in the real window: dropping, looking, saying better, importing in one step that can be undone."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from city_folder import CRS, degrees_table, make_folder, wards
from held import held
from osm_text import OsmText
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.source_list import SourceList
from cityplanner.intake.plan import LEFT_OUT

Settle = Callable[[], None]


@pytest.fixture
def villa(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "villa")


def _choose(window: MainWindow, key: str) -> None:
    found = window.sheet.found
    rows = [row for row in range(found.count()) if found.item(row).text() == key]
    found.setCurrentRow(rows[0])
    QApplication.processEvents()


def _roles(window: MainWindow) -> dict[str, str]:
    assert window.sheet.plan is not None
    return {item.key: item.role for item in window.sheet.plan.items}


def _pick(box, value: object) -> None:
    """Choose an entry as a hand does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_folder_is_shown_before_anything_happens(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    sheet = window.sheet
    assert sheet.isVisible()
    assert window.study is None
    assert sheet.name.text() == "Villa"
    assert sheet.findChild(QLabel, "sheetOutcome").text() == "12 neighbourhoods  ·  1,860 residents  ·  2 devices"
    assert sheet.accept_button.text() == "Import 4 files"
    assert sheet.accept_button.hasFocus()
    texts = [sheet.found.item(row).text() for row in range(sheet.found.count())]
    assert texts[0] == "To be imported (4)"
    assert sheet.detail.form.field("id").currentData() == "cod_barrio"
    assert sheet.detail.form.field("population").currentText() == "from poblacion.csv"
    assert sheet.detail.map.caption == "40.4° N, 3.7° W"


def test_enter_imports_and_a_new_study_stands_there(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    QTest.keyClick(window.sheet.accept_button, Qt.Key.Key_Return)
    QTest.keyClick(window.sheet.accept_button, Qt.Key.Key_Space)
    settle()
    assert not window.sheet.isVisible()
    assert window.study.project.city.name == "Villa"
    assert window.study.focus == Focus("public-wifi-access-point")


def test_escape_leaves_everything_as_it_was(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    QTest.keyClick(window.sheet.found, Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()
    assert window.study is None
    assert window.welcome.isVisible()


def test_what_one_says_goes_before_what_was_guessed(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    detail = window.sheet.detail
    _choose(window, "puntos_wifi.geojson")
    _pick(detail.form.type, "fixed-camera")
    settle()
    _choose(window, "termino.shp")
    _pick(detail.role, LEFT_OUT)
    settle()
    assert _roles(window)["termino.shp"] == LEFT_OUT
    assert window.sheet.accept_button.text() == "Import 3 files"
    window.sheet.accept()
    settle()
    types = {device.type_id for device in window.study.scenario.devices.values()}
    assert types == {"fixed-camera"}
    assert window.study.project.city.boundary is None


def test_columns_and_the_direction_of_deprivation(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    areas = wards()
    areas["poblacion"], areas["censo"] = 100, 50
    areas["imd_rank"] = range(1, 13)
    areas.to_file(tmp_path / "barrios.gpkg")
    window.import_files([tmp_path / "barrios.gpkg"])
    settle()
    form = window.sheet.detail.form
    assert form.direction.isHidden()
    _pick(form.field("deprivation"), "imd_rank")
    settle()
    assert form.direction.isVisible()
    assert form.direction.currentText() == "Low figures mean poor"
    _pick(form.direction, True)
    _pick(form.field("population"), "censo")
    settle()
    assert "600 residents" in window.sheet.findChild(QLabel, "sheetOutcome").text()
    window.sheet.accept()
    settle()
    city = window.study.project.city
    assert city.neighbourhoods["population"].sum() == 600
    assert city.deprivation_high_is_poor


def test_what_is_asked_of_a_raster_of_people(window: MainWindow, settle: Settle, shared_data: Path) -> None:
    window.import_files([shared_data / "raster/sao_miguel"])
    settle()
    _choose(window, "gpw_v411_2020_count_2020.tif")
    form = window.sheet.detail.form
    assert form.unit.isVisible()
    assert form.unit.currentIndex() == -1
    _pick(form.unit, "cell")
    settle()
    assert next(item for item in window.sheet.plan.items if item.role == "people").raster_unit == "cell"


def test_how_a_table_was_read_is_told(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    _choose(window, "poblacion.csv")
    assert window.sheet.detail.findChild(QLabel, "detailFacts").text() == "CSV  ·  12 rows"
    reading = window.sheet.detail.reading
    assert reading.line.text() == "Read as a table: cells cut by semicolons, utf-8, names in row 1."
    assert not reading.header.isVisible()
    QTest.mouseClick(reading.change, Qt.MouseButton.LeftButton)
    assert reading.header.isVisible()
    assert reading.delimiter.currentText() == "semicolons"
    _choose(window, "barrios.gpkg")
    assert not reading.isVisible()


def test_a_table_that_was_read_wrongly_is_put_right(window: MainWindow, settle: Settle, villa: Path) -> None:
    """Two lines above that look like names, points without known names, thousands that look like decimals."""
    table = villa / "poblacion.csv"
    lines = [line.replace(";", ";1.") for line in table.read_text().splitlines()[1:]]
    table.write_text("\n".join(["cod_barrio;poblacion", "cod_barrio;poblacion", *lines]), encoding="utf-8")
    window.import_files([villa])
    settle()
    _choose(window, "poblacion.csv")
    sheet, reading = window.sheet, window.sheet.detail.reading
    reading.change.setFocus()
    QTest.keyClick(reading.change, Qt.Key.Key_Space)
    reading.header.setFocus()
    QTest.keyClick(reading.header, Qt.Key.Key_Up)
    settle()
    assert reading.line.text().startswith("Read as a table: cells cut by semicolons, utf-8, names in row 2")
    assert sheet.detail.table.model().rowCount() == 8
    _pick(reading.decimal, ",")
    settle()
    sheet.accept()
    settle()
    residents = window.study.project.city.neighbourhoods["population"]
    assert residents.sum() == sum(1000 + 100 + 10 * number for number in range(12))


def test_columns_of_coordinates_that_nobody_could_guess_are_chosen(
    window: MainWindow, settle: Settle, villa: Path
) -> None:
    middles = wards().geometry.iloc[[0, 5]].centroid
    rows = [f"F{place},{point.x},{point.y}" for place, point in enumerate(middles)]
    (villa / "fuentes.csv").write_text("\n".join(["ref,p1,p2", *rows]), encoding="utf-8")
    window.import_files([villa])
    settle()
    _choose(window, "fuentes.csv")
    sheet, reading = window.sheet, window.sheet.detail.reading
    assert _roles(window)["fuentes.csv"] == LEFT_OUT
    reading.change.click()
    _pick(reading.x_column, "p1")
    _pick(reading.y_column, "p2")
    settle()
    assert sheet.detail.map.caption == "40.4° N, 3.7° W"
    _pick(sheet.detail.role, "devices")
    settle()
    _pick(sheet.detail.form.type, "public-wifi-access-point")
    settle()
    sheet.accept()
    settle()
    assert len(window.study.project.scenarios["baseline"].devices) == 4


def test_x_for_y_is_one_click(window: MainWindow, settle: Settle, villa: Path) -> None:
    """A file of points with latitude first lies in another sea; it is offered to turn it."""
    points = gpd.read_file(villa / "puntos_wifi.geojson")
    points.geometry = shapely.transform(points.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    (villa / "puntos_wifi.geojson").unlink()
    points.to_file(villa / "puntos_wifi.geojson")
    window.import_files([villa])
    settle()
    _choose(window, "puntos_wifi.geojson")
    detail = window.sheet.detail
    assert not detail.swapped.isChecked()
    swap = next(button for button in detail.findChildren(QPushButton, "fixButton") if button.text() == "Swap x and y")
    QTest.mouseClick(swap, Qt.MouseButton.LeftButton)
    settle()
    assert detail.swapped.isChecked()
    assert detail.map.caption == "40.4° N, 3.7° W"
    window.sheet.accept()
    settle()
    devices = window.study.project.scenarios["baseline"].devices.values()
    west, south, east, north = wards().total_bounds
    assert len(devices) == 2
    assert all(west < device.x < east and south < device.y < north for device in devices)


def test_a_row_of_the_list_is_walked_with_the_keys(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    first = window.sheet.detail.findChild(QLabel, "detailTitle").text()
    QTest.keyClick(window.sheet.found, Qt.Key.Key_Down)
    assert window.sheet.detail.findChild(QLabel, "detailTitle").text() != first


def test_a_fix_is_one_click(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    """A file that says the wrong system lies far away; the right one is proposed, and brings it back."""
    folder = make_folder(tmp_path / "villa")
    wards(2, 2).set_crs("EPSG:25835", allow_override=True).to_file(folder / "parques.gpkg")
    window.import_files([folder])
    settle()
    _choose(window, "parques.gpkg")
    settle()
    assert _roles(window)["parques.gpkg"] == LEFT_OUT
    fixes = [button for button in window.sheet.detail.findChildren(QPushButton, "fixButton") if button.isVisible()]
    assert fixes[0].text() == f"Take {CRS}"
    QTest.mouseClick(fixes[0], Qt.MouseButton.LeftButton)
    settle()
    assert window.sheet.detail.crs.currentData() == CRS
    assert _roles(window)["parques.gpkg"] == "public-space"
    assert window.sheet.plan.problems == ()


def test_a_system_that_is_typed_moves_the_preview(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    wards().to_file(tmp_path / "barrios.shp")
    (tmp_path / "barrios.prj").unlink()
    window.import_files([tmp_path / "barrios.shp"])
    settle()
    sheet = window.sheet
    assert not sheet.accept_button.isEnabled()
    assert "coordinate system" in sheet.findChild(QLabel, "sheetOutcome").text()
    assert sheet.detail.map.caption == ""
    sheet.detail.crs.lineEdit().setText("25830")
    QTest.keyClick(sheet.detail.crs.lineEdit(), Qt.Key.Key_Return)
    settle()
    assert sheet.detail.map.caption == "40.4° N, 3.7° W"
    assert sheet.accept_button.isEnabled()
    sheet.detail.crs.lineEdit().setText("EPSG:25831")
    QTest.keyClick(sheet.detail.crs.lineEdit(), Qt.Key.Key_Return)
    settle()
    assert sheet.detail.map.caption == "40.4° N, 2.3° E"


def test_a_system_is_found_by_its_name(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    wards().to_file(tmp_path / "barrios.shp")
    (tmp_path / "barrios.prj").unlink()
    window.import_files([tmp_path / "barrios.shp"])
    settle()
    line = window.sheet.detail.crs.lineEdit()
    completer = window.sheet.detail.crs.completer()
    completer.setCompletionPrefix("utm zone 30n, europe")
    found = [completer.completionModel().index(row, 0).data() for row in range(completer.completionCount())]
    assert any(text.startswith("EPSG:25830  ETRS89 / UTM zone 30N") for text in found)
    line.setText(next(text for text in found if text.startswith("EPSG:25830  ")))
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert window.sheet.detail.map.caption == "40.4° N, 3.7° W"


def test_files_are_dropped_beside_those_that_are_there(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa / "barrios.gpkg"])
    settle()
    assert window.sheet.accept_button.text() == "Import 1 file"
    window.sheet.name.setText("Mine")
    window.import_files([villa / "poblacion.csv"])
    settle()
    assert window.sheet.accept_button.text() == "Import 2 files"
    assert window.sheet.name.text() == "Mine"


def test_into_an_open_study_in_one_step(small_window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    window = small_window
    study = window.study
    frame = study.project.city.neighbourhoods
    points = frame.geometry.centroid
    points.to_crs("EPSG:4326").to_frame("geometry").set_geometry("geometry").to_file(tmp_path / "sirenas.geojson")
    codes = "\n".join(f"{code},{number}" for number, code in enumerate(frame["id"]))
    (tmp_path / "extra.csv").write_text(f"code,empresas\n{codes}\n", encoding="utf-8")
    before, standing = held(study.project), len(study.scenario.devices)
    window.import_files([tmp_path / "sirenas.geojson", tmp_path / "extra.csv"])
    settle()
    assert window.sheet.name.isHidden()
    window.sheet.accept()
    settle()
    assert len(study.scenario.devices) == standing + len(frame)
    assert "empresas" in study.project.city.neighbourhoods
    assert study.history.undo_label == "Import 2 files"
    study.history.undo()
    settle()
    assert held(study.project) == before


def test_each_layer_of_the_files_in_a_zip_is_chosen(small_window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    window = small_window
    frame = window.study.project.city.neighbourhoods.to_crs("EPSG:4326")
    x, y = shapely.get_coordinates(frame.geometry.iloc[0].representative_point())[0]
    point = f"<Placemark><Point><coordinates>{x},{y}</coordinates></Point></Placemark>"
    line = f"<Placemark><LineString><coordinates>{x},{y} {x + 0.001},{y}</coordinates></LineString></Placemark>"
    folders = (("cycle paths", line), ("trees", point), ("planned", ""))
    kml = "".join(f"<Folder><name>{name}</name>{content}</Folder>" for name, content in folders)
    with zipfile.ZipFile(tmp_path / "maps.zip", "w") as archive:
        archive.writestr("map.kml", f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{kml}</Document></kml>')
        archive.writestr("parks.geojson", frame.iloc[:1].to_json())
    known = {layer.id for layer in window.study.project.layers}
    window.import_files([tmp_path / "maps.zip"])
    settle()
    items = {item.finding.layer: item for item in window.sheet.plan.items}
    assert {name: item.name for name, item in items.items()} == {
        "map.kml/cycle paths": "Cycle paths",
        "map.kml/trees": "Trees",
        "parks.geojson": "Parks",
    }
    _choose(window, "trees")
    _pick(window.sheet.detail.role, LEFT_OUT)
    settle()
    window.sheet.accept()
    settle()
    names = {layer.name for layer in window.study.project.layers if layer.id not in known}
    assert names == {"Cycle paths", "Parks"}


def test_empty_until_something_is_chosen(window: MainWindow, settle: Settle, monkeypatch, villa: Path) -> None:
    QTest.mouseClick(window.welcome.files, Qt.MouseButton.LeftButton)
    assert window.sheet.isVisible()
    assert not window.sheet.accept_button.isEnabled()
    button = window.sheet.findChild(QPushButton, "sheetChooseFolder")
    assert button.hasFocus()
    monkeypatch.setattr(
        "cityplanner.gui.importing.sheet.QFileDialog.getExistingDirectory", lambda *_arguments: str(villa)
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    assert window.sheet.accept_button.text() == "Import 4 files"
    assert window.sheet.name.text() == "Villa"


def test_bad_folders_are_told_in_a_sentence(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    window.import_files([tmp_path])
    settle()
    assert "is empty" in window.messages.text
    assert not window.sheet.isVisible()
    (tmp_path / "notes.pdf").write_text("x")
    window.import_files([tmp_path])
    settle()
    assert "nothing to read" in window.messages.text


def test_files_of_two_cities_are_told_above_the_list(window: MainWindow, settle: Settle, villa: Path) -> None:
    degrees_table(villa)
    window.import_files([villa])
    settle()
    told = window.sheet.findChild(QLabel, "sheetTold")
    assert told.isVisible()
    assert "another city" in told.text()


def test_everything_in_the_sheet_has_a_name_to_be_read_aloud(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    for key in ("barrios.gpkg", "poblacion.csv", "puntos_wifi.geojson"):
        _choose(window, key)
        for widget in window.sheet.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                named = widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text())
                assert named, (widget.objectName(), type(widget))


def test_sources_are_shown_and_corrected_in_one_step_each(window: MainWindow, settle: Settle, villa: Path) -> None:
    window.import_files([villa])
    settle()
    window.sheet.accept()
    settle()
    window.commands["sources"].trigger()
    dialog = window.findChild(SourceList)
    assert dialog.table.rowCount() == 4
    line = dialog.findChild(QLabel, "sourceLine")
    assert "Villa open data (CC BY 4.0)" in line.text()
    row = next(row for row in range(4) if dialog.table.item(row, 0).text() == "barrios.gpkg")
    dialog.table.selectRow(row)
    credit = dialog.findChild(QLineEdit, "sourceCredit")
    QTest.keyClicks(credit, "City of Villa")
    QTest.keyClick(credit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "City of Villa" in line.text()
    assert dialog.table.item(row, 3).text() == "City of Villa"
    history = window.study.history
    assert history.undo_label == "Say where barrios.gpkg comes from"
    history.undo()
    assert all(source.credit != "City of Villa" for source in window.study.project.city.sources)
    dialog.reject()


def test_an_extract_alone_offers_its_levels_by_name(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    text = OsmText()
    for x in range(3):
        text.square(4 * x, 0, 4, boundary="administrative", admin_level="9", name=f"Distrito {x}")
    for x in range(6):
        text.square(2 * x, 0, 4, boundary="administrative", admin_level="10", name=f"Barrio {x}")
    text.line([(0, 0), (12, 4)], highway="residential")
    text.point(1, 1, highway="street_lamp")
    window.import_files([text.write(tmp_path / "villa-latest.osm")])
    settle()
    sheet = window.sheet
    texts = [sheet.found.item(row).text() for row in range(sheet.found.count())]
    assert texts == [
        "To be imported (3)",
        "Administrative level 10",
        "LED street light",
        "villa-latest.osm",
        "Left out (1)",
        "Administrative level 9",
    ]
    assert sheet.name.text() == "Villa"
    _choose(window, "Administrative level 9")
    assert sheet.detail.findChild(QLabel, "detailFacts").text() == "villa-latest.osm  ·  OpenStreetMap  ·  3 areas"
    _pick(sheet.detail.role, "neighbourhoods")
    settle()
    assert sheet.findChild(QLabel, "sheetOutcome").text() == "3 neighbourhoods  ·  1 device  ·  1 layer"
    sheet.accept()
    settle()
    assert sorted(window.study.project.city.neighbourhoods["name"]) == ["Distrito 0", "Distrito 1", "Distrito 2"]


def test_a_table_has_a_box_for_each_field_that_it_can_give(
    small_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    window = small_window
    ids = window.study.project.city.neighbourhoods["id"]
    rows = "\n".join(f"{id_},{number},{number + 1},{4000 - 13 * number}" for number, id_ in enumerate(ids))
    (tmp_path / "pivot.csv").write_text(f"code,Sum of Persons,Elders,imd\n{rows}\n", encoding="utf-8")
    window.import_files([tmp_path / "pivot.csv"])
    settle()
    form = window.sheet.detail.form
    box = form.field("age_65_plus")
    assert box is not None
    assert form.field("population") is not None
    box.setCurrentIndex(box.findData("Elders"))
    box.activated.emit(box.currentIndex())
    settle()
    (item,) = window.sheet.plan.items
    assert item.fields["age_65_plus"] == "Elders"
    assert item.high_is_poor is False
    assert any("so it was taken for ranks" in problem.message for problem in item.problems)
