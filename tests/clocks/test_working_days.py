"""When something falls due: weekends, bank holidays, leap days and the ends of months."""

from datetime import date, timedelta

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from clocks import working_days
from clocks.rules import RULES, Runs, Unit
from clocks.services import AreaLimits
from clocks.working_days import (
    add_working_days,
    bank_holidays,
    due,
    is_working_day,
    ordinary_bank_holidays,
    warn_on,
    working_days_between,
)

ROYAL_OCCASIONS = {2012, 2020, 2022, 2023}
days = st.dates(min_value=date(2012, 6, 1), max_value=date(2035, 6, 1))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday to Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # Saturday to Monday
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Good Friday and Easter Monday
        (date(2026, 4, 7), -1, date(2026, 4, 2)),  # and back
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day on Saturday: Monday is its day
        (date(2021, 12, 24), 1, date(2021, 12, 29)),  # both on a weekend: Monday and Tuesday
        (date(2027, 12, 31), 1, date(2028, 1, 4)),  # New Year's Day on a Saturday
        (date(2022, 6, 1), 1, date(2022, 6, 6)),  # a jubilee moved one and added one
        (date(2023, 5, 5), 1, date(2023, 5, 9)),  # a coronation
        (date(2028, 2, 28), 1, date(2028, 2, 29)),  # a leap day is a day's work
        (date(2028, 2, 29), 20, date(2028, 3, 28)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),  # the clocks go forward in between
        (date(2026, 10, 23), 1, date(2026, 10, 26)),  # and back
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),  # nothing added to a Saturday
        (date(2030, 4, 18), 1, date(2030, 4, 23)),  # an Easter not published yet
        (date(2032, 12, 24), 1, date(2032, 12, 29)),  # a Christmas not published yet
    ],
)
def test_working_days_are_added(start, n, end):
    assert add_working_days(start, n) == end


@pytest.mark.parametrize(
    ("start", "end", "n"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), 0),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 3, 9), date(2026, 3, 6), -1),
        (date(2026, 4, 2), date(2026, 4, 7), 1),
        (date(2025, 12, 24), date(2026, 1, 2), 4),
    ],
)
def test_working_days_are_counted(start, end, n):
    assert working_days_between(start, end) == n


@given(days, st.integers(min_value=1, max_value=60))
def test_adding_and_then_counting_gives_the_same_number(day, n):
    assert working_days_between(day, add_working_days(day, n)) == n
    assert working_days_between(day, add_working_days(day, -n)) == -n


@given(days, st.integers(min_value=-60, max_value=60))
def test_a_working_day_is_what_adding_lands_on(day, n):
    landed = add_working_days(day, n)
    assert landed.weekday() < 5
    assert landed not in bank_holidays(landed.year)


@given(days, st.integers(min_value=1, max_value=30), st.integers(min_value=1, max_value=30))
def test_adding_in_two_steps_is_adding_at_once(day, first, second):
    at_once = add_working_days(day, first + second)
    assert add_working_days(add_working_days(day, first), second) == at_once


@given(days, st.integers(min_value=-60, max_value=59))
def test_a_day_more_is_later(day, n):
    assert add_working_days(day, n) <= add_working_days(day, n + 1)


@given(days, days)
def test_counting_back_is_the_negative_of_counting_on_between_working_days(one, other):
    one, other = add_working_days(one, 0), add_working_days(other, 0)
    assert working_days_between(one, other) == -working_days_between(other, one)


@pytest.mark.parametrize("year", sorted(set(range(2013, 2029)) - ROYAL_OCCASIONS))
def test_the_calendar_says_what_was_published_for_an_ordinary_year(year):
    assert frozenset(ordinary_bank_holidays(year)) == bank_holidays(year)


@pytest.mark.parametrize("year", sorted(ROYAL_OCCASIONS))
def test_a_royal_occasion_is_known_only_from_what_was_published(year):
    assert frozenset(ordinary_bank_holidays(year)) != bank_holidays(year)


def test_the_bank_holidays_never_come_over_the_network(monkeypatch):
    def fetched(*_args, **_kwargs):
        pytest.fail("The bank holidays were fetched.")

    monkeypatch.setattr(requests, "get", fetched)
    working_days._published.cache_clear()
    working_days.bank_holidays.cache_clear()
    assert not is_working_day(date(2026, 12, 25))


NONE_OF_ITS_OWN = AreaLimits(overrides=())


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("first_meeting_level_2", date(2026, 3, 9), date(2026, 4, 8)),  # 20 working days, Easter
        ("first_meeting_level_3", date(2026, 3, 9), date(2026, 3, 16)),
        ("review_level_2_target", date(2026, 3, 9), date(2026, 6, 1)),
        ("review_level_2_maximum", date(2026, 3, 9), date(2026, 6, 29)),
        ("review_level_3_maximum", date(2026, 3, 9), date(2026, 5, 4)),
        ("level_before_release", date(2026, 8, 31), date(2026, 2, 28)),  # six months back
        ("level_before_release", date(2028, 8, 31), date(2028, 2, 29)),  # in a leap year
        ("review_level_1", date(2028, 2, 29), date(2029, 2, 28)),
        ("returns_before_session", date(2026, 4, 9), date(2026, 3, 31)),
        ("minutes_level_2", date(2025, 12, 19), date(2026, 1, 7)),
        ("action_reminder_on", date(2026, 11, 21), date(2026, 11, 23)),
        ("action_reminder_before", date(2026, 11, 23), date(2026, 11, 18)),
    ],
)
def test_a_limit_runs_out(key, start, end):
    assert due(NONE_OF_ITS_OWN.of(key, start), start) == end


@given(days)
def test_every_limit_runs_out_on_its_own_side_and_warns_in_time(day):
    for limit in NONE_OF_ITS_OWN.all(day):
        ends = due(limit, day)
        assert ends <= day if limit.runs == Runs.BEFORE else ends >= day
        assert warn_on(limit, day) <= add_working_days(ends, 0)
        if limit.unit == Unit.WORKING_DAYS:
            assert is_working_day(ends)


def test_a_warning_comes_on_a_working_day_before_a_limit_in_weeks():
    review = NONE_OF_ITS_OWN.of("review_level_3_maximum", date(2026, 3, 9))
    assert due(review, date(2026, 3, 9)) == date(2026, 5, 4)  # the early May bank holiday
    assert warn_on(review, date(2026, 3, 9)) == date(2026, 4, 27)
    assert due(review, date(2026, 3, 9)) - date(2026, 3, 9) == timedelta(weeks=8)
    assert RULES["review_level_3_maximum"].warn_days == 5
