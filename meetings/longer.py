"""Longer time for an action: what may be asked for, and what is asked for already."""

from datetime import date, datetime

from access.actor import Actor
from access.lifecycle import NotPossible
from govuk.words import british_date

from .lifecycle import ExtensionStatus
from .models import Action, Extension


def waiting(action: Action, *, actor: Actor) -> Extension | None:
    """What is asked for and not decided yet, if anything."""
    found = Extension.objects.visible_to(actor).filter(action=action, status=ExtensionStatus.ASKED)
    return found.first()


def check_later(action: Action, until: date, *, today: date) -> None:
    """Longer is later than the action is due, and later than today; else NotPossible."""
    if until <= max(action.due_on, today):
        raise NotPossible(
            f"Give a date after {british_date(max(action.due_on, today))}: the action is due"
            f" on {british_date(action.due_on)}."
        )


def asked(action: Action, *, actor: Actor, at: datetime, until: date, because: str) -> Extension:
    """Longer time for an action as it is asked for, not yet written."""
    return Extension(
        nominal_id=action.nominal_id,
        action=action,
        was_due_on=action.due_on,
        until=until,
        because=because,
        asked_by=actor.person,
        asked_at=at,
    )
