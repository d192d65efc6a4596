"""A stored sentence is an English id with arguments, and is shown in the language of the moment."""

import copy
import json
import pickle
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.errors import InputError
from cityplanner.i18n import (
    Figure,
    Text,
    _,
    format_date,
    format_number,
    format_share,
    joined,
    language,
    ngettext,
    ntext,
    text,
    text_fields,
)

_NAMES = st.from_regex(r"[a-z]\w*", fullmatch=True)
_KEYS = ["kind", "version", "id", "plural", "count", "arguments", "number", "decimals", "date", "x"]
_ARGUMENTS = st.recursive(
    st.text(max_size=5)
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(min_value=date(1900, 1, 1))
    | st.builds(Figure, st.floats(-1e9, 1e9), st.integers(0, 4), st.booleans()),
    lambda inner: st.builds(
        Text, st.text(max_size=8), st.dictionaries(st.from_regex(r"[a-z]\w*", fullmatch=True), inner)
    ),
    max_leaves=6,
)
_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["kind", "version", "id", "plural", "count", "arguments", "number", "decimals", "date", "x"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


class _Loud(language.gettext.NullTranslations):
    """A language that shouts, and has its own form for two."""

    def gettext(self, message: str) -> str:
        return message.replace("Move", "SHIFT").replace("Siren", "SIRENA").replace("{count}", "# {count}")

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return f"TWO OF {plural}" if n == 2 else self.gettext(singular if n == 1 else plural)


@pytest.fixture
def shout() -> object:
    def switch() -> None:
        language.speak("de", Locale("de"), _Loud())

    return switch


def test_it_is_shown_in_the_language_of_now(shout) -> None:
    label = text("Move {what} by {metres} m on {day}", what=text("Siren"), metres=1234.5, day=date(2026, 11, 23))
    assert str(label) == "Move Siren by 1,234.5 m on 23 November 2026"
    shout()
    assert str(label) == "SHIFT SIRENA by 1.234,5 m on 23. November 2026"


def test_a_count_chooses_the_form(shout) -> None:
    labels = [ntext("{count} lamp", "{count} lamps", count) for count in (1, 2, 12_000)]
    assert [str(label) for label in labels] == ["1 lamp", "2 lamps", "12,000 lamps"]
    shout()
    assert [str(label) for label in labels] == ["# 1 lamp", "TWO OF 2 lamps", "# 12.000 lamps"]


def test_a_translated_string_knows_its_text(shout) -> None:
    told = _("Move {what} to {share}, {number} of them on {day}.").format(
        what=_("Siren"), share=format_share(0.25), number=format_number(12_000), day=format_date(date(2026, 11, 23))
    )
    told += " " + ngettext("{count} lamp", "{count} lamps", 2).format(count=2)
    label = Text.of(told)
    assert str(label) == told
    shout()
    assert str(label) == (
        "SHIFT SIRENA to 25,0\N{NO-BREAK SPACE}%, 12.000 of them on 23. November 2026. TWO OF 2 lamps"
    )
    assert Text.of(InputError(_("Move it."))) == text("Move it.")


def test_somebodys_own_words_stay_as_they_are(shout) -> None:
    name = Text.of("Siren {what}")
    shout()
    assert str(name) == "Siren {what}"
    assert name.to_plain() == "Siren {what}"
    assert Text.from_plain("Siren {what}") == name


def test_two_are_equal_by_id_and_arguments() -> None:
    assert (
        text("Move {what}", what="a")
        == Text("Move {what}", {"what": "a"})
        == Text.of(_("Move {what}").format(what="a"))
    )
    assert hash(text("Move {what}", what="a")) == hash(text("Move {what}", what="a"))
    assert text("Move {what}", what="a") != text("Move {what}", what="b")
    assert ntext("{count} lamp", "{count} lamps", 1) != ntext("{count} lamp", "{count} lamps", 2)
    with pytest.raises(AttributeError, match="does not change"):
        text("Move").id = "Stay"


@given(st.text(max_size=20), st.dictionaries(_NAMES, _ARGUMENTS, max_size=3))
def test_written_and_read_it_is_the_same(id_: str, arguments: dict[str, object]) -> None:
    label = Text(id_, arguments)
    assert Text.from_plain(json.loads(json.dumps(label.to_plain()))) == label
    assert copy.deepcopy(label) == pickle.loads(pickle.dumps(label)) == label
    assert Text.of(pickle.loads(pickle.dumps(label.now))) == label


def test_plain_data_has_its_kind_and_version() -> None:
    assert ntext("{count} lamp", "{count} lamps", 3, day=date(2026, 1, 2)).to_plain() == {
        "kind": "text",
        "version": 1,
        "id": "{count} lamp",
        "plural": "{count} lamps",
        "count": 3,
        "arguments": {"count": {"number": 3, "decimals": 0, "share": False}, "day": {"date": "2026-01-02"}},
    }


@given(_PLAIN)
def test_damaged_data_is_shown_as_far_as_it_is_understood(data: object) -> None:
    label = Text.from_plain(data)
    assert isinstance(str(label), str)
    json.dumps(label.to_plain())


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (
            {"kind": "text", "version": 9, "id": "Move {what} by {far}", "arguments": {"what": "a", "far": [1]}},
            "Move a by {far}",
        ),
        ({"id": "Move {what.__class__} {0} {", "arguments": "?"}, "Move {what.__class__} {0} {"),
        ({"id": "{count} lamp", "plural": "{count} lamps", "count": "many"}, "{count} lamp"),
        ({"id": "{far}", "arguments": {"far": 10**400}}, "1.000e+400"),
        ({"id": ""}, ""),
        (None, ""),
        (7, "7"),
    ],
)
def test_what_cannot_be_filled_stays_in_its_place(data: object, shown: str) -> None:
    assert str(Text.from_plain(data)) == shown


