"""The door to every change: begin a record, advance it a step, amend what it says."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction

from audit.trail import write

from .actor import Actor
from .lifecycle import Lifecycle, NotPossible
from .policy import require
from .rows import Shared

STALE = "This has changed since you opened it."


class Kept(Shared):
    """A record that is changed only through this door, and counts its changes."""

    kind: ClassVar[str]

    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Staged(Kept):
    """A record with a life: its status changes only by a step of its lifecycle."""

    lifecycle: ClassVar[Lifecycle]
    status: Any

    class Meta:
        abstract = True


@transaction.atomic
def begin(
    record: Any, step: str, *, actor: Actor, at: datetime, on: Any = None, because: str = ""
) -> None:
    """Write a new record, or refuse.

    Checks that the actor may, on the record itself or on the one it begins from (`on`); then
    saves it and writes the event. Its shares, if it carries its own, are given first.
    """
    action = f"{record.kind}.{step}"
    require(actor, action, record if on is None else on)
    record.save(force_insert=True)
    write(action, record, by=actor, at=at, because=because)


@transaction.atomic
def advance(
    record: Staged, step: str, *, actor: Actor, at: datetime, because: str = "", **changes: Any
) -> None:
    """Take a record one step along its lifecycle, or refuse.

    Checks that the actor may, that the status allows it and that nobody got there first; then
    changes the status, with any other changes, and writes the event. Raises Refused or
    NotPossible, and then nothing has changed.
    """
    action = f"{record.kind}.{step}"
    require(actor, action, record)
    before, after = record.status, record.lifecycle.after(step, record.status)
    _put(record, {"status": before}, {**changes, "status": after})
    write(action, record, by=actor, at=at, before=before, after=after, because=because)


@transaction.atomic
def amend(
    record: Kept, step: str, *, actor: Actor, at: datetime, because: str = "", **changes: Any
) -> None:
    """Change what a record says without changing its status, or refuse.

    The record must be as the actor last saw it (`record.version`); else NotPossible, and what
    was typed is for the view to keep on the page. The trail says which fields changed, not
    what they say: the text of a case paper is read where its audience is kept.
    """
    action = f"{record.kind}.{step}"
    require(actor, action, record)
    changed = sorted(name for name, value in changes.items() if getattr(record, name) != value)
    _put(record, {"version": record.version}, changes)
    write(action, record, by=actor, at=at, because=because, changed=changed)


def _put(record: Kept, as_it_was: dict[str, Any], changes: dict[str, Any]) -> None:
    """Compare and set, in one statement."""
    rows = type(record)._base_manager.filter(pk=record.pk, **as_it_was)
    if not rows.update(version=models.F("version") + 1, **changes):
        raise NotPossible(STALE)
    for name, value in changes.items():
        setattr(record, name, value)
    record.version += 1
