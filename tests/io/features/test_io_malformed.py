"""Hundreds of broken files: each becomes a layer or a sentence. `test_io_shared_files.py` has what is told of them."""

from pathlib import Path

from cityplanner.errors import CityPlannerError
from cityplanner.io import read_layer

ENDINGS = {".shp", ".geojson", ".json", ".csv", ".gpkg", ".fgb", ".tsv", ".txt", ".xlsx"}


def test_a_broken_file_is_a_layer_or_a_sentence(shared_data: Path) -> None:
    files = [
        path
        for folder in ("malformed", "csv_survey")
        for path in sorted((shared_data / folder).rglob("*"))
        if path.suffix.lower() in ENDINGS
    ]
    assert len(files) > 300
    read = 0
    for path in files:
        try:
            layer, problems = read_layer(path)
        except CityPlannerError as error:
            sentences = [str(error)]
        else:
            read += 1
            sentences = [problem.message for problem in problems]
            assert len(layer.frame) > 0, path
            assert layer.frame.crs is not None, path
            assert layer.frame.geometry.is_valid.all(), path
        assert not any(str(path.parent) in sentence for sentence in sentences), path
        assert all(sentence.endswith((".", "?")) for sentence in sentences), sentences
    assert read > 100
