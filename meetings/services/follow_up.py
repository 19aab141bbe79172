"""Following up: what becomes of an action, in its owner's words and the panel's."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from access.actor import Actor
from access.change import advance, amend
from access.lifecycle import NotPossible
from access.rows import unshare
from meetings.audience import coordinators, owners, tell
from meetings.lifecycle import ActionStatus
from meetings.models import Action, ActionUpdate
from notices.services import notify


@transaction.atomic
def update(action: Action, *, actor: Actor, at: datetime, text: str) -> ActionUpdate:
    """Add what is to be said of an action that is still open."""
    if action.status != ActionStatus.OPEN:
        raise NotPossible("This action has been answered: nothing can be added to it.")
    amend(action, "update", actor=actor, at=at)
    return _say(action, text, actor=actor, at=at)


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
    """Confirm that what was reported done is done; the action is at its end."""
    advance(action, "verify", actor=actor, at=at)
    _say(action, "Done and verified.", actor=actor, at=at)
    _end_of_need(action, at=at)


@transaction.atomic
def reopen(action: Action, *, actor: Actor, at: datetime, because: str) -> None:
    """Give an answered action back to its owner, with the reason."""
    advance(action, "reopen", actor=actor, at=at, because=because, answered_at=None)
    said = _say(action, f"Opened again. {because}", actor=actor, at=at)
    told = owners(action, at=at)
    tell(told, action, rule="action.reopened", about_id=said.pk, on=action.due_on, at=at)


@transaction.atomic
def cancel(action: Action, *, actor: Actor, at: datetime, because: str) -> None:
    """Take back an action that is still open, with the reason."""
    advance(action, "cancel", actor=actor, at=at, because=because)
    _say(action, f"Cancelled. {because}", actor=actor, at=at)
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
def _answer(action: Action, step: str, text: str, *, actor: Actor, at: datetime) -> None:
    """Take the owner's step; each answer is told once, so one after reopening is told again."""
    advance(action, step, actor=actor, at=at, answered_at=at)
    said = _say(action, f"{action.get_status_display()}. {text}", actor=actor, at=at)
    unit = coordinators(action.area_id, at=at)
    tell(unit, action, rule="action.answered", about_id=said.pk, on=action.due_on, at=at)


def _say(action: Action, text: str, *, actor: Actor, at: datetime) -> ActionUpdate:
    said: ActionUpdate = ActionUpdate.objects.create(
        nominal_id=action.nominal_id, action=action, by=actor.person, at=at, text=text
    )
    return said


def _end_of_need(action: Action, *, at: datetime) -> None:
    """What the action alone opened, its owner no longer needs."""
    unshare(action.nominal, source="action", source_id=action.pk, at=at)
