"""Some fields of a frozen dataclass: those that differ between two of its kind."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

Parts = Mapping[str, Any]


def parts_that_differ(before: Parts, after: Parts) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of both, under the same names, only what is not the same."""
    names = [name for name in after if not same(before[name], after[name])]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def joined(before: Parts, after: Parts, later_before: Parts, later_after: Parts) -> tuple[Any, Any]:
    """Two changes that follow each other as one: what was before the first, and what is after the second."""
    return parts_that_differ({**later_before, **before}, {**after, **later_after})


def same(one: object, other: object) -> bool:
    """Whether both are equal; frames and residents, which take long to compare, where they are one object."""
    if one is other:
        return True
    return not isinstance(one, pd.DataFrame) and type(one) is type(other) and bool(one == other)
