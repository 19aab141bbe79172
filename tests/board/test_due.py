"""What falls due, by dates and time limits alone."""

from datetime import date, timedelta

import pytest

from board import due
from board.due import Reminder, To
from clocks.models import Override
from clocks.services import AreaLimits
from nominals.models import Level

DEFAULTS = AreaLimits(())
DAY = timedelta(days=1)

# Friday 3 April 2026 is Good Friday, Monday 6 April is Easter Monday; the clocks go forward on
# Sunday 29 March 2026 and back on Sunday 25 October 2026.
MONDAY = date(2026, 3, 16)


def said(reminders):
    return {(each.rule, each.to) for each in reminders}


@pytest.mark.parametrize(
    ("today", "rule"),
    [
        (date(2026, 3, 31), None),
        (date(2026, 4, 1), "return.due_soon"),  # three working days before, Easter left out
        (date(2026, 4, 5), "return.due_soon"),
        (date(2026, 4, 7), "return.due_soon"),
        (date(2026, 4, 8), "return.due"),
        (date(2026, 4, 9), "return.overdue"),
        (date(2026, 4, 30), "return.overdue"),
    ],
)
def test_a_return_is_due_soon_then_due_then_late(today, rule):
    due_on = date(2026, 4, 8)
    expected = [Reminder(rule, due_on, To.AGENCY)] if rule else []
    assert list(due.of_return(due_on, DEFAULTS, today)) == expected


OWNER, AGENCY, AREA = (
    ("action.overdue", To.OWNER),
    ("action.overdue_in_agency", To.AGENCY),
    ("action.overdue_in_area", To.COORDINATORS),
)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 4, 6), set()),
        (date(2026, 4, 7), {("action.due_soon", To.OWNER)}),
        (date(2026, 4, 9), {("action.due_soon", To.OWNER)}),
        (date(2026, 4, 10), {("action.due", To.OWNER)}),
        (date(2026, 4, 11), set()),  # a Saturday: the next working day is Monday
        (date(2026, 4, 13), {OWNER}),
        (date(2026, 4, 14), {OWNER}),
        (date(2026, 4, 15), {OWNER, AGENCY}),
        (date(2026, 4, 17), {OWNER, AGENCY, AREA}),
        (date(2026, 6, 17), {OWNER, AGENCY, AREA}),
    ],
)
def test_a_late_action_goes_to_its_owner_then_the_agency_then_the_coordinator(today, expected):
    due_on = date(2026, 4, 10)
    assert said(due.of_action(due_on, MONDAY, DEFAULTS, today)) == expected
    assert {each.on for each in due.of_action(due_on, MONDAY, DEFAULTS, today)} <= {due_on}


@pytest.mark.parametrize(
    ("given_on", "today", "expected"),
    [
        (date(2026, 4, 7), date(2026, 4, 8), set()),  # told of it yesterday, with its date
        (date(2026, 4, 10), date(2026, 4, 10), set()),  # due the day it was given
        (date(2026, 4, 7), date(2026, 4, 10), {("action.due", To.OWNER)}),
        (date(2026, 4, 10), date(2026, 4, 13), {OWNER}),
    ],
)
def test_whoever_has_just_been_given_an_action_is_not_reminded_of_it(given_on, today, expected):
    assert said(due.of_action(date(2026, 4, 10), given_on, DEFAULTS, today)) == expected


def test_an_action_that_is_due_on_a_bank_holiday_is_late_on_the_next_working_day_but_one():
    christmas = date(2026, 12, 25)  # a Friday; Boxing Day is kept on Monday 28
    late = [
        today
        for today in (christmas + n * DAY for n in range(1, 8))
        if said(due.of_action(christmas, MONDAY, DEFAULTS, today))
    ]
    assert late[0] == date(2026, 12, 29)


@pytest.mark.parametrize("changes_on", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_change_of_the_clocks_moves_no_reminder(changes_on):
    """The days around it are counted as any others: what is true follows the calendar alone."""
    due_on = changes_on + 2 * DAY  # a Tuesday, so soon from the Thursday before
    stages = [
        [each.rule for each in due.of_action(due_on, date(2026, 1, 5), DEFAULTS, due_on + n * DAY)]
        for n in range(-6, 2)
    ]
    soon, late = ["action.due_soon"], ["action.overdue"]
    assert stages == [[], soon, soon, soon, soon, soon, ["action.due"], late]


def test_an_area_may_remind_earlier_than_the_product_does():
    own = Override(key="action_reminder_before", amount=10, unit="working_days",
                   source="Board", reason="Asked for", from_date=date(2026, 1, 1))  # fmt: skip
    today, due_on = date(2026, 4, 14), date(2026, 4, 28)
    assert said(due.of_action(due_on, MONDAY, DEFAULTS, today)) == set()
    assert said(due.of_action(due_on, MONDAY, AreaLimits((own,)), today)) == {
        ("action.due_soon", To.OWNER)
    }


@pytest.mark.parametrize(
    ("level", "today", "rule"),
    [
        (2, date(2026, 3, 17), None),
        (2, date(2026, 3, 18), "minutes.due_soon"),
        (3, date(2026, 3, 18), None),
        (3, date(2026, 3, 19), "minutes.due_soon"),
        (2, date(2026, 3, 23), "minutes.due_soon"),  # they can still go out that day
        (2, date(2026, 3, 24), "minutes.overdue"),
    ],
)
def test_minutes_are_asked_of_the_unit_and_of_the_chair(level, today, rule):
    due_on = date(2026, 3, 23)
    expected = {(rule, To.UNIT), (rule, To.CHAIR)} if rule else set()
    assert said(due.of_minutes(due_on, Level(level), DEFAULTS, today)) == expected


@pytest.mark.parametrize(
    ("level", "is_first", "today", "rule"),
    [
        (2, False, date(2026, 3, 6), None),
        (2, False, date(2026, 3, 9), "review.due_soon"),  # ten working days before
        (3, False, date(2026, 3, 13), None),
        (3, False, date(2026, 3, 16), "review.due_soon"),
        (2, False, date(2026, 3, 23), "review.due_soon"),
        (2, False, date(2026, 3, 24), "review.overdue"),
        (2, True, date(2026, 3, 13), None),
        (2, True, date(2026, 3, 16), "referral.first_meeting_due"),
        (3, True, date(2026, 3, 18), None),
        (3, True, date(2026, 3, 19), "referral.first_meeting_due"),
        (3, True, date(2026, 3, 23), "referral.first_meeting_due"),
        (3, True, date(2026, 3, 24), "referral.overdue"),
    ],
)
def test_a_case_in_no_session_is_the_coordinators_to_plan(level, is_first, today, rule):
    day = date(2026, 3, 23)
    found = due.of_meeting(day, Level(level), DEFAULTS, today, is_first=is_first)
    assert list(found) == ([Reminder(rule, day, To.COORDINATORS)] if rule else [])


@pytest.mark.parametrize("to", [To.MANAGER, To.COORDINATORS])
def test_a_referral_that_waits_is_late_the_day_after_it_was_to_be_dealt_with(to):
    day = date(2026, 3, 19)
    assert said(due.of_waiting_referral(day, day, to)) == set()
    assert said(due.of_waiting_referral(day, day + DAY, to)) == {("referral.overdue", to)}