def test_a_translation_with_another_place_fails_no_sentence() -> None:
    class Careless(language.gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.replace("{what}", "{waht} {")

    language.speak("en", None, Careless())
    assert _("Move {what} {far}").format(what="a", far="b") == "Move {waht} { b"
    assert str(text("Move {what} {far}", what="a", far="b")) == "Move {waht} { b"


@text_fields("name", "note")
@dataclass(frozen=True, slots=True)
class _Kept:
    id: int
    name: str
    note: str | None = None


def test_a_field_holds_the_text_and_reads_as_its_translation(shout) -> None:
    thing = _Kept(1, _("Siren"), _("Move {what}").format(what="it"))
    own = _Kept(2, "Siren")
    assert (thing.name, thing.note, own.name, own.note) == ("Siren", "Move it", "Siren", None)
    shout()
    assert (thing.name, thing.note, own.name, own.note) == ("SIRENA", "SHIFT it", "Siren", None)
    for same in (replace(thing, id=1), copy.deepcopy(thing), pickle.loads(pickle.dumps(thing))):
        assert same == thing
        assert (Text.of(same.name), Text.of(same.note)) == (text("Siren"), text("Move {what}", what="it"))


def test_joined_sentences_are_each_translated(shout) -> None:
    both = joined(" ", (text("Move it."), _("Siren"), "own"))
    assert str(both) == "Move it. Siren own"
    shout()
    assert str(both) == "SHIFT it. SIRENA own"


def test_counts_of_numpy_can_be_stored_with_the_text() -> None:
    counted = ngettext("{count} row", "{count} rows", np.int64(3)).format(count=format_number(np.int64(3)))
    measured = _("Move {what}").format(what=format_number(np.float32(2.5), 1) + format_share(np.float32(0.5)))
    for sentence, words in ((counted, "3 rows"), (measured, "Move 2.550.0\N{NO-BREAK SPACE}%")):
        stored = Text.of(sentence)
        assert isinstance(stored, Text)
        assert str(Text.from_plain(json.loads(json.dumps(stored.to_plain())))) == words
