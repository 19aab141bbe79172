"""Following up: what becomes of an action, in its owner's words and the panel's."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import unshare
from meetings.audience import coordinators, owners, tell
from meetings.decisions import check_due, heard_on
from meetings.lifecycle import ANSWERED, ActionStatus
from meetings.models import Action, ActionUpdate, Slot
from meetings.owners import check_owner, close_offer, next_number, share_action, works_there
from meetings.readiness import being_heard
from notices.services import notify


@transaction.atomic
def update(action: Action, *, actor: Actor, at: datetime, text: str) -> ActionUpdate:
    """Add what is to be said of an action that is still open."""
    still_open(action, "nothing can be added to it")
    amend(action, "update", actor=actor, at=at)
    return say(action, text, actor=actor, at=at)


@transaction.atomic
def add_evidence(
    action: Action, *, actor: Actor, at: datetime, text: str, reference: str
) -> ActionUpdate:
    """Add what shows that an action was done, and where that is kept; until it is verified."""
    if action.status not in {ActionStatus.OPEN, *ANSWERED}:
        raise NotPossible("This action is at its end: no evidence can be added to it.")
    amend(action, "add_evidence", actor=actor, at=at)
    return say(action, text, actor=actor, at=at, reference=reference)


def finish(action: Action, *, actor: Actor, at: datetime, text: str) -> None:
    """Report an action done, and how it is known; the co-ordinator is told."""
    _answer(action, "finish", text, actor=actor, at=at)


def report_could_not(action: Action, *, actor: Actor, at: datetime, text: str) -> None:
    """Report that an action could not be done, and what stood in the way."""
    _answer(action, "report_could_not", text, actor=actor, at=at)


def report_did_not(action: Action, *, actor: Actor, at: datetime, text: str) -> None:
    """Report that an action was not done, and why."""
    _answer(action, "report_did_not", text, actor=actor, at=at)


@transaction.atomic
def verify(action: Action, *, actor: Actor, at: datetime) -> None:
    """Confirm that what was reported done is done; the action is at its end.

    One of high priority is confirmed by a chair of the panel, or Refused.
    """
    advance(action, "verify", actor=actor, at=at)
    say(action, "Done and verified.", actor=actor, at=at)
    _end_of_need(action, at=at)


@transaction.atomic
def reopen(action: Action, *, actor: Actor, at: datetime, because: str) -> None:
    """Give an answered action back to its owner, with the reason."""
    advance(action, "reopen", actor=actor, at=at, because=because, answered_at=None)
    said = say(action, f"Opened again. {because}", actor=actor, at=at)
    told = owners(action, at=at)
    tell(told, action, rule="action.reopened", about_id=said.pk, on=action.due_on, at=at)


@transaction.atomic
def cancel(action: Action, *, actor: Actor, at: datetime, because: str) -> None:
    """Take back an action that is still open, with the reason."""
    advance(action, "cancel", actor=actor, at=at, because=because, offered_to=None)
    say(action, f"Cancelled. {because}", actor=actor, at=at)
    for person in owners(action, at=at):
        notify(
            rule="action.cancelled",
            recipient=person,
            about_id=action.pk,
            on=action.due_on,
            at=at,
            link=reverse("meetings:list_actions"),  # the action itself may be closed to them now
        )
    _end_of_need(action, at=at)


@transaction.atomic
def carry_forward(
    action: Action, *, actor: Actor, at: datetime, slot: Slot, due_on: date, because: str
) -> Action:
    """Give an action that is not done again, at a slot in which its case is being heard now.

    What was said of it stays with it. Its person goes with it while they work for the agency,
    which must be at the table, or NotPossible.
    """
    require(actor, "action.carry_forward", action)
    being_heard(slot, actor=actor)
    if slot.nominal_id != action.nominal_id or slot.starts_at <= action.slot.starts_at:
        raise NotPossible("An action is carried forward to a later meeting about the same person.")
    person = action.person if works_there(action.person, action.agency, at=at) else None
    check_owner(slot, action.agency, person, actor=actor, at=at)
    check_due(due_on, heard_on(slot.starts_at, at))
    advance(action, "carry_forward", actor=actor, at=at, because=because, offered_to=None)
    say(action, f"Carried forward to the next meeting. {because}", actor=actor, at=at)
    carried = Action(
        nominal_id=action.nominal_id,
        slot=slot,
        number=next_number(slot, actor=actor),
        text=action.text,
        pillar=action.pillar,
        priority=action.priority,
        agency=action.agency,
        person=person,
        due_on=due_on,
        given_at=at,
        carried_from=action,
        origin=action.origin or action,
    )
    share_action(carried, actor=actor, at=at)
    begin(carried, "give", actor=actor, at=at)
    _end_of_need(action, at=at)
    return carried


def still_open(action: Action, otherwise: str) -> None:
    """An action that has been answered, or is at its end, is NotPossible: `otherwise` says what."""
    if action.status != ActionStatus.OPEN:
        raise NotPossible(f"This action has been answered: {otherwise}.")


def say(
    action: Action, text: str, *, actor: Actor, at: datetime, reference: str = ""
) -> ActionUpdate:
    """Keep what somebody said of an action."""
    said: ActionUpdate = ActionUpdate.objects.create(
        nominal_id=action.nominal_id,
        action=action,
        by=actor.person,
        at=at,
        text=text,
        reference=reference,
    )
    return said


@transaction.atomic
def _answer(action: Action, step: str, text: str, *, actor: Actor, at: datetime) -> None:
    """Take the owner's step; each answer is told once, so one after reopening is told again."""
    advance(action, step, actor=actor, at=at, answered_at=at, offered_to=None)
    close_offer(action, at=at)
    said = say(action, f"{action.get_status_display()}. {text}", actor=actor, at=at)
    unit = coordinators(action.area_id, at=at)
    tell(unit, action, rule="action.answered", about_id=said.pk, on=action.due_on, at=at)


def _end_of_need(action: Action, *, at: datetime) -> None:
    """What the action alone opened, its owner no longer needs; nor whoever it was offered to."""
    close_offer(action, at=at)
    unshare(action.nominal, source="action", source_id=action.pk, at=at)
