"""The door to every change: begin a record, advance it a step, amend what it says; one or many."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models, transaction

from audit.trail import write, write_all

from .actor import Actor
from .lifecycle import Lifecycle, NotPossible
from .policy import may, require
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


class NotAllPossible(NotPossible):
    """Some of several records stand in the way, each with why; so nothing has changed."""

    def __init__(self, why: Mapping[UUID, str]) -> None:
        super().__init__("Nothing has been changed: not all of it can be done.")
        self.why = why


@transaction.atomic
def advance_all(
    records: Sequence[Staged], step: str, *, actor: Actor, at: datetime, **changes: Any
) -> None:
    """Take several records of one kind the same step, all of them or none.

    As `advance`, in a number of queries that does not grow with theirs. Raises NotAllPossible
    with the reason for each that stands in the way.
    """
    _hold_all(records, step, actor)
    by_status: dict[str, list[Staged]] = {}
    for record in records:
        by_status.setdefault(record.status, []).append(record)
    for before, alike in by_status.items():
        after = alike[0].lifecycle.after(step, before)
        detail = {"before": before, "after": after}
        _put_all(alike, {**changes, "status": after})
        write_all(_action(alike, step), alike, by=actor, at=at, details=[detail] * len(alike))


@transaction.atomic
def amend_all(
    records: Sequence[Kept], step: str, *, actor: Actor, at: datetime, **changes: Any
) -> None:
    """Change what several records of one kind say, all of them or none; as `advance_all`."""
    _hold_all(records, step, actor)
    changed = [
        {"changed": sorted(n for n, value in changes.items() if getattr(each, n) != value)}
        for each in records
    ]
    _put_all(records, changes)
    write_all(_action(records, step), records, by=actor, at=at, details=changed)


@transaction.atomic
def begin_all(
    records: Sequence[Kept],
    step: str,
    *,
    actor: Actor,
    at: datetime,
    on: Sequence[Any] | None = None,
) -> None:
    """Write several new records of one kind, which carry no shares of their own; or refuse."""
    if not records:
        return
    action = _action(records, step)
    for record in records if on is None else on:
        require(actor, action, record)
    type(records[0])._base_manager.bulk_create(records)
    write_all(action, records, by=actor, at=at, details=[{} for _ in records])


def _action(records: Sequence[Any], step: str) -> str:
    return f"{records[0].kind}.{step}" if records else step


def _hold_all(records: Sequence[Any], step: str, actor: Actor) -> None:
    """Keep the records as they are until this transaction ends, or say which stand in the way."""
    if not records:
        return
    rows = type(records[0])._base_manager.filter(pk__in=[each.pk for each in records])
    held = dict(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", "version"))
    why: dict[UUID, str] = {}
    for record in records:
        if reason := _in_the_way(record, step, actor, held.get(record.pk)):
            why[record.pk] = reason
    if why:
        raise NotAllPossible(why)


def _in_the_way(record: Any, step: str, actor: Actor, version: int | None) -> str:
    decision = may(actor, f"{record.kind}.{step}", record)
    if not decision:
        return decision.reason
    if isinstance(record, Staged) and step in record.lifecycle.steps:
        try:
            record.lifecycle.after(step, record.status)
        except NotPossible as why:
            return str(why)
    return "" if record.version == version else STALE


def _put_all(records: Sequence[Any], changes: dict[str, Any]) -> None:
    if not records:
        return
    rows = type(records[0])._base_manager.filter(pk__in=[each.pk for each in records])
    rows.update(version=models.F("version") + 1, **changes)
    for record in records:
        for name, value in changes.items():
            setattr(record, name, value)
        record.version += 1


def _put(record: Kept, as_it_was: dict[str, Any], changes: dict[str, Any]) -> None:
    """Compare and set, in one statement."""
    rows = type(record)._base_manager.filter(pk=record.pk, **as_it_was)
    if not rows.update(version=models.F("version") + 1, **changes):
        raise NotPossible(STALE)
    for name, value in changes.items():
        setattr(record, name, value)
    record.version += 1
