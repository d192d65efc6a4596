"""The sample cities that come with the program, unpacked for somebody to work with."""

import zipfile
from pathlib import Path

from cityplanner.data_files import data_folder
from cityplanner.errors import ProjectError
from cityplanner.i18n import _
from cityplanner.io.atomic import atomic_write


def extract_sample(name: str, folder: Path) -> Path:
    """Unpack the sample city ``name`` (``altavega``) into ``folder`` and return its project file.

    A file is there whole or not at all; a project of the same name in ``folder`` stays as a backup. Raises
    :class:`ProjectError` where there is no such city, and :class:`InputError` where ``folder`` cannot be written.
    """
    archive = data_folder("sample_cities") / f"{name}.zip"
    if not archive.is_file():
        raise ProjectError(_("There is no sample city {name}; install CityPlanner again.").format(name=name))
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            place = folder / member.filename
            with atomic_write(place, backup=place.suffix == ".gpkg") as temporary:
                temporary.write_bytes(content.read(member))
    return folder / f"{name}.gpkg"
