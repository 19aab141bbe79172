"""Sealing the days of the trail, and working the seals out again to see whether they agree."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from .models import TrailDay

ONE_DAY = timedelta(days=1)
# As the database has it when it seals (audit/migrations/0003_readings_and_seals.py), but written
# out here: what sealed a day has no part in checking it.
LINES = """
    SELECT jsonb_build_array(
        id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), by_id, appointment_id,
        action, kind, record_kind, record_id, nominal_id, to_jsonb(shown), detail)::text
    FROM audit_event WHERE at >= %s AND at < %s ORDER BY at, id
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the trail agrees with its seals; if not, from which day on and how.

    `head` is the last day whose seal agrees, with its hash: to be compared with a copy that is
    kept elsewhere, since whoever can rewrite everything can seal everything again.
    """

    agrees: bool
    day: date | None = None
    why: str = ""
    head: TrailDay | None = None


def seal_days() -> int:
    """Seal every day that is over and not yet sealed; answers how many. The database does it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_days()")
        return int(cursor.fetchone()[0])


@transaction.atomic
def verify(today: date) -> Verdict:
    """Work out every seal again, from the first day on; as the tables' owner, who sees all.

    Finds an event that was changed, removed or written late, a seal that was changed or removed,
    and days that nobody sealed by `today` (UTC).
    """
    days = list(TrailDay.objects.order_by("day"))
    if not days:
        return Verdict(agrees=True)
    if _some_before(days[0].day):
        return Verdict(agrees=False, day=days[0].day, why="There are events of the days before.")
    head: TrailDay | None = None
    for expected, sealed in zip(_from(days[0].day), days, strict=False):
        if why := _wrong(expected, sealed, head.hash if head else ""):
            return Verdict(agrees=False, day=expected, why=why, head=head)
        head = sealed
    if days[-1].day < today - 2 * ONE_DAY:
        unsealed = days[-1].day + ONE_DAY
        return Verdict(agrees=False, day=unsealed, why="This day was never sealed.", head=head)
    return Verdict(agrees=True, head=head)


def _wrong(expected: date, sealed: TrailDay, before: str) -> str:
    if sealed.day != expected:
        return "The seal of this day is missing."
    events, found = _hash(sealed.day, before)
    if events != sealed.events:
        return f"It had {sealed.events:,} events when it was sealed, and has {events:,} now."
    return "" if found == sealed.hash else "An event, or the seal, was changed."


def _hash(day: date, before: str) -> tuple[int, str]:
    """How many events a day has, and the hash that they and the day before make."""
    total, events = hashlib.sha256(f"{before}{day}".encode()).digest(), 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINES, [_midnight(day), _midnight(day + ONE_DAY)])
        for (line,) in cursor:
            total, events = hashlib.sha256(total + line.encode()).digest(), events + 1
    return events, total.hex()


def _some_before(day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM audit_event WHERE at < %s)", [_midnight(day)])
        return bool(cursor.fetchone()[0])


def _from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
