"""The rows of a county while it is being built: keyed by chance, and written all at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import Group, Permission
from django.db.models import Model, UUIDField
from django.utils.timezone import localtime, make_aware

from access.rows import Share, shares_of
from audit.models import Event
from audit.trail import Asking
from clocks.working_days import add_working_days
from demo.build_rows import EventRow, ShareRow, write

R = TypeVar("R", bound=Model)
Record = tuple[type[Share], UUID]  # a record, with the table of its shares
Source = tuple[str, UUID | None]  # a cause, by its name and its key


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a record is opened: what a share says of itself."""

    source: str
    reason: str
    at: datetime
    source_id: UUID | None = None
    by: Any = None
    expires_at: datetime | None = None


@dataclass
class Book:
    """Rows by table, in the order in which they were made.

    Keys come from the county's own chance, so that the same file, day and seed give the same
    county to the last key.
    """

    rng: Random
    rows: dict[type[Model], list[Any]] = field(default_factory=dict)
    _given: dict[Record, dict[Source, dict[int, ShareRow]]] = field(default_factory=dict)

    def key(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def add(self, row: R) -> R:
        """Keep a row for writing; from now on it has the key that others refer to."""
        if isinstance(row._meta.pk, UUIDField):
            row.pk = self.key()
        self.rows.setdefault(type(row), []).append(row)
        return row

    def groups(self, kind: str, number: int) -> list[Group]:
        """So many new groups. They are written at once, since the database numbers them."""
        return Group.objects.bulk_create(Group(name=f"{kind}:{self.key()}") for _ in range(number))

    def open(self, record: Any, groups: Iterable[int], cause: Cause) -> None:
        """Share a record with groups, as `access.rows.share` does; once for each cause."""
        table = shares_of(type(record))
        causes = self._given.setdefault((table, record.pk), {})
        given = causes.setdefault((cause.source, cause.source_id), {})
        for group in sorted(set(groups) - given.keys()):
            given[group] = self._share(table, record, group, cause)

    def end(self, record: Any, source: str, source_id: UUID, *, at: datetime) -> None:
        """End what a cause opened of a record, as `access.rows.unshare` does."""
        for share in self.shares(record):
            if (share.source, share.source_id) == (source, source_id):
                share.end(at)

    def shares(self, record: Any) -> list[ShareRow]:
        """What opens a record, or did."""
        causes = self._given.get((shares_of(type(record)), record.pk), {})
        return [share for given in causes.values() for share in given.values()]

    def event(self, action: str, record: Any, *, by: Asking, at: datetime, **detail: Any) -> None:
        """Keep an event of the trail, as `audit.trail.write` writes it."""
        said = {name: value for name, value in detail.items() if value != ""}
        self._event(action, record, by, at, kind=Event.Kind.CHANGE.value, detail=said)

    def reading(
        self, action: str, record: Any, *, by: Asking, at: datetime, shown: Iterable[UUID] = ()
    ) -> EventRow:
        """Keep the reading of a page about a record, as `audit.trail.read` writes it."""
        keys = sorted(set(shown))
        return self._event(action, record, by, at, kind=Event.Kind.READING.value, shown=keys)

    def begin(self, record: Any, step: str, *, by: Asking, at: datetime) -> None:
        """Keep a new record and the event of its beginning, as `access.change.begin` does."""
        self.add(record)
        self.event(f"{record.kind}.{step}", record, by=by, at=at)

    def advance(
        self, record: Any, step: str, *, by: Asking, at: datetime, because: str = "", **changes: Any
    ) -> None:
        """Take a kept record a step along its life, as `access.change.advance` does.

        The lifecycle refuses what could not have happened (`NotPossible`).
        """
        before, after = record.status, record.lifecycle.after(step, record.status)
        for name, value in {**changes, "status": after}.items():
            setattr(record, name, value)
        record.version += 1
        said = {"before": before, "after": after, "because": because}
        self.event(f"{record.kind}.{step}", record, by=by, at=at, **said)

    def amend(
        self, record: Any, step: str, *, by: Asking, at: datetime, because: str = "", **changes: Any
    ) -> None:
        """Change what a kept record says, as `access.change.amend` does."""
        changed = sorted(name for name, value in changes.items() if getattr(record, name) != value)
        for name, value in changes.items():
            setattr(record, name, value)
        record.version += 1
        action = f"{record.kind}.{step}"
        self.event(action, record, by=by, at=at, because=because, changed=changed)

    def write(self) -> int:
        """Write every row; answers how many there are."""
        for model, rows in self.rows.items():
            write(model, rows)
        return sum(map(len, self.rows.values()))

    def _share(self, table: type[Share], record: Any, group: int, cause: Cause) -> ShareRow:
        row = ShareRow(
            id=self.key(),
            content_object_id=record.pk,
            group_id=group,
            permission_id=_view(record._meta.app_label, record._meta.model_name),
            sort_key=getattr(record, "sort_key", ""),
            source=cause.source,
            source_id=cause.source_id,
            reason=cause.reason,
            given_by_id=cause.by.pk if cause.by else None,
            given_at=cause.at,
            expires_at=cause.expires_at,
        )
        self.rows.setdefault(table, []).append(row)
        return row

    def _event(self, action: str, record: Any, by: Asking, at: datetime, **what: Any) -> EventRow:
        row = EventRow(
            id=self.key(),
            at=at,
            by_id=by.person_id,
            appointment_id=by.appointment_id,
            action=action,
            record_kind=record.kind,
            record_id=record.pk,
            nominal_id=getattr(record, "nominal_id", None),
            **what,
        )
        self.rows.setdefault(Event, []).append(row)
        return row


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day, by the clock on the wall."""
    return make_aware(datetime.combine(day, time(hour, minute)))


def within(first: datetime, last: datetime, rng: Random) -> datetime:
    """Some moment of a working day between two, or the first of them if there is none."""
    some = localtime(first + max(last - first, timedelta()) * rng.random())
    for day in (add_working_days(some.date(), 0), add_working_days(some.date(), -1)):
        at = moment(day, rng.randint(9, 16), rng.randrange(60))
        if first <= at <= last:
            return at
    return first


@cache
def _view(app: str, model: str) -> int:
    found: int = Permission.objects.get(content_type__app_label=app, codename=f"view_{model}").pk
    return found
