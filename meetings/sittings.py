"""The days on which a panel is to sit by its programme, beside those that are planned."""

from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from django.utils.timezone import localdate

from access.actor import Actor

from .cadence import Cadence, Monthly, Weekly, days
from .lifecycle import SessionStatus
from .models import Programme, Session

NEAR = timedelta(days=5)
"""A session so near to a day of the programme is the one of that day, moved."""


def cadence_of(programme: Programme) -> Cadence | None:
    """How often a panel sits; None where its days are set one by one."""
    rhythm = programme.rhythm
    if rhythm == Programme.Rhythm.MONTHLY and programme.nth and programme.weekday is not None:
        return Monthly(programme.nth, programme.weekday)
    if rhythm == Programme.Rhythm.WEEKLY and programme.weeks and programme.starting_on:
        return Weekly(programme.weeks, programme.starting_on)
    return None


def planned_days(programme: Programme, actor: Actor, *, at: datetime) -> list[date]:
    """The days to come on which the panel sits already."""
    seen = Session.objects.visible_to(actor).filter(panel=programme.panel_id, starts_at__gte=at)
    standing = seen.exclude(status=SessionStatus.CANCELLED).order_by("starts_at")
    return [localdate(each) for each in standing.values_list("starts_at", flat=True)]


def next_days(programme: Programme, actor: Actor, *, at: datetime, count: int) -> list[date]:
    """The next days of the programme for which no session is planned."""
    cadence = cadence_of(programme)
    if cadence is None:
        return []
    planned = planned_days(programme, actor, at=at)
    to_come = days(cadence, after=localdate(at))
    return list(islice((day for day in to_come if not _sits_near(day, planned)), count))


def days_until(programme: Programme, last: date, *, on: date) -> list[date]:
    """All days of the programme after one day and until another."""
    cadence = cadence_of(programme)
    return list(takewhile(lambda day: day <= last, days(cadence, after=on))) if cadence else []


def _sits_near(day: date, planned: list[date]) -> bool:
    return any(abs(each - day) <= NEAR for each in planned)
