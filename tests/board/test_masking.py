"""Small numbers, and the others that must be hidden with them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.masking import SMALL, hidden, is_small


@pytest.mark.parametrize(
    ("n", "small"), [(0, False), (1, True), (4, True), (5, False), (952, False)]
)
def test_a_number_is_small_from_1_to_4(n, small):
    assert is_small(n) is small


@pytest.mark.parametrize(
    ("counts", "places"),
    [
        ([12, 9, 30, 7], set()),
        ([0, 0, 30, 7], set()),
        ([12, 9, 30, 3], {3, 1}),  # else the total less the others is the 3
        ([12, 2, 30, 3], {1, 3}),  # 5 of two: 1 and 4, or 2 and 3
        ([12, 4, 30, 4], {1, 3, 0}),  # 8 of two can only be 4 and 4
        ([12, 1, 30, 1], {1, 3, 0}),  # 2 of two can only be 1 and 1
        ([0, 3, 0, 0], None),  # nothing can be hidden with it, so the total is hidden
        ([5, 3], {0, 1}),
    ],
)
def test_as_many_are_hidden_as_it_takes(counts, places):
    assert hidden(counts) == places


def possible(counts, hide):
    """Every way in which the hidden counts could add up, as somebody with the total sees it."""
    places = sorted(hide)
    total = sum(counts[place] for place in places)
    ranges = [
        range(1, SMALL) if is_small(counts[place]) else range(SMALL, total + 1) for place in places
    ]
    return [ways for ways in product(*ranges) if sum(ways) == total]


@given(st.lists(st.integers(0, 14), min_size=1, max_size=4))
def test_no_hidden_count_can_be_told_from_the_total(counts):
    hide = hidden(counts)
    small = {place for place, n in enumerate(counts) if is_small(n)}
    if hide is None:
        assert small
        return
    assert small <= hide
    ways = possible(counts, hide)
    for nth, _ in enumerate(sorted(hide)):
        assert len({way[nth] for way in ways}) > 1


@given(st.lists(st.integers(0, 14), min_size=1, max_size=4))
def test_nothing_is_hidden_where_nothing_is_small(counts):
    if not any(is_small(n) for n in counts):
        assert hidden(counts) == frozenset()
