"""Dates, times and figures in the words GOV.UK uses."""

from datetime import date, datetime, time
from typing import TypeVar

from django.utils.timezone import is_aware, localtime


def british_date(day: date) -> str:
    """3 March 2026."""
    local = _local(day)
    return f"{local.day} {local:%B %Y}"


def short_date(day: date) -> str:
    """3 Mar 2026, where a table has little room."""
    local = _local(day)
    return f"{local.day} {local:%b %Y}"


def weekday_date(day: date) -> str:
    """Tuesday 3 March 2026, for a day somebody is to come."""
    local = _local(day)
    return f"{local:%A} {local.day} {local:%B %Y}"


def british_time(at: time | datetime) -> str:
    """9am, 2:30pm, midday, midnight."""
    local = _local(at) if isinstance(at, datetime) else at
    if (local.hour, local.minute) in MIDS:
        return MIDS[local.hour, local.minute]
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < NOON else 'pm'}"


def british_datetime(at: datetime) -> str:
    """3 March 2026 at 2:30pm."""
    return f"{british_date(at)} at {british_time(at)}"


def thousands(number: float) -> str:
    """1,170."""
    return f"{number:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 action, 2 actions, 1,170 people."""
    return f"{thousands(count)} {one if count == 1 else many or one + 's'}"


Day = TypeVar("Day", bound=date)
NOON = 12
MIDS = {(0, 0): "midnight", (NOON, 0): "midday"}


def _local(day: Day) -> Day:
    """The moment on a British clock; a plain date is the same everywhere."""
    return localtime(day) if isinstance(day, datetime) and is_aware(day) else day  # type: ignore[return-value]
