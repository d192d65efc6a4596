"""How texts stand in a project file: an English id with arguments, or somebody's own words as they are."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cityplanner.i18n import Text, _
from cityplanner.io.device_types import read_types
from cityplanner.model import BASELINE, DeviceType, Scenario


def to_plain(shown: str) -> Any:
    """The text behind a string that the program shows, as JSON holds it."""
    return Text.of(shown).to_plain()


def from_plain(data: object) -> str:
    """What :func:`to_plain` gave, in the language of the moment; a plain string as it is."""
    return Text.from_plain(data).now


def scenario_names(scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """Scenario id -> the name that its table shows, and the text of it, where the name is ours."""
    return {
        item.id: {"shown": item.name, "text": to_plain(item.name)}
        for item in scenarios
        if Text.of(item.name).literal is None
    }


def scenario_name(id_: str, name: str, names: Mapping[str, Any]) -> str:
    """The name that the table has, translated where nobody has changed it since."""
    entry = names.get(id_)
    if isinstance(entry, dict) and entry.get("shown") == name:
        return from_plain(entry.get("text"))
    # The first versions wrote its English name, which was in no other language.
    return _("Baseline") if (id_, name) == (BASELINE, Text.of(_("Baseline")).id) else name


def as_catalogued(item: DeviceType) -> DeviceType:
    """``item`` with the catalogue's own texts in place of plain strings that say the same in English.

    The first versions wrote strings. What a person has written otherwise stays.
    """
    known = read_types().types.get(item.id)
    if known is None:
        return item
    return replace(
        item,
        name=_catalogued(item.name, known.name),
        description=_catalogued(item.description, known.description),
        sources={name: _catalogued(text, known.sources.get(name)) for name, text in item.sources.items()},
    )


def _catalogued(text: str, known: str | None) -> str:
    return known if known is not None and Text.of(text).literal == Text.of(known).id else text
