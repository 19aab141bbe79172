"""Which case is heard when: soon after its term began, then in time for most, some late (pure)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from clocks.working_days import add_working_days
from demo.lives import happens
from demo.meetings_calendar import RHYTHM, Calendar, Hearing, Sitting, calendar
from demo.meetings_terms import (
    Cuts,
    Term,
    all_terms,
    can_be_raised,
    can_move,
    moved,
    on_working_day,
    raised,
    terms,
)
from demo.people import PersonSpec

DAY = timedelta(days=1)
# By level: days from one hearing to the next and how often; the aim and the most that the time
# limits allow; the least before the last hearing.
INTERVALS = {
    2: ((56, 84, 110, 135), (36, 44, 15, 5)),
    3: ((28, 35, 42, 63), (35, 35, 26, 4)),
}
AIM, MOST, LEAST = {2: 84, 3: 42}, {2: 112, 3: 56}, {2: 35, 3: 14}
# How far a decision may be moved to the day of a sitting, and how many decisions of that kind
# one sitting takes.
NEAR, LAST_HEARINGS = {2: 24, 3: 10}, {2: 4, 3: 2}
AFTER_REFERRAL = {2: 4, 3: 1}  # days for the invitations to go out
MISSES_THE_FIRST = 0.08
NEWLY_ACCEPTED = timedelta(days=14)
WAITING = 2
CONVENED = 6


@dataclass(frozen=True)
class Programme:
    """The people as their panels had them, when each is heard, and who waits for a slot."""

    specs: tuple[PersonSpec, ...]
    calendar: Calendar
    waiting: tuple[Term, ...]

    @property
    def terms(self) -> list[Term]:
        """Those that are in force at any time of the calendar."""
        begins = self.calendar.begins
        found = all_terms(self.specs)
        return [term for term in found if term.until_on is None or term.until_on > begins]


def programme(
    specs: Sequence[PersonSpec], *, period: tuple[date, date], today: date, rng: Random
) -> Programme:
    """Fit the people to days on which panels sit, and put each case into its sittings.

    No figure of the return's year changes: nothing moves over an end of it, and whoever is
    raised now is raised after it.
    """
    cuts = Cuts(*period)
    found = calendar(all_terms(specs), today)
    fitted = _fitted(specs, found, cuts)
    waiting = _waiting(fitted, found, cuts, rng)
    _Listing(fitted, found, waiting, rng).run()
    return Programme(tuple(fitted), found, tuple(waiting))


def _fitted(specs: Sequence[PersonSpec], found: Calendar, cuts: Cuts) -> list[PersonSpec]:
    """Panels decide on days on which they sit, and screening on working days."""
    taken: Counter[tuple[int, date]] = Counter()
    fitted = []
    for person, given in enumerate(specs):
        spec = given
        for term in tuple(terms(person, given)):
            if term.by_panel and term.until_on and term.until_on >= found.begins:
                spec = _ended_at_a_sitting(spec, term, found, cuts, taken)
            if term.by_referral and term.from_on >= found.begins:
                spec = on_working_day(spec, term, cuts, before=found.today)
        fitted.append(spec)
    return fitted


def _ended_at_a_sitting(
    spec: PersonSpec,
    term: Term,
    found: Calendar,
    cuts: Cuts,
    taken: Counter[tuple[int, date]],
) -> PersonSpec:
    old = term.until_on or found.today
    for sitting in found.near(term.level, old):
        new, place = sitting.day, (term.level, sitting.day)
        if abs(new - old).days > NEAR[term.level]:
            break
        long_enough = (new - term.from_on).days > LEAST[term.level]
        has_room = taken[place] < LAST_HEARINGS[term.level]
        if long_enough and has_room and can_move(spec, old, new, cuts):
            taken[place] += 1
            return moved(spec, old, new)
    return spec


def _waiting(fitted: list[PersonSpec], found: Calendar, cuts: Cuts, rng: Random) -> list[Term]:
    """Those accepted in the last days, of whom there is always one, in no session yet."""
    today = found.today
    newest = [
        term
        for term in all_terms(fitted)
        if term.level == 2 and term.until_on is None and term.by_referral  # noqa: PLR2004
    ]
    waiting = [term for term in newest if term.from_on > today - NEWLY_ACCEPTED]
    on = add_working_days(today, -3)
    while len(waiting) < WAITING and on > cuts.last:
        able = [n for n, spec in enumerate(fitted) if can_be_raised(spec, on)]
        if not able:
            break
        person = rng.choice(able)
        fitted[person] = raised(fitted[person], on)
        waiting += [term for term in terms(person, fitted[person]) if term.until_on is None]
    if not waiting:  # in the return's year nobody may be raised who was not: so one waits long
        waiting = sorted(newest, key=lambda term: term.from_on)[-1:]
    return waiting


@dataclass
class _Listing:
    """Puts cases into sittings, one term after the other, where there is room."""

    specs: Sequence[PersonSpec]
    calendar: Calendar
    waiting: Sequence[Term]
    rng: Random
    due: dict[Term, date] = field(default_factory=dict)

    def run(self) -> None:
        found = [
            term
            for term in sorted(all_terms(self.specs), key=lambda t: (t.from_on, t.person))
            if term.until_on is None or term.until_on > self.calendar.begins
        ]
        finals = {term: self._last_hearing(term) for term in found}
        for term in found:
            if term not in self.waiting:
                self._list(term, finals[term])
        self._list_coming()
        for level, sittings in self.calendar.sittings.items():
            self.calendar.sittings[level] = [s for s in sittings if self._sits(s)]
        self._say_when_back()

    def _last_hearing(self, term: Term) -> date | None:
        """The place of the hearing that ended the term: on that day where the panel sat then."""
        until = term.until_on
        if not term.by_panel or until is None:
            return None
        for sitting in reversed(self.calendar.past(term.level)):
            near = sitting.day <= until < sitting.day + timedelta(days=NEAR[term.level])
            if sitting.day == until or (near and sitting.has_room):
                sitting.hearings.append(Hearing(term, is_first=False, chosen=term.after or 1))
                return sitting.day
        return None

    def _list(self, term: Term, final: date | None) -> None:
        stop = final or term.until_on or self.calendar.today
        last = self._first_hearing(term, stop - timedelta(days=LEAST[term.level] * bool(final)))
        while last:
            wanted = last + self._interval(term, last, final)
            following = self._sitting(term, wanted, after=last, before=stop)
            if following is None:
                break
            if final and (final - following.day).days < LEAST[term.level]:
                return
            self._put(term, following)
            last = following.day
        if term.until_on is None:
            self.due[term] = wanted if last else term.from_on + timedelta(days=28)

    def _interval(self, term: Term, last: date, final: date | None) -> timedelta:
        days, weights = INTERVALS[term.level]
        left = (final - last).days if final else MOST[term.level] + 1
        if left <= AIM[term.level] or (left <= MOST[term.level] and happens(self.rng, 0.5)):
            return timedelta(days=left)
        return timedelta(days=self.rng.choices(days, weights)[0])

    def _first_hearing(self, term: Term, stop: date) -> date | None:
        begins = self.calendar.begins
        if term.from_on < begins:
            earliest = begins + timedelta(days=self.rng.randint(0, 70))
        elif term.by_referral or term.level == 3:  # noqa: PLR2004
            earliest = term.from_on + timedelta(days=AFTER_REFERRAL[term.level])
        else:
            earliest = term.from_on + timedelta(days=self.rng.randint(40, 75))
        places = [
            sitting
            for sitting in self.calendar.past(term.level)
            if earliest <= sitting.day < stop and sitting.has_room
        ]
        if len(places) > 1 and happens(self.rng, MISSES_THE_FIRST):
            places = places[1:]
        if not places:
            return None
        self._put(term, places[0], is_first=term.by_referral and term.from_on >= begins)
        return places[0].day

    def _sitting(self, term: Term, wanted: date, *, after: date, before: date) -> Sitting | None:
        """A past sitting near the day wanted.

        A Level 2 panel spreads its cases over its sittings, a Level 3 panel hears them together.
        """
        rhythm = RHYTHM[term.level]
        latest = max(wanted, after + timedelta(days=MOST[term.level]))
        if wanted + rhythm > self.calendar.today:
            return None  # it is the next one, still to come
        free = [
            sitting
            for sitting in self.calendar.near(term.level, wanted)
            if after + rhythm / 2 < sitting.day < before and not sitting.hears(term.person)
        ]
        near = [
            sitting
            for sitting in free
            if sitting.day <= latest and abs((sitting.day - wanted).days) <= NEAR[term.level]
        ]
        weight = 4 if term.level == 2 else -10  # noqa: PLR2004
        return min(
            near or free[:1],
            key=lambda s: (abs((s.day - wanted).days) + weight * len(s.hearings), s.day),
            default=None,
        )

    def _put(self, term: Term, sitting: Sitting, *, is_first: bool = False) -> None:
        chosen = term.level if sitting.day < self.calendar.today else None
        sitting.hearings.append(Hearing(term, is_first=is_first, chosen=chosen))

    def _list_coming(self) -> None:
        """The next sittings: the nearest of each panel full, the one after nearly empty.

        Of those whose review is near, one is forgotten, as happens.
        """
        for level, most in ((2, CONVENED), (3, 2)):
            due = sorted(self.due.items(), key=lambda each: (each[1], each[0].person))
            terms_due = [term for term, _ in due if term.level == level]
            if len(terms_due) > most + 1:
                terms_due.pop(1)
            shares = (terms_due[:most], terms_due[most : most + 1])
            for sitting, listed in zip(self.calendar.coming(level), shares, strict=False):
                for term in listed:
                    self._put(term, sitting, is_first=term.by_referral and self._is_unheard(term))

    def _is_unheard(self, term: Term) -> bool:
        heard = (s for s in self.calendar.past(term.level) for h in s.hearings if h.term == term)
        return term.from_on >= self.calendar.begins and next(heard, None) is None

    def _sits(self, sitting: Sitting) -> bool:
        """A Level 3 panel sits when there is somebody to hear; a Level 2 panel is planned ahead."""
        ahead = sitting.day >= self.calendar.today and sitting.level == 2  # noqa: PLR2004
        return bool(sitting.hearings) or ahead

    def _say_when_back(self) -> None:
        """The next review that each decision set: the day it was held, if that was in time."""
        days: dict[int, list[date]] = {}
        decided: list[tuple[Sitting, Hearing]] = []
        for sittings in self.calendar.sittings.values():
            for sitting in sittings:
                for hearing in sitting.hearings:
                    days.setdefault(hearing.person, []).append(sitting.day)
                    decided.append((sitting, hearing))
        for sitting, hearing in decided:
            if hearing.chosen and hearing.chosen > 1:
                later = [day for day in sorted(days[hearing.person]) if day > sitting.day]
                wanted = later[0] if later else self.due.get(hearing.term)
                most = sitting.day + timedelta(days=MOST[hearing.chosen])
                in_time = wanted is not None and sitting.day < wanted <= most
                aim = sitting.day + timedelta(days=AIM[hearing.chosen])
                hearing.back_on = wanted if in_time else aim
