"""What falls due, and who is to be told of it: pure functions of dates and time limits.

Each answers what is true today, and nothing of the days before: a sweep that was stopped for a
week says once what still holds. A message is known by the day that the thing itself is due, so
saying it again on another day is the same message.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clocks.rules import Limit
from clocks.services import AreaLimits
from clocks.working_days import add_working_days, due
from meetings.terms import answers_due_on
from nominals.models import Level


class To(StrEnum):
    """Who a reminder goes to, of those that its record concerns."""

    OWNER = "owner"
    AGENCY = "agency"
    CHAIR = "chair"
    MANAGER = "manager"
    COORDINATORS = "coordinators"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to say, of the day on which its record is due, to some of those it concerns."""

    rule: str
    on: date
    to: To


def of_return(due_on: date, limits: AreaLimits, today: date) -> Iterator[Reminder]:
    """An agency's return that is not in."""
    warned_from = add_working_days(due_on, -limits.of("returns_before_session", due_on).warn_days)
    if today > due_on:
        yield Reminder("return.overdue", due_on, To.AGENCY)
    elif today == due_on:
        yield Reminder("return.due", due_on, To.AGENCY)
    elif today >= warned_from:
        yield Reminder("return.due_soon", due_on, To.AGENCY)


def of_answers(sits_on: date, limits: AreaLimits, today: date) -> Iterator[Reminder]:
    """An agency that has not answered its invitations to a session to come."""
    if answers_due_on(sits_on, limits) <= today <= sits_on:
        yield Reminder("invitation.unanswered", sits_on, To.AGENCY)


def of_session(
    sits_on: date, owed: Iterable[date], limits: AreaLimits, today: date, *, is_short: bool
) -> Iterator[Reminder]:
    """A session to come that is short of an agency, or of returns that were due on these days."""
    if today > sits_on:
        return
    if is_short:
        yield Reminder("session.short", sits_on, To.COORDINATORS)
    if any(due(limits.of("return_to_unit", day), day) <= today for day in owed):
        yield Reminder("return.overdue_in_area", sits_on, To.COORDINATORS)


def of_action(due_on: date, given_on: date, limits: AreaLimits, today: date) -> Iterator[Reminder]:
    """An action that is open: its owner first, then the agency, then the co-ordinator.

    Whoever was given it within the last days before it is due has just been told when that is.
    """

    def day(key: str) -> date:
        return due(limits.of(key, due_on), due_on)

    if given_on < day("action_reminder_before") <= today < due_on:
        yield Reminder("action.due_soon", due_on, To.OWNER)
    if today == due_on > given_on:
        yield Reminder("action.due", due_on, To.OWNER)
    if today <= due_on:
        return
    for key, rule, to in _LATE_ACTIONS:
        if today >= day(key):
            yield Reminder(rule, due_on, to)


_LATE_ACTIONS = (
    ("action_reminder_after", "action.overdue", To.OWNER),
    ("action_to_agency", "action.overdue_in_agency", To.AGENCY),
    ("action_to_coordinator", "action.overdue_in_area", To.COORDINATORS),
)


def of_minutes(due_on: date, level: Level, limits: AreaLimits, today: date) -> Iterator[Reminder]:
    """Minutes that are not issued."""
    limit = limits.of(f"minutes_level_{level}", due_on)
    for to in (To.UNIT, To.CHAIR):
        yield from _soon_or_late("minutes", due_on, limit, today, to)


def of_meeting(
    due_on: date, level: Level, limits: AreaLimits, today: date, *, is_first: bool
) -> Iterator[Reminder]:
    """A case that is in no session to come: its first meeting or its next."""
    if not is_first:
        limit = limits.of(f"review_level_{level}_maximum", today)
        yield from _soon_or_late("review", due_on, limit, today, To.COORDINATORS)
        return
    limit = limits.of(f"first_meeting_level_{level}", today)
    if today > due_on:
        yield Reminder("referral.overdue", due_on, To.COORDINATORS)
    elif today >= add_working_days(due_on, -limit.warn_days):
        yield Reminder("referral.first_meeting_due", due_on, To.COORDINATORS)


def of_waiting_referral(due_on: date, today: date, to: To) -> Iterator[Reminder]:
    """A referral that waits for the manager named on it, or for the MAPPA unit."""
    if today > due_on:
        yield Reminder("referral.overdue", due_on, to)


def of_telling(by_when: date, limits: AreaLimits, today: date) -> Iterator[Reminder]:
    """Somebody outside the panel who is to be told, and is not: whoever tells them, then all."""
    if today > by_when:
        for to in (To.OWNER, To.COORDINATORS):
            yield Reminder("disclosure.overdue", by_when, to)
    elif today >= due(limits.of("disclosure_reminder", by_when), by_when):
        yield Reminder("disclosure.due_soon", by_when, To.OWNER)


def of_told(review_on: date, today: date) -> Iterator[Reminder]:
    """What somebody was told, to be looked at again."""
    if today > review_on:
        for to in (To.OWNER, To.COORDINATORS):
            yield Reminder("disclosure.review_due", review_on, to)


def of_decided(decided_on: date, today: date) -> Iterator[Reminder]:
    """A decision to tell somebody that nobody has planned, from the day after it."""
    if today > decided_on:
        yield Reminder("disclosure.to_plan", decided_on, To.COORDINATORS)


def of_application(due_on: date, today: date, *, is_last: bool) -> Iterator[Reminder]:
    """An application to a disclosure scheme: its next step, or at last its decision."""
    if today > due_on:
        rule = "disclosure.to_decide" if is_last else "disclosure.step_due"
        for to in (To.AGENCY, To.COORDINATORS):
            yield Reminder(rule, due_on, to)


def of_emergency(due_on: date, today: date) -> Iterator[Reminder]:
    """A case opened in an emergency that nobody has reviewed."""
    if today > due_on:
        yield Reminder("break_glass.overdue", due_on, To.COORDINATORS)


def _soon_or_late(kind: str, due_on: date, limit: Limit, today: date, to: To) -> Iterator[Reminder]:
    """A thing that can still be done in time on the day itself."""
    if today > due_on:
        yield Reminder(f"{kind}.overdue", due_on, to)
    elif today >= add_working_days(due_on, -limit.warn_days):
        yield Reminder(f"{kind}.due_soon", due_on, to)
