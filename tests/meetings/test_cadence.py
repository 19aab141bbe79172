"""How often a panel sits, the days that follow, and how many minutes a year needs."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clocks.working_days import is_working_day
from meetings.cadence import Monthly, Weekly, days, in_words
from meetings.forecast import Month, Next, Pace, first_short, forecast

TUESDAY, FRIDAY = 1, 4
SOME_DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def first(cadence, number, after):
    return list(islice(days(cadence, after=after), number))


@pytest.mark.parametrize(
    ("cadence", "words"),
    [
        (Monthly(2, TUESDAY), "The second Tuesday of each month"),
        (Monthly(-1, FRIDAY), "The last Friday of each month"),
        (Weekly(1, date(2026, 3, 3)), "Every week on Tuesday, from 3 March 2026"),
        (Weekly(2, date(2026, 3, 3)), "Every 2 weeks on Tuesday, from 3 March 2026"),
    ],
)
def test_how_often_is_said_in_words(cadence, words):
    assert in_words(cadence) == words


def test_the_second_tuesday_of_each_month():
    found = first(Monthly(2, TUESDAY), 3, date(2026, 3, 10))
    assert found == [date(2026, 4, 14), date(2026, 5, 12), date(2026, 6, 9)]


def test_the_last_friday_moves_past_christmas():
    assert first(Monthly(-1, FRIDAY), 1, date(2026, 12, 1)) == [date(2026, 12, 29)]


def test_a_day_that_moved_into_the_next_month_is_not_lost():
    """The last Friday of a year may be 31 December; 1 January is a bank holiday too."""
    assert first(Monthly(1, FRIDAY), 1, date(2027, 1, 1)) == [date(2027, 1, 4)]


def test_every_two_weeks_from_a_day():
    cadence = Weekly(2, date(2026, 3, 3))
    assert first(cadence, 2, date(2026, 1, 1)) == [date(2026, 3, 3), date(2026, 3, 17)]
    assert first(cadence, 2, date(2026, 3, 3)) == [date(2026, 3, 17), date(2026, 3, 31)]


@given(
    cadence=st.one_of(
        st.builds(Monthly, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 4)),
        st.builds(Weekly, st.integers(1, 8), SOME_DAYS.filter(lambda day: day.weekday() < 5)),
    ),
    after=SOME_DAYS,
)
def test_a_panel_sits_on_working_days_one_after_another(cadence, after):
    found = first(cadence, 6, after)
    assert found == sorted(set(found))
    assert all(day > after and is_working_day(day) for day in found)
    later = first(cadence, 3, found[1])
    assert later == found[2:5], "from any day on, the same days follow"


PACE = Pace(timedelta(weeks=12), 30, 2.0, 40)
ON = date(2026, 3, 15)


def test_a_case_that_is_late_is_needed_now_and_is_reviewed_from_then():
    months = forecast([Next(date(2026, 1, 5), 40)], Pace(timedelta(weeks=12), 30, 0, 40), [], on=ON)
    assert [each.first for each in months][:2] == [date(2026, 3, 1), date(2026, 4, 1)]
    needed = {each.first.month: each.needed for each in months if each.needed}
    assert needed == {3: 40, 6: 30, 8: 30, 11: 30, 2: 30}


def test_new_cases_come_as_they_did_and_are_reviewed():
    months = forecast([], PACE, [], on=ON)
    assert len(months) == 12
    assert [each.needed for each in months][:5] == [0, 80, 80, 140, 140]


def test_the_first_month_from_which_there_is_too_little_room():
    needed = [100, 80, 80, 140, 140, 200]
    months = [Month(date(2026, 3 + n, 1), each, 150) for n, each in enumerate(needed)]
    assert first_short(months).first == date(2026, 8, 1)
    late = [Month(date(2026, 3, 1), 190, 150), *months[1:]]
    assert first_short(late).first == date(2026, 8, 1), "what was short before was made up for"
    assert first_short(months[:5]) is None
    assert first_short([]) is None
