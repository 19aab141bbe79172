"""Working days in England and Wales, and when something falls due (pure)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import count, islice

from dateutil.easter import easter
from dateutil.relativedelta import MO, relativedelta
from django.utils.timezone import localdate, make_aware
from govuk_bank_holidays.bank_holidays import BankHolidays

from .rules import Limit, Runs, Unit

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day`, or before it where n is negative.

    Nothing added to a working day is that day; added to any other, the next working day.
    """
    if n == 0:
        return day if is_working_day(day) else add_working_days(day, 1)
    step = ONE_DAY if n > 0 else -ONE_DAY
    working = (each for nth in count(1) if is_working_day(each := day + nth * step))
    return next(islice(working, abs(n) - 1, None))


def working_days_between(start: date, end: date) -> int:
    """How many working days after `start` the day `end` is; negative where it is before.

    The start is not counted and the end is: from Friday to Monday is one.
    """
    if end < start:
        return -sum(map(is_working_day, _days(end, start)))
    return sum(map(is_working_day, _days(start + ONE_DAY, end + ONE_DAY)))


def due(limit: Limit, start: date) -> date:
    """The day on which the limit runs out, counted from the day that started it."""
    amount = -limit.amount if limit.runs == Runs.BEFORE else limit.amount
    if limit.unit == Unit.WORKING_DAYS:
        return add_working_days(start, amount)
    if limit.unit == Unit.HOURS:
        return start + timedelta(hours=amount)  # of a date, whole days alone count
    return start + relativedelta(**{limit.unit.value: amount})  # type: ignore[arg-type]


def ends_at(limit: Limit, start: datetime) -> datetime:
    """The moment at which the limit runs out, counted from the moment that started it.

    A limit in hours runs by the clock; any other, to the end of the day on which it is due.
    """
    if limit.unit == Unit.HOURS:
        return start + timedelta(hours=limit.amount)
    return end_of(due(limit, localdate(start)))


def end_of(day: date) -> datetime:
    """The moment at which a day is over, in local time."""
    return make_aware(datetime.combine(day + ONE_DAY, time.min))


def warn_on(limit: Limit, start: date) -> date:
    """The day from which people are told that the limit is about to run out."""
    return add_working_days(due(limit, start), -limit.warn_days)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of a year: as published, or as the calendar says where none are yet."""
    published = _published()
    if year in {day.year for day in published}:
        return frozenset(day for day in published if day.year == year)
    return frozenset(ordinary_bank_holidays(year))


@cache
def _published() -> frozenset[date]:
    """The list in the installed package; `use_cached_holidays` is what keeps it off the network."""
    calendar = BankHolidays(use_cached_holidays=True)  # type: ignore[no-untyped-call]
    division = BankHolidays.ENGLAND_AND_WALES
    events = calendar.get_holidays(division)  # type: ignore[no-untyped-call]
    return frozenset(event["date"] for event in events)


def ordinary_bank_holidays(year: int) -> Iterator[date]:
    """The bank holidays of a year with no royal occasion, with their substitute days."""
    yield _weekday(date(year, 1, 1))
    yield easter(year) - timedelta(days=2)
    yield easter(year) + ONE_DAY
    yield date(year, 5, 1) + relativedelta(weekday=MO(1))
    yield date(year, 5, 31) + relativedelta(weekday=MO(-1))
    yield date(year, 8, 31) + relativedelta(weekday=MO(-1))
    christmas = _weekday(date(year, 12, 25))
    boxing_day = _weekday(date(year, 12, 26))
    yield christmas
    yield boxing_day if boxing_day != christmas else christmas + ONE_DAY


def _weekday(day: date) -> date:
    """The day itself, or the Monday after where it falls on a weekend."""
    return day if day.weekday() < SATURDAY else day + relativedelta(weekday=MO(1))


def _days(start: date, end: date) -> Iterator[date]:
    """Each day from the start up to, not including, the end."""
    return (start + timedelta(days=n) for n in range((end - start).days))
