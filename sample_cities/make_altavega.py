"""Makes the sample city Altavega: ``python sample_cities/make_altavega.py``. Takes about a minute; always the same."""

import tempfile
import zipfile
from pathlib import Path

from altavega.study import make_study
from altavega.terrain import write_elevation

from cityplanner.io.project.project_file import save_project

_DATE = (2026, 11, 23, 0, 0, 0)


def main() -> None:
    here = Path(__file__).parent
    project, terrain = make_study()
    with tempfile.TemporaryDirectory() as folder:
        study, elevation = Path(folder) / "altavega.gpkg", Path(folder) / "altavega_elevation.tif"
        save_project(project, study)
        write_elevation(terrain, elevation)
        archive = here / "altavega.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as content:
            for file in (study, elevation):
                entry = zipfile.ZipInfo(file.name, _DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                content.writestr(entry, file.read_bytes())
    devices = sum(len(scenario.devices) for scenario in project.scenarios.values())
    layers = ", ".join(f"{len(layer.frame):,} {layer.name.lower()}" for layer in project.layers)
    print(f"{project.city.neighbourhoods['population'].sum():,.0f} people at {len(project.people.xy):,} points")
    print(f"{layers}; {devices:,} devices")
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
