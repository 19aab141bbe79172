"""How a panel sits, its next days, and how many minutes it will need in the year to come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from agencies.models import Person
from clocks.services import limits_of
from clocks.working_days import due
from govuk.words import british_time
from meetings.agenda.demand import demands
from meetings.agenda.gather import SESSION_MINUTES
from meetings.cadence import UNLESS, in_words
from meetings.forecast import Month, Next, Pace, first_short, forecast
from meetings.lifecycle import SessionStatus, SlotStatus
from meetings.models import Panel, Programme, Session, Slot
from meetings.sittings import cadence_of, days_until, next_days
from referrals.lifecycle import Status
from referrals.models import Referral

from .plan import chairs

DAYS_SHOWN = 6
A_YEAR = relativedelta(years=1)
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    panel: Panel
    programme: Programme | None
    words: str
    may_begin: bool


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    programme: Programme
    words: str
    unless: str
    to_plan: list[date]
    months: list[tuple[str, int, int]]
    short: Month | None
    may_amend: bool
    may_plan: bool


def list_programmes(actor: Actor) -> list[ProgrammeLine]:
    """The panels of the actor's area, each with how it sits."""
    own = {each.panel_id: each for each in Programme.objects.visible_to(actor)}
    begins = bool(may(actor, "programme.begin"))
    return [
        ProgrammeLine(each, own.get(each.pk), words(own.get(each.pk)), begins)
        for each in Panel.objects.filter(area=actor.area_id)
        if begins or each.chairs_id in actor.groups
    ]


def show_programme(programme: Programme, actor: Actor, *, at: datetime) -> ProgrammePage:
    """How a panel sits and what is to come of it, as far as the actor sees its cases."""
    to_plan = next_days(programme, actor, at=at, count=DAYS_SHOWN)
    months = _forecast(programme, actor, at=at)
    return ProgrammePage(
        programme=programme,
        words=words(programme),
        unless=UNLESS if cadence_of(programme) else "",
        to_plan=to_plan,
        months=[(f"{each.first:%B %Y}", each.needed, each.planned) for each in months],
        short=first_short(months),
        may_amend=bool(may(actor, "programme.amend", programme)),
        may_plan=bool(to_plan) and bool(may(actor, "programme.plan", programme)),
    )


def words(programme: Programme | None) -> str:
    """The second Tuesday of each month at 9:30am."""
    cadence = cadence_of(programme) if programme else None
    if programme is None or cadence is None:
        return "On days that are set one by one"
    at = f" at {british_time(programme.begins)}" if programme.begins is not None else ""
    return f"{in_words(cadence)}{at}"


def chairs_of(panel: Panel, *, at: datetime) -> list[Person]:
    """The people who can chair a panel."""
    return chairs(panel.area_id, at=at)[panel]


def _forecast(programme: Programme, actor: Actor, *, at: datetime) -> list[Month]:
    on, panel = localdate(at), programme.panel
    review = programme.review_minutes or panel.slot_minutes
    cases = [
        Next(each.due_on, panel.slot_minutes if each.is_first else review)
        for each in demands(panel, actor, on=on)
    ]
    limit = limits_of(panel.area_id).of(f"review_level_{panel.level}_target", on)
    pace = Pace(
        review_every=due(limit, on) - on,
        review_minutes=review,
        new_a_month=_accepted_a_year(panel, actor, on=on) / MONTHS_A_YEAR,
        new_minutes=panel.slot_minutes,
    )
    return forecast(
        [*cases, *_in_slots(panel, actor, at=at)], pace, _sittings(panel, actor, at=at), on=on
    )


def _in_slots(panel: Panel, actor: Actor, *, at: datetime) -> list[Next]:
    """The cases that have their slot already."""
    seen = Slot.objects.visible_to(actor).filter(
        status=SlotStatus.PLANNED, starts_at__gte=at, session__panel__level=panel.level
    )
    rows = seen.filter(area=panel.area_id).values_list("starts_at", "minutes_allotted")
    return [Next(localdate(starts_at), minutes) for starts_at, minutes in rows]


def _accepted_a_year(panel: Panel, actor: Actor, *, on: date) -> int:
    """How many cases the area accepted at the panel's level in the last year."""
    accepted = Referral.objects.visible_to(actor).filter(
        area=panel.area_id, status=Status.ACCEPTED, level=panel.level
    )
    return accepted.filter(decided_at__date__gt=on - A_YEAR).count()


def _sittings(panel: Panel, actor: Actor, *, at: datetime) -> list[tuple[date, int]]:
    """The days on which the panels of its level sit: as planned, then as their programmes say."""
    on = localdate(at)
    own: dict[UUID, Programme] = {
        each.panel_id: each
        for each in Programme.objects.visible_to(actor).filter(panel__level=panel.level)
    }
    seen = Session.objects.visible_to(actor).filter(
        area=panel.area_id, panel__level=panel.level, starts_at__gte=at
    )
    rows = seen.exclude(status=SessionStatus.CANCELLED).values_list("panel_id", "starts_at")
    planned = [(key, localdate(starts_at)) for key, starts_at in rows]
    found = [(day, _minutes(own.get(key))) for key, day in planned]
    for key, programme in own.items():
        last = max([on, *(day for each, day in planned if each == key)])
        to_come = days_until(programme, on + A_YEAR, on=last + timedelta(days=1))
        found += [(day, programme.session_minutes) for day in to_come]
    return found


def _minutes(programme: Programme | None) -> int:
    return programme.session_minutes if programme else int(SESSION_MINUTES)
