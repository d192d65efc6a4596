"""Paths as GDAL's reader and writer take them: as what they are, whatever letters are in them.

pyogrio looks for addresses in a path: what stands before a ``!`` it takes for an archive, what stands behind a ``;``
it leaves away, and so it does with tabs and line breaks. The file would be another, in another folder.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyogrio.util import vsi_path

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._- ")


@contextmanager
def gdal_path(path: Path) -> Iterator[Path]:
    """``path``, or for as long as the context lasts a link to it that is read as it stands; there need be no file yet.

    Files that belong together, such as those of a Shapefile, stand beside each other there too.
    """
    plain = path.absolute()
    if vsi_path(plain) in (str(plain), f"/vsizip/{plain}"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="cityplanner-") as folder:
        linked = Path(folder, _plain(plain.name))
        linked.symlink_to(plain)
        for other in plain.parent.iterdir() if plain.parent.is_dir() else ():
            if other.stem == plain.stem and other != plain:
                Path(folder, _plain(other.name)).symlink_to(other)
        yield linked


def _plain(name: str) -> str:
    return "".join(letter if letter in _PLAIN or letter.isalnum() else "_" for letter in name)
