"""Longer time for an action: asked for by its owner, granted by a co-ordinator or a chair."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from govuk.words import british_date
from meetings.audience import coordinators, owners, tell
from meetings.lifecycle import ExtensionStatus
from meetings.longer import asked, check_later, waiting
from meetings.models import Action, Extension

from .follow_up import say, still_open

NO_LONGER = "it needs no longer time"


@transaction.atomic
def ask_for_longer(
    action: Action, *, actor: Actor, at: datetime, until: date, because: str
) -> Extension:
    """Ask for more time for one's action, with the reason; it is due when it was until granted."""
    still_open(action, NO_LONGER)
    check_later(action, until, today=localdate(at))
    if waiting(action, actor=actor):
        raise NotPossible("Longer time has been asked for already, and is not decided yet.")
    extension = asked(action, actor=actor, at=at, until=until, because=because)
    amend(action, "update", actor=actor, at=at)
    begin(extension, "ask", actor=actor, at=at, on=action)
    say(action, f"Asked for time until {british_date(until)}. {because}", actor=actor, at=at)
    unit = coordinators(action.area_id, at=at)
    tell(unit, action, rule="extension.asked", about_id=extension.pk, on=action.due_on, at=at)
    return extension


@transaction.atomic
def grant(extension: Extension, *, actor: Actor, at: datetime) -> None:
    """Give an action the time asked for: from now on it is due on that day, and reminders too."""
    action = extension.action
    still_open(action, NO_LONGER)
    check_later(action, extension.until, today=localdate(at))
    decided = {"decided_by": actor.person, "decided_at": at, "was_due_on": action.due_on}
    advance(extension, "grant", actor=actor, at=at, **decided)
    amend(action, "extend", actor=actor, at=at, due_on=extension.until)
    _tell_new_date(action, extension, actor=actor, at=at)


@transaction.atomic
def refuse(extension: Extension, *, actor: Actor, at: datetime, because: str) -> None:
    """Leave an action due when it was, and say why."""
    action = extension.action
    decided = {"decided_by": actor.person, "decided_at": at, "answer": because}
    advance(extension, "refuse", actor=actor, at=at, because=because, **decided)
    say(action, f"No longer time was given. {because}", actor=actor, at=at)
    people = [*owners(action, at=at), extension.asked_by]
    tell(people, action, rule="extension.refused", about_id=extension.pk, on=action.due_on, at=at)


@transaction.atomic
def extend(action: Action, *, actor: Actor, at: datetime, until: date, because: str) -> Extension:
    """Give an action more time of one's own accord; what was asked for is decided by it."""
    still_open(action, NO_LONGER)
    check_later(action, until, today=localdate(at))
    if found := waiting(action, actor=actor):
        advance(found, "refuse", actor=actor, at=at, decided_by=actor.person, decided_at=at)
    extension = asked(action, actor=actor, at=at, until=until, because=because)
    extension.status = ExtensionStatus.GRANTED
    extension.decided_by, extension.decided_at = actor.person, at
    begin(extension, "grant", actor=actor, at=at)
    amend(action, "extend", actor=actor, at=at, due_on=until)
    _tell_new_date(action, extension, actor=actor, at=at)
    return extension


def _tell_new_date(action: Action, extension: Extension, *, actor: Actor, at: datetime) -> None:
    words = f"Due on {british_date(action.due_on)} instead of {british_date(extension.was_due_on)}."
    why = extension.because if extension.asked_by_id == actor.person_id else ""
    say(action, f"{words} {why}".strip(), actor=actor, at=at)
    people = [*owners(action, at=at), extension.asked_by]
    told = [each for each in people if each.pk != actor.person_id]
    tell(told, action, rule="extension.granted", about_id=extension.pk, on=action.due_on, at=at)
