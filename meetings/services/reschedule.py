"""Holding a session at another time or place, and hearing a case in a later session."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from access.actor import Actor
from access.change import STALE, advance, amend
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import unshare
from agencies.models import Person
from meetings.audience import representatives
from meetings.clashes import saying
from meetings.deputies import change
from meetings.lifecycle import InvitationStatus, SessionStatus, SlotStatus
from meetings.models import Invitation, Observation, Session, Slot
from meetings.seats import opened_with
from meetings.terms import Terms, terms
from meetings.timetable import TAKES_CASES, next_free, taking_cases, to_be_heard
from victims.services import keep_case_in_step

from . import observe
from .calendars import bring_up_to_date, keep_still
from .convene import STANDING, invite_panel, open_sight, tell
from .plan import open_to_chairs, put_where_free


@transaction.atomic
def reschedule(  # noqa: PLR0913 (a time and a place say all of this)
    session: Session,
    *,
    actor: Actor,
    at: datetime,
    starts_at: datetime,
    mode: str,
    place: str,
    because: str,
    version: int | None = None,
) -> None:
    """Hold a session at another time or place, for a reason, and tell everybody; or refuse.

    Its cases move with it, each as far as the session does. Moved to another time, every agency
    is asked again, and its return is due so much earlier or later; what was sent stays sent.
    `version` is the session as the actor saw it.
    """
    require(actor, "session.reschedule", session)
    keep_still(session, actor=actor, at=at)
    _check_move(session, starts_at, at=at, version=version)
    moved = starts_at != session.starts_at
    with saying(a_panel_sits_once_at_a_time="This panel already sits at that time."):
        said = {"starts_at": starts_at, "mode": mode, "place": place}
        amend(session, "reschedule", actor=actor, at=at, because=because, **said)
    slots = to_be_heard(session, actor=actor)  # read anew: the database has moved them
    asked = _standing(slots, actor)
    for invitation in asked if moved else ():
        _ask_again(invitation, terms(session, at=at), actor=actor, at=at)
    if moved:
        _move_observers(session, actor=actor, at=at)
    _tell_all(session, slots, asked, actor=actor, at=at)


@transaction.atomic
def carry_over(slot: Slot, *, actor: Actor, at: datetime, to: Session, because: str) -> None:
    """Hear a case in a later session, for a reason, and tell those concerned; or refuse.

    It keeps its invitations, of which each is to be answered again, and the returns that were
    sent. The session that it leaves is closed to those who were in it for this case alone.
    """
    require(actor, "slot.carry_over", slot)
    before = slot.session
    for each in sorted((before, to), key=lambda one: one.pk):
        keep_still(each, actor=actor, at=at)
    after = _check_carry(slot, before, to, actor=actor)
    asked = _standing([slot], actor)
    _leave(slot, before, asked, actor=actor, at=at)
    _enter(slot, before, after, actor=actor, at=at, because=because)
    for invitation in asked:
        _ask_again(invitation, terms(after, at=at), actor=actor, at=at)
    if after.status == SessionStatus.CONVENED:
        asked += invite_panel(slot, actor=actor, at=at)
    calendars = bring_up_to_date(after, actor=actor, at=at)
    told = partial(tell, session=after, nominal=slot, calendars=calendars, again=slot.version)
    agencies = {each.agency_id for each in asked}
    for person in {slot.nominal.case_manager, *representatives(agencies, at=at)}:
        told(person, "slot.carried_over", about=slot, at=at, link=slot.get_absolute_url())
    calendars.send_the_rest(at=at)
    bring_up_to_date(before, actor=actor, at=at).send_the_rest(at=at)


def _check_move(
    session: Session, starts_at: datetime, *, at: datetime, version: int | None
) -> None:
    if version not in {None, session.version}:
        raise NotPossible(STALE)
    if session.status not in TAKES_CASES:
        words = SessionStatus(session.status).label.lower()
        raise NotPossible(f"This session can no longer be moved: it is now {words}.")
    if starts_at <= at:
        raise NotPossible("Choose a time that is still to come.")


def _check_carry(slot: Slot, before: Session, to: Session, *, actor: Actor) -> Session:
    """The session as it is now to which a case may be carried over, or refuse."""
    now = Slot.objects.visible_to(actor).filter(pk=slot.pk).values_list("status", "session_id")
    status, inside = now.get()
    if inside != before.pk:
        raise NotPossible(STALE)
    if status != SlotStatus.PLANNED:
        words = SlotStatus(status).label.lower()
        raise NotPossible(f"This case can no longer be carried over: it is now {words}.")
    after = taking_cases(to, actor=actor)
    if after.area_id != slot.area_id or after.panel.level != before.panel.level:
        raise NotPossible("Choose a session of this area, of a panel of the same level.")
    if after.starts_at <= before.starts_at:
        raise NotPossible("Choose a later session.")
    return after


def _standing(slots: list[Slot], actor: Actor) -> list[Invitation]:
    of = {slot.pk: slot for slot in slots}
    found = Invitation.objects.visible_to(actor).filter(slot__in=slots, status__in=STANDING)
    asked = list(found.select_related("agency", "deputy"))
    for each in asked:
        each.slot = of[each.slot_id]
    return asked


def _ask_again(invitation: Invitation, holds: Terms, *, actor: Actor, at: datetime) -> None:
    """Forget an agency's answer, which was to another time, and open its sight for as long."""
    deputy = invitation.deputy
    said: dict[str, Any] = {"answered_at": None, "answered_by": None, "note": "", "deputy": None}
    if not invitation.returned_at:
        said["return_due_on"] = holds.return_due_on
    if invitation.status == InvitationStatus.INVITED:
        amend(invitation, "ask_again", actor=actor, at=at, **said)
    else:
        advance(invitation, "ask_again", actor=actor, at=at, **said)
    change(invitation, deputy, None, actor=actor, at=at)
    open_sight(invitation, holds, actor=actor, at=at)


