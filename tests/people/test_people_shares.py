"""Counts shared out: nobody lost, nobody twice, no group larger than the residents it belongs to."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cityplanner.people.shares import share_out

_OWNERS = 5


@st.composite
def _cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residents and two groups of them for five owners; places, each with its owner and a weight."""
    residents = draw(arrays.arrays(np.int64, _OWNERS, elements=st.integers(0, 10**7)))
    parts = draw(arrays.arrays(np.float64, (_OWNERS, 2), elements=st.floats(0, 1)))
    whole = np.column_stack([residents, np.floor(residents[:, None] * parts)]).astype(np.float64)
    count = draw(st.integers(1, 60))
    owner = draw(arrays.arrays(np.int64, count, elements=st.integers(0, _OWNERS - 1)))
    weight = draw(arrays.arrays(np.float64, count, elements=st.floats(0, 1e6)))
    return whole, owner, weight


def _sums(parts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    sums = np.zeros((_OWNERS, parts.shape[1]))
    np.add.at(sums, owner, parts)
    return sums


@given(_cases())
def test_the_parts_add_up_to_the_last_digit_and_no_group_outgrows_the_residents(case: tuple) -> None:
    whole, owner, weight = case
    parts = share_out(whole, owner, weight)
    present = np.unique(owner)
    assert np.array_equal(_sums(parts, owner)[present], whole[present])
    assert (parts >= 0).all()
    assert (parts[:, 1:] <= parts[:, :1]).all()


@given(_cases())
def test_parts_go_by_weight(case: tuple) -> None:
    whole, owner, weight = case
    parts = share_out(whole, owner, weight)
    total = np.bincount(owner, weight, minlength=_OWNERS)
    some = total[owner] > 1e-3
    expected = whole[owner[some], 0] * weight[some] / total[owner[some]]
    assert np.allclose(parts[some, 0], expected, atol=2e-6, rtol=1e-9)


@given(_cases(), st.integers(2, 7))
def test_splitting_a_place_changes_nothing(case: tuple, pieces: int) -> None:
    """A place cut into equal pieces has the same people in all: what other places get does not depend on the cut."""
    whole, owner, weight = case
    cut = np.repeat(np.arange(len(owner)), np.where(np.arange(len(owner)) == 0, pieces, 1))
    weights = weight[cut] / np.where(cut == 0, pieces, 1)
    once = share_out(whole, owner, weight)
    split = share_out(whole, owner[cut], weights)
    if np.bincount(owner, weight, minlength=_OWNERS)[owner[0]] < 1e-3:
        return
    again = np.zeros_like(once)
    np.add.at(again, cut, split)
    assert np.allclose(again, once, atol=5e-6, rtol=1e-9)


def test_fractions_and_unknown_counts() -> None:
    whole = np.array([[10.1, np.nan], [0.3, 0.1]])
    parts = share_out(whole, np.array([1, 0, 0, 1]), np.array([1.0, 2.0, 2.0, 0.0]))
    assert np.isnan(parts[[1, 2], 1]).all()
    assert parts[[1, 2], 0].sum() == 10.1
    assert parts[[0, 3], 0].tolist() == [0.3, 0.0]
    assert share_out(whole, np.empty(0, dtype=int), np.empty(0)).shape == (0, 2)


def test_places_without_weight_share_evenly() -> None:
    assert share_out(np.array([[4.0]]), np.zeros(4, dtype=int), np.zeros(4)).ravel().tolist() == [1.0] * 4
