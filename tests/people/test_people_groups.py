"""What groups of people are called on the screen."""

import pytest

from cityplanner.io.layer_roles import load_roles
from cityplanner.people.groups import group_label


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("age_0_14", "Aged 0–14"),
        ("age_65_plus", "Aged 65 and over"),
        ("age_5_9", "Aged 5–9"),
        ("disability", "With a disability"),
        ("no_internet", "No internet at home"),
        ("single_parents", "Single parents"),
        ("POB_65", "POB 65"),
    ],
)
def test_a_group_is_called_what_people_call_it(key: str, label: str) -> None:
    assert group_label(key) == label


def test_every_group_that_is_recognised_has_a_name_of_its_own() -> None:
    keys = [group.name for role in load_roles().values() for group in role.groups]
    labels = {key: group_label(key) for key in keys}
    assert len(set(labels.values())) == len(labels) > 5
    assert not any("_" in label for label in labels.values())
