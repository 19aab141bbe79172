"""Planning a panel: when it sits, which cases it hears and in which order."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from access.actor import Actor
from access.change import advance, begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import share, unshare
from agencies.models import Person
from meetings.audience import representatives
from meetings.clashes import saying
from meetings.lifecycle import SessionStatus
from meetings.models import Invitation, Observation, Panel, Session, Slot
from meetings.seats import opened_with
from meetings.timetable import next_free, taking_cases, to_be_heard
from nominals.models import Nominal
from referrals.models import Referral
from victims.services import keep_case_in_step

from . import observe
from .calendars import bring_up_to_date, keep_still
from .convene import STANDING, invite_panel, take_back, tell, tell_manager

TRIES = 40
TAKEN = "That time is taken in this session. Try again."
TWICE = "This person already has a place in this session."


@transaction.atomic
def add_session(  # noqa: PLR0913 (a session says all of this)
    panel: Panel,
    *,
    actor: Actor,
    at: datetime,
    starts_at: datetime,
    mode: str,
    chair: Person,
    place: str = "",
) -> Session:
    """Plan a sitting of a panel of the actor's own area and tell its chair, or refuse.

    It is open to the area's unit and to the panel's chairs; to others only by its cases.
    """
    session = Session(
        panel=panel,
        area=panel.area,
        starts_at=starts_at,
        mode=mode,
        place=place or panel.place,
        chair=chair,
    )
    require(actor, "session.convene", session)  # of one's own area: adding alone knows no record
    cause = {"source": "session", "source_id": session.pk, "at": at, "by": actor.person}
    # The actor's own group comes first: whoever sees a record may then open it to others.
    share(session, [panel.area.coordination_id], reason="The area's MAPPA unit", **cause)
    others = [panel.area.service_id, panel.chairs_id]
    share(session, others, reason="Those who run the panel, and its reminders", **cause)
    with saying(a_panel_sits_once_at_a_time="This panel already sits at that time."):
        begin(session, "add", actor=actor, at=at)
    link = session.get_absolute_url()
    tell(chair, "session.to_chair", about=session, session=session, at=at, link=link)
    return session


@transaction.atomic
def add_slot(  # noqa: PLR0913 (a slot says all of this)
    session: Session,
    *,
    actor: Actor,
    at: datetime,
    nominal: Nominal,
    purpose: str,
    minutes_allotted: int | None = None,
    referral: Referral | None = None,
    starts_at: datetime | None = None,
) -> Slot:
    """Put a case in a session at the next free time, or at the one given, or refuse.

    The panel's chairs see the case from now, and its case manager the session. Where the
    invitations are out, the panel is invited to this case at once.
    """
    require(actor, "slot.add", session)
    session = taking_cases(session, actor=actor)
    if nominal.area_id != session.area_id:
        raise NotPossible("This person is managed in another area.")
    slot = Slot(
        nominal=nominal,
        session=session,
        referral=referral,
        area=session.area,
        purpose=purpose,
        minutes_allotted=minutes_allotted or session.panel.slot_minutes,
    )
    slot.starts_at = starts_at or next_free(session, actor=actor)
    put_where_free(slot, save=partial(begin, slot, "add", actor=actor, at=at))
    open_to_chairs(slot, actor=actor, at=at)
    keep_case_in_step(nominal, actor=actor, at=at)
    if session.status == SessionStatus.CONVENED:
        _tell_of_case(slot, invite_panel(slot, actor=actor, at=at), actor=actor, at=at)
    return slot


def _tell_of_case(slot: Slot, invited: Iterable[Invitation], *, actor: Actor, at: datetime) -> None:
    """Tell those who come for a case that joins a session whose invitations are out."""
    calendars = bring_up_to_date(slot, actor=actor, at=at)
    told = partial(tell, session=slot.session, nominal=slot, calendars=calendars)
    link = reverse("meetings:list_invitations")
    for person in representatives([each.agency_id for each in invited], at=at):
        told(person, "invitation.sent", about=slot, at=at, link=link)
    tell_manager(slot, at=at, calendars=calendars)
    calendars.send_the_rest(at=at)


@transaction.atomic
def cancel_slot(slot: Slot, *, actor: Actor, at: datetime, because: str) -> None:
    """Take a case off its session for a reason, and tell those who were to hear it.

    All that the slot and its invitations opened is closed, unless another cause keeps it open.
    """
    keep_still(slot, actor=actor, at=at)
    agencies = _take_off(slot, actor=actor, at=at, because=because)
    calendars = bring_up_to_date(slot, actor=actor, at=at)
    link = reverse("meetings:list_sessions")
    told = partial(tell, session=slot.session, at=at, link=link, calendars=calendars)
    for person in representatives(agencies, at=at):
        told(person, "invitation.withdrawn", about=slot)
    told(slot.nominal.case_manager, "slot.cancelled", about=slot)
    calendars.send_the_rest(at=at)


@transaction.atomic
def cancel_session(session: Session, *, actor: Actor, at: datetime, because: str) -> None:
    """Give up a session for a reason, with every case in it, and tell each person once."""
    keep_still(session, actor=actor, at=at)
    slots = to_be_heard(session, actor=actor)
    advance(session, "cancel", actor=actor, at=at, because=because)
    agencies = {
        agency for slot in slots for agency in _take_off(slot, actor=actor, at=at, because=because)
    }
    for each in Observation.objects.visible_to(actor).filter(session=session, ended_at=None):
        observe.end(each, actor=actor, at=at)
    told = {session.chair, *(slot.nominal.case_manager for slot in slots)}
    calendars = bring_up_to_date(session, actor=actor, at=at)
    say = partial(tell, session=session, link=reverse("meetings:list_sessions"))
    for person in told | set(representatives(agencies, at=at)):
        say(person, "session.cancelled", about=session, at=at, calendars=calendars)
    calendars.send_the_rest(at=at)


def put_where_free(slot: Slot, *, save: Callable[[], None]) -> None:
    """Save a slot at its time, or at the first after it that is free, or refuse.

    A case that the actor may not see can hold a time which looks free: the next is tried, and
    nothing is said of it.
    """
    length = timedelta(minutes=slot.minutes_allotted)
    for _ in range(TRIES):
        try:
            with saying(
                one_nominal_is_heard_at_a_time=TAKEN, a_nominal_is_heard_once_in_a_session=TWICE
            ):
                return save()
        except NotPossible as clash:
            if str(clash) != TAKEN:
                raise
        slot.starts_at += length
    raise NotPossible(TAKEN)


def open_to_chairs(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """Open a case to the chairs of its panel, and its session to its case manager."""
    session, chairs = slot.session, slot.session.panel.chairs_id
    cause = {"source": "slot", "source_id": slot.pk, "at": at, "by": actor.person}
    for record in opened_with(slot, actor=actor):
        share(record, [chairs], reason="Chairs of the panel that hears the case", **cause)
    share(
        session,
        [slot.nominal.case_manager.own_group_id],
        reason="Case manager of a case in the session",
        **cause,
    )


def _take_off(slot: Slot, *, actor: Actor, at: datetime, because: str) -> list[UUID]:
    """Cancel a slot and close what it and its invitations opened; answer the agencies asked."""
    advance(slot, "cancel", actor=actor, at=at, because=because)
    invitations = Invitation.objects.visible_to(actor).filter(slot=slot, status__in=STANDING)
    asked = []
    for invitation in invitations:
        invitation.slot = slot
        take_back(invitation, actor=actor, at=at, because=because)
        asked.append(invitation.agency_id)
    for record in opened_with(slot, actor=actor):
        unshare(record, source="slot", source_id=slot.pk, at=at)
    keep_case_in_step(slot.nominal, actor=actor, at=at)
    return asked
