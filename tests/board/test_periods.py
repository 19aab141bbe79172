"""Quarters and shares."""

from datetime import date

import pytest

from board.kpis import MEASURES, measure
from board.models import Target
from board.periods import Due, Period, Share, last_quarters
from clocks.rules import Certainty


@pytest.mark.parametrize(
    ("today", "first", "last", "words"),
    [
        (date(2026, 11, 22), date(2025, 10, 1), date(2026, 9, 30), "July to September 2026"),
        (date(2026, 9, 30), date(2025, 7, 1), date(2026, 6, 30), "April to June 2026"),
        (date(2026, 10, 1), date(2025, 10, 1), date(2026, 9, 30), "July to September 2026"),
        (date(2024, 2, 29), date(2023, 1, 1), date(2023, 12, 31), "October to December 2023"),
    ],
)
def test_the_last_four_quarters_are_those_that_are_over(today, first, last, words):
    quarters = last_quarters(today)
    assert (quarters[0].first, quarters[-1].last, quarters[-1].words) == (first, last, words)
    assert len(quarters) == 4


def test_a_share_counts_what_fell_due_in_its_days():
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    days = [(date(2026, 5, 31), True), (date(2026, 6, 1), True), (date(2026, 6, 30), False)]
    assert Share.counted([Due(*each) for each in days], june) == Share(done=1, of=2)


@pytest.mark.parametrize(
    ("done", "of", "percent"), [(0, 0, None), (0, 7, 0), (1, 8, 13), (2, 3, 67), (7, 7, 100)]
)
def test_a_percentage_is_to_the_nearest_whole_number_and_of_none_there_is_none(done, of, percent):
    assert Share(done, of).percent == percent


def test_every_target_says_where_it_comes_from():
    for each in MEASURES.values():
        assert each.source
        assert each.certainty != Certainty.DECIDED
        if each.target is None:
            assert each.certainty == Certainty.UNCONFIRMED


def test_a_board_sets_its_own_target_from_a_day_on():
    own = [
        Target(key="minutes", percent=95, source="Board, 3 March", from_date=date(2026, 4, 1)),
        Target(key="minutes", percent=80, source="Board, 1 June", from_date=date(2026, 7, 1)),
    ]

    def target(on):
        found = measure("minutes", own, on)
        return found.target, found.certainty

    assert target(date(2026, 3, 31)) == (90, Certainty.UNCONFIRMED)
    assert target(date(2026, 6, 30)) == (95, Certainty.DECIDED)
    assert target(date(2026, 7, 1)) == (80, Certainty.DECIDED)
    assert measure("actions", own, date(2026, 7, 1)) == MEASURES["actions"]
