"""Options are declared once: the command line and the form of Improve ask for the same, in the same words."""

import re
from dataclasses import fields

import pytest
from cli_runner import run_command

from cityplanner.gui.panels.improve_form import ImproveForm
from cityplanner.option import options_of, part
from cityplanner.siting import Request

_ASKED = options_of(Request)


def test_every_field_of_a_request_can_be_asked_for_but_its_source() -> None:
    assert {one.name for one in fields(Request)} - set(_ASKED) == {"source"}


def test_defaults_of_options_are_those_of_the_request() -> None:
    request = Request(types=("siren",))
    for name, option in _ASKED.items():
        if not option.required:
            assert option.default == getattr(request, name)
            assert type(option.default) is type(getattr(request, name))


def test_the_command_line_has_them_all_in_these_words() -> None:
    told = re.sub(r"\s+", " ", run_command("optimise", "--help").stdout)
    for option in _ASKED.values():
        assert f"--{option.name} " in told
        assert option.words in told


def test_the_form_offers_what_they_allow(themed) -> None:
    form = ImproveForm()
    boxes = {"count": form.amount, "budget": form.money, "floor": form.floor, "target": form.target}
    for name, box in {**boxes, "spacing_m": form.apart}.items():
        option = _ASKED[name]
        assert (box.minimum(), box.maximum()) == option.offers
        assert box.value() == option.first
        assert box.toolTip() == option.words
        # Words of the command line stand in `…`, and none belongs into the window.
        assert "`" not in box.toolTip()
        assert option.minimum is None or option.minimum <= box.minimum()
    assert form.aversion.value() * 0.1 == pytest.approx(_ASKED["aversion"].default)


@pytest.mark.parametrize(("typed", "meant"), [(0, 0), (0.6, 0.6), (60, 0.6), (1, 0.01), (100, 1)])
def test_a_share_is_given_in_per_cent_or_as_a_part(typed: float, meant: float) -> None:
    assert part(typed) == pytest.approx(meant)


@pytest.mark.parametrize("typed", [-1, 100.5, float("nan")])
def test_no_share_is_beyond_all(typed: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        part(typed)
