"""What a lay adviser sees of the sessions they observe, and what the unit sees of advisers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.policy import may
from agencies.models import Appointment, Person
from meetings.models import Observation, Session


@dataclass(frozen=True, slots=True)
class ObserverLine:
    """A lay adviser who observes a session, and what can be done about that now."""

    observation: Observation
    steps: list[tuple[str, str]]


def observations(actor: Actor) -> "QuerySet[Observation]":
    """The sessions that the actor is to observe, soonest first; none once its day is over."""
    mine = Observation.objects.visible_to(actor).filter(observer=actor.person_id, ended_at=None)
    return mine.select_related("session__panel").order_by("session__starts_at")


def observers(session: Session, actor: Actor, *, on: date) -> list[ObserverLine]:
    """The lay advisers named for a session, those who were taken off it left out."""
    found = Observation.objects.visible_to(actor).filter(session=session, ended_at=None)
    named = found.select_related("observer").order_by("observer__name")
    return [ObserverLine(each, _steps(each, session, actor, on)) for each in named]


def _steps(
    observation: Observation, session: Session, actor: Actor, on: date
) -> list[tuple[str, str]]:
    observation.session = session
    is_held = on >= localdate(session.starts_at)
    ends = observation.was_there is None and may(actor, "observation.end", observation)
    confirms = is_held and may(actor, "observation.confirm", observation)
    offered = (
        (ends, "Take off", "end_observation"),
        (confirms, "Record whether they were there", "confirm_observation"),
    )
    return [(words, _to(name, observation)) for can, words, name in offered if can]


def _to(name: str, record: Model) -> str:
    return reverse(f"meetings:{name}", args=[record.pk])


def may_observe(session: Session, actor: Actor, *, at: datetime) -> "QuerySet[Person]":
    """The lay advisers of the area who are not named for the session yet, by name."""
    held = Appointment.objects.live(at).filter(area=session.area_id, role=Role.LAY_ADVISER)
    named = Observation.objects.visible_to(actor).filter(session=session, ended_at=None)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return people.exclude(pk__in=named.values("observer")).order_by("name")
