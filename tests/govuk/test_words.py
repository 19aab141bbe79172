"""Dates and times are said as GOV.UK says them, on a British clock."""

from datetime import UTC, date, datetime, time

import pytest

from govuk import words


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(9), "9am"),
        (time(9, 5), "9:05am"),
        (time(12), "midday"),
        (time(12, 30), "12:30pm"),
        (time(0), "midnight"),
        (time(0, 1), "12:01am"),
        (time(23, 59), "11:59pm"),
    ],
)
def test_times_are_said_as_people_say_them(at, said):
    assert words.british_time(at) == said


def test_dates_have_no_noughts_and_no_commas():
    assert words.british_date(date(2026, 3, 3)) == "3 March 2026"
    assert words.short_date(date(2026, 3, 3)) == "3 Mar 2026"
    assert words.weekday_date(date(2026, 3, 3)) == "Tuesday 3 March 2026"


def test_a_moment_is_told_by_the_british_clock():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert words.british_datetime(late) == "1 July 2026 at 12:30am"
    assert words.british_date(late) == "1 July 2026"


def test_figures_and_plurals():
    assert words.thousands(1170) == "1,170"
    assert words.plural(1, "action") == "1 action"
    assert words.plural(0, "action") == "0 actions"
    assert words.plural(1170, "person", "people") == "1,170 people"
