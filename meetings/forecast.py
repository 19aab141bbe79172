"""How many minutes of panel each month to come needs, beside those that are planned (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Next:
    """When a case is next heard at the latest, and for how many minutes."""

    on: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What is to come of cases: how often each is reviewed, and how many are new each month."""

    review_every: timedelta
    review_minutes: int
    new_a_month: float
    new_minutes: int


@dataclass(frozen=True, slots=True)
class Month:
    """The first day of a month, the minutes that it needs, and those that its sessions have."""

    first: date
    needed: int
    planned: int


def forecast(
    cases: Iterable[Next], pace: Pace, sessions: Iterable[tuple[date, int]], *, on: date
) -> list[Month]:
    """Twelve months from this one: each case goes on as it does, and new ones come as they did.

    A case that is late is counted in this month. Nobody leaves, so what is far off is rather too
    much than too little.
    """
    months = [on.replace(day=1) + relativedelta(months=number) for number in range(MONTHS)]
    end = months[-1] + relativedelta(months=1)
    needed: dict[date, float] = defaultdict(float)
    for case in cases:
        for day, minutes in _hearings(case, pace, on=on, end=end):
            needed[day.replace(day=1)] += minutes
    for first, some in _newcomers(months, pace, end=end):
        needed[first] += some
    planned: dict[date, int] = defaultdict(int)
    for day, minutes in sessions:
        planned[day.replace(day=1)] += minutes
    return [Month(each, round(needed[each]), planned[each]) for each in months]


def first_short(months: Sequence[Month]) -> Month | None:
    """The first month from which on there is too little room, and which no later one makes up."""
    lack, since = 0, None
    for month in months:
        lack = max(lack + month.needed - month.planned, 0)
        since = (since or month) if lack else None
    return since


def _hearings(case: Next, pace: Pace, *, on: date, end: date) -> Iterator[tuple[date, int]]:
    day, minutes = max(case.on, on), case.minutes
    while day < end:
        yield day, minutes
        day, minutes = day + pace.review_every, pace.review_minutes


def _newcomers(months: Sequence[date], pace: Pace, *, end: date) -> Iterator[tuple[date, float]]:
    """Each month's new cases, from the next on, and the reviews of all who came since."""
    for first in months[1:]:
        yield first, pace.new_a_month * pace.new_minutes
        day = first + pace.review_every
        while day < end:
            yield day.replace(day=1), pace.new_a_month * pace.review_minutes
            day += pace.review_every
