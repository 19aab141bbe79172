"""Sealing the days of the trail, and working the seals out again to see whether they agree."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

ONE_DAY = timedelta(days=1)
# As the database has it when it seals (audit/migrations/0005_came_from.py), but written
# out here: what sealed a day has no part in checking it.
LINES = """
    SELECT jsonb_build_array(
        id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), by_id, appointment_id,
        action, kind, record_kind, record_id, nominal_id, to_jsonb(shown), detail, came_from)::text
    FROM audit_event WHERE at >= %s AND at < %s ORDER BY at, id
"""


SEALED = "SELECT day, events, hash FROM audit_trailday ORDER BY day"


@dataclass(frozen=True, slots=True)
class Seal:
    """A day of the trail as it was sealed: how many events, and their hash."""

    day: date
    events: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the trail agrees with its seals; if not, from which day on and how.

    `head` is the last day that agrees. Its hash is to be compared with a copy kept elsewhere,
    since whoever can rewrite everything can seal everything again.
    """

    agrees: bool
    day: date | None = None
    why: str = ""
    head: Seal | None = None


def seal_days() -> int:
    """Seal every day that is over and not yet sealed; answers how many. The database does it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_days()")
        return int(cursor.fetchone()[0])


def verify(owner: Any, *, today: date) -> Verdict:
    """Work out every seal again, from the first day on, on a connection of the tables' owner.

    Finds an event that was changed, removed or written late, a seal that was changed or removed,
    and days that nobody has sealed by `today` (UTC).
    """
    with owner.cursor() as cursor:
        cursor.execute(SEALED)
        seals = [Seal(*row) for row in cursor.fetchall()]
    if not seals:
        return _unsealed(owner, today - ONE_DAY)
    if _some_before(owner, seals[0].day):
        return Verdict(
            agrees=False, day=seals[0].day, why="Events were written late, of days before this one."
        )
    head: Seal | None = None
    for expected, seal in zip(_days_from(seals[0].day), seals, strict=False):
        if why := _wrong(owner, expected, seal, head):
            return Verdict(agrees=False, day=expected, why=why, head=head)
        head = seal
    if seals[-1].day < today - 2 * ONE_DAY:
        return Verdict(
            agrees=False,
            day=seals[-1].day + ONE_DAY,
            why="This day was never sealed.",
            head=head,
        )
    return Verdict(agrees=True, head=head)


def _unsealed(owner: Any, day: date) -> Verdict:
    """Where there is no seal at all: so it is in the first days, and once somebody removed all."""
    if not _some_before(owner, day):
        return Verdict(agrees=True)
    why = "There are events of days before this one, and no seal at all."
    return Verdict(agrees=False, day=day, why=why)


def _wrong(owner: Any, expected: date, seal: Seal, before: Seal | None) -> str:
    """What is wrong with a day, in a sentence; nothing, where it agrees."""
    if seal.day != expected:
        return "The seal of this day is missing."
    events, found = _hash(owner, seal.day, before.hash if before else "")
    if events != seal.events:
        return f"It had {seal.events:,} events when it was sealed, and has {events:,} now."
    return "" if found == seal.hash else "An event, or the seal itself, was changed."


def _hash(owner: Any, day: date, before: str) -> tuple[int, str]:
    """How many events a day has, and the hash that they and the day before make."""
    total, events = hashlib.sha256(f"{before}{day}".encode()).digest(), 0
    with owner.chunked_cursor() as cursor:  # a row at a time: a day may have a million
        cursor.execute(LINES, [_midnight(day), _midnight(day + ONE_DAY)])
        for (line,) in cursor:
            total, events = hashlib.sha256(total + line.encode()).digest(), events + 1
    return events, total.hex()


def _some_before(owner: Any, day: date) -> bool:
    with owner.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM audit_event WHERE at < %s)", [_midnight(day)])
        return bool(cursor.fetchone()[0])


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
