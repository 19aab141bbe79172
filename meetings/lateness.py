"""When the cases of a session are expected to begin, given how long the others take (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .lifecycle import SlotStatus
from .models import Slot

MATERIAL = timedelta(minutes=10)  # less is not worth a message
STEP = 5  # minutes: nobody knows it better


@dataclass(frozen=True, slots=True)
class Spent:
    """How long a case has been heard, and how long it was to be; in whole minutes."""

    used: int
    allotted: int

    @property
    def left(self) -> int:
        return max(0, self.allotted - self.used)

    @property
    def over(self) -> int:
        return max(0, self.used - self.allotted)


def spent(slot: Slot, *, at: datetime) -> Spent | None:
    """How long a case has been heard until now, or was; None before it is opened."""
    if slot.opened_at is None:
        return None
    took = max((slot.closed_at or at) - slot.opened_at, timedelta())
    return Spent(int(took.total_seconds() // 60), slot.minutes_allotted)


def expected(slots: Iterable[Slot], *, at: datetime) -> Mapping[Any, datetime]:
    """For each case of a session that is still to be heard, when it is expected to begin.

    Never before its own time: its people come then. One after another, behind the case that is
    being heard, which takes what it was given, and then as long as it takes.
    """
    ordered = sorted(slots, key=lambda each: (each.starts_at, str(each.pk)))
    free = max([at, *(_ends(each) for each in ordered if each.status == SlotStatus.OPEN)])
    begins = {}
    for slot in ordered:
        if slot.status == SlotStatus.PLANNED:
            begins[slot.pk] = max(slot.starts_at, _rounded(free))
            free = begins[slot.pk] + timedelta(minutes=slot.minutes_allotted)
    return begins


def is_material(slot: Slot, begins: datetime) -> bool:
    """Whether a new time differs so much from the last one told that people should know."""
    return abs(begins - (slot.expected_at or slot.starts_at)) >= MATERIAL


def _ends(slot: Slot) -> datetime:
    return (slot.opened_at or slot.starts_at) + timedelta(minutes=slot.minutes_allotted)


def _rounded(moment: datetime) -> datetime:
    """Up to the next five minutes."""
    past = timedelta(
        minutes=moment.minute % STEP, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment + timedelta(minutes=STEP) - past if past else moment
