"""Which languages there are: a folder ``resources/translations/<language>/LC_MESSAGES`` with a ``cityplanner.po``.

What the build has compiled lies beside it; what it has not is compiled on the way and kept in the user's cache folder.
"""

import gettext
import logging
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError

from cityplanner.data_files import data_folder
from cityplanner.i18n.text import Text, ntext, text
from cityplanner.own_folders import cache_folder

SOURCE_LANGUAGE = "en"
_DOMAIN = "cityplanner"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Language:
    """``tag`` as its folder is called (``es``, ``pt_BR``), ``name`` as its speakers call it."""

    tag: str
    name: str


EXTRA_FOLDERS: list[Path] = []
"""Folders with more languages, in the form of ``resources/translations``."""


def languages() -> list[Language]:
    """Every language that the program can speak: English, then the others by name."""
    found = [Language(tag, _own_name(tag)) for tag in sorted({SOURCE_LANGUAGE, *_folders()})]
    return sorted(found, key=lambda one: (one.tag != SOURCE_LANGUAGE, one.name.casefold()))


def known_locale(tag: str) -> Locale | None:
    """The locale for figures and dates; None where nobody has described it."""
    try:
        return Locale.parse(tag)
    except (ValueError, UnknownLocaleError):
        return None


def load(tag: str) -> tuple[gettext.NullTranslations, Text | None]:
    """The translation into ``tag``, and what is wrong with it in one sentence.

    A language of a country falls back on the language; what has no translation, or a broken one, is English.
    """
    folders, whole = _folders(), gettext.NullTranslations()
    problem = None
    for candidate in _candidates(tag):
        if candidate not in folders:
            continue
        found, wrong = _read(candidate, folders[candidate])
        problem = problem or wrong
        if found is not None and isinstance(whole, gettext.GNUTranslations):
            whole.add_fallback(found)
        elif found is not None:
            whole = found
    if problem is not None:
        _log.warning("%s", problem)
    return whole, problem


def _folders() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for root in (data_folder("resources") / "translations", *EXTRA_FOLDERS):
        with suppress(OSError):
            found |= {folder.parent.name: folder for folder in root.glob("*/LC_MESSAGES") if folder.is_dir()}
    return found


def _candidates(tag: str) -> list[str]:
    """The language as it is asked for, then without its country, then without its script."""
    parts = tag.split("_")
    return ["_".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _own_name(tag: str) -> str:
    locale = known_locale(tag)
    name = None if locale is None else locale.get_display_name()
    return tag if not name else name[0].upper() + name[1:]


def _read(tag: str, folder: Path) -> tuple[gettext.GNUTranslations | None, Text | None]:
    # Its reader of translations, which English does without, takes Babel a while to load.
    from cityplanner.i18n.compiling import compile_translation, compiled_name

    try:
        source = folder / f"{_DOMAIN}.po"
        if not source.is_file():
            return gettext.GNUTranslations(BytesIO((folder / f"{_DOMAIN}.mo").read_bytes())), None
        content = source.read_bytes()
        for kept in (folder / compiled_name(content), _cache() / f"{tag}-{compiled_name(content)}"):
            # A damaged file in the cache is made again.
            with suppress(OSError, ValueError, struct.error):
                return gettext.GNUTranslations(BytesIO(kept.read_bytes())), None
        compiled = compile_translation(content, tag)
        translation = gettext.GNUTranslations(BytesIO(compiled.content))
    except (OSError, ValueError, struct.error) as error:
        return None, text(
            "The translation into {language} cannot be read, and everything is in English: {reason}.",
            language=_own_name(tag),
            reason=str(error).rstrip("."),
        )
    if not compiled.left_out:
        _keep(_cache() / f"{tag}-{compiled_name(content)}", f"{tag}-*.mo", compiled.content)
        return translation, None
    return translation, ntext(
        "{count} sentence of the translation into {language} does not fit the English one and is left in English: "
        "“{first}”.",
        "{count} sentences of the translation into {language} do not fit the English ones and are left in English, "
        "“{first}” first.",
        len(compiled.left_out),
        language=_own_name(tag),
        first=compiled.left_out[0],
    )


def _keep(file: Path, older: str, content: bytes) -> None:
    """Put it in the cache in place of ``older`` ones; a folder that cannot be written is no reason to stop anybody."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        gone = list(file.parent.glob(older))
        temporary = file.with_suffix(f".{os.getpid()}.part")
        temporary.write_bytes(content)
        temporary.replace(file)
        for one in gone:
            if one != file:
                one.unlink(missing_ok=True)


def _cache() -> Path:
    return cache_folder() / "translations"
