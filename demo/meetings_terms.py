"""Somebody's time at Level 2 or 3 as panels see it, and moving its ends to other days (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from clocks.working_days import add_working_days, is_working_day
from demo.people import COMMUNITY, MEETINGS_ONLY, LevelEpisode, PersonSpec, Spell

NO_LONGER_NEEDED = "meetings_not_needed"
HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Term:
    """An unbroken time at one level with meetings, and the levels before and after it.

    `person` is a number; `before` and `after` are None where the person was not managed, or,
    for `after`, where the term goes on. `by_panel` says that a panel's decision ended it.
    """

    person: int
    level: int
    from_on: date
    until_on: date | None
    before: int | None
    after: int | None
    by_panel: bool

    @property
    def by_referral(self) -> bool:
        """Whether a referral began it, not another panel."""
        return self.before in (None, 1)


@dataclass(frozen=True, slots=True)
class Cuts:
    """The first and the last day of the return's year, which no move may cross."""

    first: date
    last: date

    def same_side(self, one: date, other: date) -> bool:
        return self._place(one) == self._place(other)

    def _place(self, day: date) -> tuple[bool, bool, bool, bool]:
        return (day >= self.first, day > self.first, day >= self.last, day > self.last)


def all_terms(specs: Sequence[PersonSpec]) -> list[Term]:
    return [term for person, spec in enumerate(specs) for term in terms(person, spec)]


def terms(person: int, spec: PersonSpec) -> Iterator[Term]:
    """The person's terms; a change of category alone does not end one."""
    joined = _joined(spec.level_episodes)
    for number, episode in enumerate(joined):
        if episode.level == 1:
            continue
        following = joined[number + 1].level if number + 1 < len(joined) else None
        left = spec.category_episodes[-1]
        decided = left.until_on == episode.until_on and left.end_reason == NO_LONGER_NEEDED
        yield Term(
            person,
            episode.level,
            episode.from_on,
            episode.until_on,
            before=joined[number - 1].level if number else None,
            after=following,
            by_panel=episode.until_on is not None and (following is not None or decided),
        )


def _joined(episodes: Sequence[LevelEpisode]) -> list[LevelEpisode]:
    found: list[LevelEpisode] = []
    for episode in episodes:
        last = found[-1] if found else None
        if last and last.level == episode.level and last.until_on == episode.from_on:
            found[-1] = replace(last, until_on=episode.until_on)
        else:
            found.append(episode)
    return found


def can_move(spec: PersonSpec, old: date, new: date, cuts: Cuts) -> bool:
    """Whether what happened on one day can have happened on the other, with no figure changed.

    Nothing else may happen in between: no other change of level or category, no return to
    custody; and neither end of the return's year.
    """
    others = _turns(spec) - {old}
    early, late = min(old, new), max(old, new)
    return cuts.same_side(old, new) and not any(early <= day <= late for day in others)


def moved(spec: PersonSpec, old: date, new: date) -> PersonSpec:
    """The same person, with whatever began or ended on one day doing so on the other."""

    def day(on: date | None) -> date | None:
        return new if on == old else on

    def begun(on: date) -> date:
        return new if on == old else on

    return replace(
        spec,
        category_episodes=tuple(
            replace(e, from_on=begun(e.from_on), until_on=day(e.until_on))
            for e in spec.category_episodes
        ),
        level_episodes=tuple(
            replace(e, from_on=begun(e.from_on), until_on=day(e.until_on))
            for e in spec.level_episodes
        ),
        locations=tuple(
            replace(e, from_on=begun(e.from_on), until_on=day(e.until_on)) for e in spec.locations
        ),
    )


def on_working_day(spec: PersonSpec, term: Term, cuts: Cuts, *, before: date) -> PersonSpec:
    """The person, with a term that a referral began on a day off begun on a working day."""
    if is_working_day(term.from_on) and term.from_on < before:
        return spec
    for way in (1, -1):
        new = add_working_days(term.from_on, way)
        if new < before and can_move(spec, term.from_on, new, cuts):
            return moved(spec, term.from_on, new)
    return spec


def raised(spec: PersonSpec, on: date) -> PersonSpec:
    """The person, moved from Level 1 to Level 2 on a day and still there."""
    last = replace(spec.level_episodes[-1], until_on=on)
    return replace(spec, level_episodes=(*spec.level_episodes[:-1], last, LevelEpisode(2, on)))


def can_be_raised(spec: PersonSpec, on: date) -> bool:
    """At Level 1 in the community, with nothing that has happened for half a year."""
    level, category, place = spec.level_episodes[-1], spec.category_episodes[-1], spec.locations[-1]
    spells: tuple[Spell, ...] = (level, category, place)
    return (
        all(spell.until_on is None and spell.from_on < on - HALF_A_YEAR for spell in spells)
        and level.level == 1
        and category.category != MEETINGS_ONLY
        and place.kind == COMMUNITY
    )


def _turns(spec: PersonSpec) -> set[date]:
    spells: tuple[Spell, ...] = (*spec.level_episodes, *spec.category_episodes)
    days = {day for spell in spells for day in (spell.from_on, spell.until_on) if day}
    return days | {recall.on for recall in spec.recalls}
