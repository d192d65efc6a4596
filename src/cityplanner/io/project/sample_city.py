"""The sample cities that come with the program, unpacked for somebody to work with."""

import zipfile
from pathlib import Path

from cityplanner.data_files import data_folder
from cityplanner.errors import ProjectError
from cityplanner.i18n import _


def extract_sample(name: str, folder: Path) -> Path:
    """Unpack the sample city ``name`` (``altavega``) into ``folder`` and return its project file.

    A file of the same name in ``folder`` is replaced. Raises :class:`ProjectError` where there is no such city.
    """
    archive = data_folder("sample_cities") / f"{name}.zip"
    if not archive.is_file():
        raise ProjectError(_("There is no sample city {name}; install CityPlanner again.").format(name=name))
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            content.extract(member, folder)
    return folder / f"{name}.gpkg"
