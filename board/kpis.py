"""What the board measures itself by: a table of measures, their targets and sources (pure).

No national target is published, so each is a default that an area's board sets for itself
(`Target`), and one that no publication gives is marked so wherever it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from clocks.rules import CERTAINTY_IN_WORDS, Certainty


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: what is done of what, the target in per cent, and where that came from."""

    key: str
    words: str
    formula: str
    target: int | None
    source: str
    certainty: Certainty

    @property
    def certain(self) -> str:
        return CERTAINTY_IN_WORDS[self.certainty]


class Decided(Protocol):
    """What an area's board decided of a target."""

    key: str
    percent: int
    source: str
    from_date: date


IN_USE = "In use in several areas; no publication gives it"
PRACTISED = "Considered for every nominal at every meeting: Northamptonshire 2022-23"
LOCAL = "Left to each area; no publication gives a number"
PUBLISHED, UNCONFIRMED, DECIDED = (
    Certainty.PUBLISHED,
    Certainty.UNCONFIRMED,
    Certainty.DECIDED,
)

_TABLE = (
    Measure("attendance_ra", "Attendance by the responsible authority",
        "cases attended, in person or by video, of the cases invited to",
        90, IN_USE, UNCONFIRMED),
    Measure("attendance_dtc", "Attendance by agencies with a duty to co-operate",
        "cases attended, in person or by video, of the cases invited to",
        75, IN_USE, UNCONFIRMED),
    Measure("disclosure", "Disclosure considered",
        "cases heard with a recorded decision, of the cases heard",
        100, PRACTISED, PUBLISHED),
    Measure("reviews_3", "Level 3 reviews in time",
        "reviews held by the day they were due, of those that fell due",
        90, IN_USE, UNCONFIRMED),
    Measure("reviews_2", "Level 2 reviews in time",
        "reviews held by the day they were due, of those that fell due",
        85, IN_USE, UNCONFIRMED),
    Measure("first_meetings", "First meetings in time",
        "first meetings held by the day they were due, of those that fell due",
        None, LOCAL, UNCONFIRMED),
    Measure("minutes", "Minutes issued in time",
        "minutes issued by the day they were due, of those that fell due",
        90, IN_USE, UNCONFIRMED),
    Measure("actions", "Actions done in time",
        "actions done by the day they were due, of those that fell due",
        None, LOCAL, UNCONFIRMED),
)  # fmt: skip

MEASURES: Mapping[str, Measure] = {each.key: each for each in _TABLE}


def measure(key: str, decided: Iterable[Decided], on: date) -> Measure:
    """A measure with its target as the area's board last decided it by a day, if it did."""
    default = MEASURES[key]
    by_then = [each for each in decided if each.key == key and each.from_date <= on]
    if not by_then:
        return default
    own = max(by_then, key=lambda each: each.from_date)
    return Measure(key, default.words, default.formula, own.percent, own.source, DECIDED)
