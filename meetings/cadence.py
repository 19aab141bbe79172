"""How often a panel sits: which days follow from it, and how it is said in words (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as weekday_of

from clocks.working_days import add_working_days
from govuk.words import british_date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
UNLESS = "A day that is a bank holiday moves to the next working day."


@dataclass(frozen=True, slots=True)
class Monthly:
    """On one weekday of each month: the n-th, or, for -1, the last."""

    nth: int
    weekday: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every so many weeks, on the weekday of the day it starts with."""

    weeks: int
    starting_on: date


Cadence = Monthly | Weekly


def days(cadence: Cadence, *, after: date) -> Iterator[date]:
    """The days after this one on which a panel sits, one after another and without end."""
    plain = _monthly(cadence, after) if isinstance(cadence, Monthly) else _weekly(cadence, after)
    return (day for each in plain if (day := add_working_days(each, 0)) > after)


def in_words(cadence: Cadence) -> str:
    """The second Tuesday of each month; every 2 weeks on Tuesday, from 3 March 2026."""
    if isinstance(cadence, Monthly):
        return f"The {ORDINALS[cadence.nth]} {WEEKDAYS[cadence.weekday]} of each month"
    weekday, first = WEEKDAYS[cadence.starting_on.weekday()], british_date(cadence.starting_on)
    often = "Every week" if cadence.weeks == 1 else f"Every {cadence.weeks} weeks"
    return f"{often} on {weekday}, from {first}"


def _monthly(cadence: Monthly, after: date) -> Iterator[date]:
    """From the month before, whose day may have moved past the day."""
    month = after.replace(day=1) - relativedelta(months=1)
    for number in count():
        first = month + relativedelta(months=number)
        start = first if cadence.nth > 0 else first + relativedelta(day=31)
        yield start + relativedelta(weekday=weekday_of(cadence.weekday)(cadence.nth))


def _weekly(cadence: Weekly, after: date) -> Iterator[date]:
    """From the last one before, which may have moved past the day."""
    step = timedelta(weeks=cadence.weeks)
    past = max((after - cadence.starting_on) // step - 1, 0)
    return (cadence.starting_on + number * step for number in count(past))
