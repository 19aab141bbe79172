"""The days on which panels sit: a rhythm of working days, denser where there is more to hear."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from clocks.working_days import add_working_days
from demo.meetings_terms import Term

TWO_YEARS = timedelta(days=731)
THREE_MONTHS = timedelta(days=91)
# By level: the days from one sitting to the next, the cases that there is room for, and how many
# days from today the next sitting is at least.
RHYTHM = {2: timedelta(days=28), 3: timedelta(days=7)}
ROOM = {2: 8, 3: 4}
NEXT = {2: timedelta(days=11), 3: timedelta(days=1)}
CHRISTMAS = (12, 23)
USUAL = 6  # cases of a Level 2 sitting
A_REVIEW = 110  # days at Level 2 for each hearing that is neither the first nor the last


@dataclass(slots=True)
class Hearing:
    """A case in a sitting.

    `chosen` is the level decided on, None where it is still to come; `back_on` is the day on
    which the case was then to come back.
    """

    term: Term
    is_first: bool
    chosen: int | None = None
    back_on: date | None = None

    @property
    def person(self) -> int:
        return self.term.person


@dataclass
class Sitting:
    """One day of a panel, with the cases that it hears."""

    level: int
    day: date
    hearings: list[Hearing] = field(default_factory=list)

    @property
    def has_room(self) -> bool:
        return len(self.hearings) < ROOM[self.level]

    def hears(self, person: int) -> bool:
        return any(hearing.person == person for hearing in self.hearings)


@dataclass
class Calendar:
    """The sittings of both panels: two years up to today, and three months to come."""

    today: date
    begins: date
    sittings: dict[int, list[Sitting]]

    def past(self, level: int) -> list[Sitting]:
        return [sitting for sitting in self.sittings[level] if sitting.day < self.today]

    def coming(self, level: int) -> list[Sitting]:
        return [sitting for sitting in self.sittings[level] if sitting.day >= self.today]

    def near(self, level: int, day: date) -> list[Sitting]:
        """The past sittings at a level that have room, the nearest to a day first."""
        found = [sitting for sitting in self.past(level) if sitting.has_room]
        return sorted(found, key=lambda sitting: (abs(sitting.day - day), sitting.day))


def calendar(terms: Sequence[Term], today: date) -> Calendar:
    """The sittings that these terms call for, with nobody in them yet."""
    begins = today - TWO_YEARS
    second = _days(2, begins, today, terms)
    third = _days(3, begins, today, terms)
    return Calendar(
        today,
        begins,
        {2: [Sitting(2, day) for day in second], 3: [Sitting(3, day) for day in third]},
    )


def sits_on(day: date) -> date:
    """The day, or the next on which a panel can sit: working days, but those about Christmas."""
    if (day.month, day.day) >= CHRISTMAS:
        day = date(day.year + 1, 1, 2)
    return add_working_days(day, 0)


def _days(level: int, begins: date, today: date, terms: Sequence[Term]) -> list[date]:
    rhythm, following = RHYTHM[level], sits_on(today + NEXT[level])
    days = {following}
    day = following + rhythm
    while day < today + THREE_MONTHS:
        days.add(sits_on(day))
        day += rhythm
    until = following
    while until > begins:
        start = until - rhythm
        number = _sittings_called_for(terms, start, until) if level == 2 else 1  # noqa: PLR2004
        for nth in range(number):
            days.add(sits_on(start + nth * rhythm / number))
        until = start
    return sorted(day for day in days if day >= begins)


def _sittings_called_for(terms: Iterable[Term], start: date, until: date) -> int:
    """How many Level 2 sittings the cases of these days fill: first, last and other hearings."""
    hearings = 0.0
    for term in terms:
        last = term.until_on or until
        if term.level == 2 and term.from_on < until and last > start:  # noqa: PLR2004
            there = (min(last, until) - max(term.from_on, start)).days
            hearings += there / A_REVIEW
            hearings += start <= term.from_on < until
            hearings += term.by_panel and start <= last < until
    return max(1, round(hearings / USUAL))
