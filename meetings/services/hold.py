"""Holding a panel: its session and its cases opened and closed; who came, and what was decided."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import share
from meetings.actions import given_at
from meetings.audience import invited, owners, readers_of_return, tell
from meetings.lifecycle import ActionStatus, ReturnStatus, SessionStatus
from meetings.models import Decision, InformationReturn, Session, Slot
from meetings.readiness import being_heard, missing, unheard
from meetings.recording import NEW
from meetings.terms import end_of
from nominals.models import LevelEpisode
from nominals.services import change_level
from victims.services import close_for_item, open_for_item

from .attend import Seat, record_attendance, record_seats
from .decide import decide_disclosure, give_action, record_decision
from .delays import tell_waiting
from .write_down import begin_minutes, write_actions_down

__all__ = [
    "NEW",
    "Seat",
    "close_session",
    "close_slot",
    "decide_disclosure",
    "give_action",
    "open_return",
    "open_session",
    "open_slot",
    "record_attendance",
    "record_decision",
    "record_seats",
    "show_victims",
]


def open_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Begin a convened session, or refuse."""
    advance(session, "open", actor=actor, at=at)


@transaction.atomic
def close_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """End a session in which every case has been heard or taken off, or refuse."""
    require(actor, "session.close", session)
    if unheard(session, actor=actor):
        raise NotPossible("This session cannot be closed yet: some of its cases are not closed.")
    advance(session, "close", actor=actor, at=at)


@transaction.atomic
def open_slot(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """Begin to hear a case of an open session, or refuse.

    What agencies sent about it is opened to all who are invited, and its draft minutes begin.
    Those who wait for later cases are told if theirs will begin late.
    """
    sitting = Session.objects.visible_to(actor).filter(pk=slot.session_id)
    if not sitting.filter(status=SessionStatus.OPEN).exists():
        raise NotPossible("Open the session before you open a case in it.")
    advance(slot, "open", actor=actor, at=at, opened_at=at)
    sent = InformationReturn.objects.visible_to(actor).filter(slot=slot, status=ReturnStatus.SENT)
    for each in sent:
        open_return(each, actor=actor, at=at)
    begin_minutes(slot, actor=actor, at=at)
    tell_waiting(slot.session, actor=actor, at=at)


@transaction.atomic
def open_return(information_return: InformationReturn, *, actor: Actor, at: datetime) -> None:
    """Let those who are invited read what an agency sent, once its case is being heard.

    Not those from whom it is to be kept.
    """
    being_heard(information_return.slot, actor=actor)
    share(
        information_return,
        readers_of_return(information_return, actor=actor),
        source="return",
        source_id=information_return.pk,
        reason="Invited to the slot, which has been opened",
        at=at,
        by=actor.person,
    )
    advance(information_return, "open", actor=actor, at=at)


@transaction.atomic
def close_slot(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """End the hearing of a case and move the case to the level decided, or refuse.

    Refused while a mandatory decision is missing, and says which. Those who are given actions
    are told of them. A person in Category 3 who moves to Level 1 leaves MAPPA.
    """
    require(actor, "slot.close", slot)
    being_heard(slot, actor=actor)
    if left := missing(slot, actor=actor):
        raise NotPossible(f"This slot cannot be closed yet. {' '.join(left.values())}")
    advance(slot, "close", actor=actor, at=at, closed_at=at)
    close_for_item(slot.nominal, source_id=slot.pk, actor=actor, at=at)
    decision = Decision.objects.visible_to(actor).get(slot=slot)
    change_level(
        slot.nominal,
        actor=actor,
        at=at,
        level=decision.level,
        decided_by=LevelEpisode.DecidedBy.MEETING,
        because=decision.rationale,
    )
    write_actions_down(slot, actor=actor, at=at)
    for action in given_at(slot, actor=actor):
        if action.status != ActionStatus.OPEN:
            continue
        told = owners(action, at=at)
        tell(told, action, rule="action.given", about_id=action.pk, on=action.due_on, at=at)
    tell_waiting(slot.session, actor=actor, at=at)


@transaction.atomic
def show_victims(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """Let all who are invited know the victims' names while this case is heard, or refuse.

    Closed when the case is; at the latest when the day is over.
    """
    require(actor, "slot.show_victims", slot)
    being_heard(slot, actor=actor)
    open_for_item(
        slot.nominal,
        [agency.group_id for agency in invited(slot, actor=actor)],
        source_id=slot.pk,
        actor=actor,
        at=at,
        until=end_of(localdate(at)),
    )
