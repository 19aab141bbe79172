"""The dates of an invitation: when its return is due, and how long its agency may see."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate, make_aware

from clocks.services import AreaLimits, limits_of
from clocks.working_days import due

from .models import Session


@dataclass(frozen=True, slots=True)
class Terms:
    """The dates of an invitation: when the return is due, and until when its people may see."""

    return_due_on: date
    seen_until: datetime


def terms(session: Session, *, at: datetime) -> Terms:
    """What holds for an invitation given at this moment.

    The return is due some working days before the session, and never before today.
    """
    today, limits = localdate(at), limits_of(session.area_id)
    sits_on = localdate(session.starts_at)
    return Terms(
        return_due_on=max(today, due(limits.of("returns_before_session", today), sits_on)),
        seen_until=seen_until(limits, session.panel.level, sits_on=sits_on, today=today),
    )


def answers_due_on(sits_on: date, limits: AreaLimits) -> date:
    """By when the invitations to a session of this day are to be answered."""
    return due(limits.of("answers_before_session", sits_on), sits_on)


def seen_until(limits: AreaLimits, level: int, *, sits_on: date, today: date) -> datetime:
    """Until when the people of an agency see a case to which it is invited on this day.

    Until the latest day of the next review, counted from the session, or from today where an
    invitation to a session of the past is renewed.
    """
    from_on = max(today, sits_on)
    return end_of(due(limits.of(f"review_level_{level}_maximum", from_on), from_on))


def end_of(day: date) -> datetime:
    """The moment at which a day is over."""
    return make_aware(datetime.combine(day + timedelta(days=1), time.min))