def _move_observers(session: Session, *, actor: Actor, at: datetime) -> None:
    observing = Observation.objects.visible_to(actor).filter(session=session, ended_at=None)
    for each in observing.select_related("observer"):
        each.session = session
        observe.reschedule(each, actor=actor, at=at)


def _tell_all(
    session: Session,
    slots: list[Slot],
    asked: list[Invitation],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Tell the chair, and once the invitations are out everybody who comes, each of it once."""
    told: set[Person] = {session.chair}
    if session.status == SessionStatus.CONVENED:
        told |= {slot.nominal.case_manager for slot in slots}
        told |= set(representatives({each.agency_id for each in asked}, at=at))
    calendars = bring_up_to_date(session, actor=actor, at=at)
    say = partial(tell, session=session, calendars=calendars, again=session.version)
    for person in told:
        link = session.get_absolute_url()
        say(person, "session.rescheduled", about=session, at=at, link=link)
    calendars.send_the_rest(at=at)


def _leave(
    slot: Slot, before: Session, asked: list[Invitation], *, actor: Actor, at: datetime
) -> None:
    """Close what the slot opened, and the session that it leaves to those asked to it."""
    for record in opened_with(slot, actor=actor):
        unshare(record, source="slot", source_id=slot.pk, at=at)
    for invitation in asked:
        unshare(before, source="invitation", source_id=invitation.pk, at=at)


def _enter(
    slot: Slot, before: Session, after: Session, *, actor: Actor, at: datetime, because: str
) -> None:
    """Give the slot the first free time of the session that it joins, and open that."""
    began = slot.starts_at
    slot.session, slot.starts_at = after, next_free(after, actor=actor)

    def save() -> None:
        said = {"session": after, "starts_at": slot.starts_at, "carried_from": before}
        amend(slot, "carry_over", actor=actor, at=at, because=because, expected_at=None, **said)

    try:
        put_where_free(slot, save=save)
    except NotPossible:
        slot.session, slot.starts_at = before, began  # it is not carried over after all
        raise
    open_to_chairs(slot, actor=actor, at=at)
    keep_case_in_step(slot.nominal, actor=actor, at=at)
