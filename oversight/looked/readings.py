"""Reading the trail: who has looked at a nominal or a return, and what one has read oneself.

A list names many people, most of whom whoever asks about one may not see. So nobody reads the
event of another's list: the database answers, by two narrow functions, that it named this one
(`audit/migrations/0004_who_reads.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import Q

from access.actor import Actor
from agencies.models import Appointment
from audit.models import Event
from clocks.working_days import ONE_DAY, end_of

from .words import words

A_PAGE = 25
SALT = "looked"
Place = tuple[datetime, UUID]
T = TypeVar("T")


class How(StrEnum):
    """How somebody came to read something, or did not."""

    OPENED = "opened"
    SHOWN = "shown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which readings are asked for: by whom, from where, how, and from and to which days."""

    reader: UUID | None = None
    agency: UUID | None = None
    ways: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One reading by somebody: under which appointment, when, of what and how."""

    key: UUID
    at: datetime
    by: str
    role: str
    agency: str
    what: str
    how: How


@dataclass(frozen=True, slots=True)
class Turned:
    """One page of readings, newest first, and the place of the next (none: nothing there)."""

    looks: list[Look]
    next: str


def of_nominal(key: UUID, wanted: Wanted, place: str, readers: Iterable[Appointment]) -> Turned:
    """Who, of all the readers of a nominal, has looked; nobody, to who does not see it."""
    rows, following = _turn("audit_looked_at_nominal", key, wanted, place)
    held = {each.pk: each for each in readers}
    return Turned([_look(row, held) for row in rows], following)


def of_return(key: UUID, place: str) -> Turned:
    """Who has looked at a return; nobody, to another agency than the one whose return it is."""
    rows, following = _turn("audit_looked_at_return", key, Wanted(), place)
    wanted = {row[3] for row in rows if row[3]}
    held = Appointment.objects.select_related("person", "agency").in_bulk(wanted)
    return Turned([_look(row, held) for row in rows], following)


def readers_of(nominal: UUID) -> list[Appointment]:
    """The appointments under which anybody has looked at a nominal, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT appointment_id FROM audit_readers_of_nominal(%s)", [nominal])
        keys = [row[0] for row in cursor.fetchall()]
    found = Appointment.objects.filter(pk__in=keys).select_related("person", "agency")
    return list(found.order_by("person__name", "pk"))


def own(actor: Actor, place: str) -> tuple[list[Event], str]:
    """What the actor has read, newest first, and the place of the next page."""
    mine = Event.objects.filter(by=actor.person_id).exclude(kind=Event.Kind.CHANGE)
    mine = mine.exclude(kind=Event.Kind.LISTING, shown=[]).exclude(action="reading.list")
    if start := _read(place):
        at, key = start
        mine = mine.filter(Q(at__lt=at) | Q(at=at, pk__lt=key), at__lte=at)
    return _cut(list(mine.order_by("-at", "-pk")[: A_PAGE + 1]), lambda event: (event.at, event.pk))


def _turn(door: str, key: UUID, wanted: Wanted, place: str) -> tuple[list[Any], str]:
    at, after = _read(place) or (None, None)
    asked: list[Any] = [
        key,
        A_PAGE + 1,
        at,
        after,
        wanted.reader,
        wanted.agency,
        list(wanted.ways) or None,
    ]
    asked += [wanted.first and end_of(wanted.first - ONE_DAY), wanted.last and end_of(wanted.last)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, at, by_id, appointment_id, action, how"  # noqa: S608 (one of two names)
            f" FROM {door}(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            asked,
        )
        return _cut(cursor.fetchall(), lambda row: (row[1], row[0]))


def _look(row: Any, held: Mapping[UUID, Appointment]) -> Look:
    key, at, _by, appointment, action, how = row
    acting = held.get(appointment)
    return Look(
        key=key,
        at=at,
        by=acting.person.name if acting else "Nobody signed in",
        role=acting.get_role_display() if acting else "",
        agency=acting.agency.name if acting else "",
        what=words(action),
        how=How(how),
    )


def _cut(found: list[T], place_of: Callable[[T], Place]) -> tuple[list[T], str]:
    """As many as a page takes, and the place of the next page if there is one."""
    shown = found[:A_PAGE]
    if len(found) <= A_PAGE:
        return shown, ""
    at, key = place_of(shown[-1])
    return shown, signing.dumps([at.isoformat(), key.hex], salt=SALT)


def _read(place: str) -> Place | None:
    try:
        at, key = signing.loads(place, salt=SALT)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(at), UUID(key)
