"""The quarters that figures are counted over (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Period:
    """The days from the first to the last."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def words(self) -> str:
        """Such as July to September 2026."""
        return f"{self.first:%B} to {self.last:%B %Y}"

    @property
    def short(self) -> str:
        """Such as Jul to Sep 2026, for the axis of a chart."""
        return f"{self.first:%b} to {self.last:%b %Y}"


def last_quarters(today: date) -> list[Period]:
    """The last four quarters that are over, oldest first."""
    begins = date(today.year, today.month - (today.month - 1) % 3, 1)
    firsts = [begins - relativedelta(months=3 * back) for back in range(QUARTERS, -1, -1)]
    return [Period(first, following - timedelta(days=1)) for first, following in pairwise(firsts)]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that was to be done by a day, and whether it was done by then."""

    day: date
    done: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those that were due were done."""

    done: int
    of: int

    @classmethod
    def counted(cls, occurrences: Iterable[Due], period: Period) -> "Share":
        in_period = [each.done for each in occurrences if each.day in period]
        return cls(sum(in_period), len(in_period))

    @property
    def percent(self) -> int | None:
        """To the nearest whole number; of none there is no percentage."""
        return (200 * self.done + self.of) // (2 * self.of) if self.of else None
