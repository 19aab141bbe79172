"""Observing: a lay adviser is asked to a session, sees when and where it is, and nothing else."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.change import amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import share, unshare
from agencies.models import Appointment, Person
from meetings.clashes import saying
from meetings.lifecycle import SessionStatus
from meetings.models import Observation, Session
from meetings.terms import end_of
from meetings.timetable import to_be_heard
from nominals.models import Exclusion
from notices.services import notify

OVER = {SessionStatus.HELD, SessionStatus.CANCELLED}
ENDED = "They were no longer to observe this session."


@transaction.atomic
def add(
    session: Session, *, actor: Actor, at: datetime, observer: Person, reason: str
) -> Observation:
    """Name a lay adviser of the area to observe a session, and tell them; or refuse.

    They see its date, time, place and panel until its day is over, and nothing of any case.
    Refused for somebody who must not receive anything about a person heard that day.
    """
    require(actor, "observation.add", session)
    _check(session, observer, actor=actor, at=at)
    observation = Observation(
        session=session,
        observer=observer,
        reason=reason,
        given_by=actor.person,
        given_at=at,
        until=end_of(localdate(session.starts_at)),
    )
    with saying(an_adviser_observes_a_session_once="They are already named for this session."):
        begin(observation, "add", actor=actor, at=at)
    _open_session(observation, by=actor.person, at=at)
    _tell(observation, "observation.added", link=observation.get_absolute_url(), at=at)
    return observation


@transaction.atomic
def end(observation: Observation, *, actor: Actor, at: datetime) -> None:
    """Name a lay adviser no longer, and tell them; the session is closed to them at once."""
    if observation.was_there is not None:
        raise NotPossible("It is already recorded whether they were there.")
    if observation.ended_at:
        raise NotPossible(ENDED)
    amend(observation, "end", actor=actor, at=at, ended_at=at)
    unshare(observation.session, source="observation", source_id=observation.pk, at=at)
    _tell(observation, "observation.ended", link=reverse("meetings:list_observations"), at=at)


def reschedule(observation: Observation, *, actor: Actor, at: datetime) -> None:
    """Let an observer follow a session to its new day, and tell them."""
    session, until = observation.session, end_of(localdate(observation.session.starts_at))
    amend(observation, "reschedule", actor=actor, at=at, until=until)
    _open_session(observation, by=actor.person, at=at)
    again = uuid5(observation.pk, str(session.version))  # each move is another message
    link = observation.get_absolute_url()
    _tell(observation, "session.rescheduled", link=link, at=at, about_id=again)


def confirm(observation: Observation, *, actor: Actor, at: datetime, was_there: bool) -> None:
    """Record whether the lay adviser was there; not before the session's own day."""
    if observation.ended_at:
        raise NotPossible(ENDED)
    if localdate(at) < localdate(observation.session.starts_at):
        raise NotPossible("The session has not been held yet.")
    amend(observation, "confirm", actor=actor, at=at, was_there=was_there)


def _check(session: Session, observer: Person, *, actor: Actor, at: datetime) -> None:
    if session.status in OVER:
        now = SessionStatus(session.status).label.lower()
        raise NotPossible(f"Nobody can be named for this session: it is now {now}.")
    held = Appointment.objects.live(at).filter(person=observer, area=session.area_id)
    if not held.filter(role=Role.LAY_ADVISER).exists():
        raise NotPossible("Only a lay adviser of the area observes a session.")
    heard = [slot.nominal_id for slot in to_be_heard(session, actor=actor)]
    if Exclusion.objects.filter(nominal__in=heard, person=observer).exists():
        raise NotPossible("They must not receive anything about a person who is heard that day.")


def _open_session(observation: Observation, *, by: Person, at: datetime) -> None:
    share(
        observation.session,
        [observation.observer.own_group_id],
        source="observation",
        source_id=observation.pk,
        reason=f"Observes the session: {observation.reason}",
        at=at,
        by=by,
        expires_at=observation.until,
    )


def _tell(
    observation: Observation, rule: str, *, link: str, at: datetime, about_id: UUID | None = None
) -> None:
    notify(
        rule=rule,
        recipient=observation.observer,
        about_id=about_id or observation.pk,
        on=localdate(observation.session.starts_at),
        at=at,
        link=link,
    )
