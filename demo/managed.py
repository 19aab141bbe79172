"""The lives of those managed at Level 2 or 3 in the year of a return: exactly those planned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from demo.lives import HIGHEST, Life, happens
from demo.people import COMMUNITY, HOSPITAL, MEETINGS_ONLY, PRISON

STAYS, STEPS_DOWN, IN_CUSTODY, LEAVES = "stays", "steps down", "in custody", "leaves"
ENDS = {
    1: ("notification_ended", "moved_area", "died"),
    2: ("licence_ended", "moved_area", "licence_ended"),
    3: ("meetings_not_needed",),
}
BASES = {1: "notification", 2: "sentence", 3: "offence"}


@dataclass
class Term:
    """One person's time at one level in one category, to be counted once in that cell."""

    level: int
    category: int
    stays: bool
    recalled_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Year:
    """The first and the last day of the return's year; the last is the day of its snapshot."""

    first: date
    last: date

    def day(self, rng: Random) -> date:
        return self.first + timedelta(days=rng.randrange((self.last - self.first).days + 1))


def managed(
    counts: Mapping[str, int], year: Year, rng: Random
) -> tuple[list[Life], dict[int, int]]:
    """Their lives, and how many are at Level 1 in the community on the last day, by category."""
    stepped = {1: 0, 2: 0}
    lives = []
    for terms in _careers(counts, rng):
        end = _end(terms[-1], counts, stepped, rng)
        if end == STEPS_DOWN:
            stepped[terms[-1].category] += 1
        lives.append(_life(terms, end, year, rng))
    return lives, stepped


def _terms(counts: Mapping[str, int], level: int, category: int) -> list[Term]:
    """The terms of one cell of the year: who stays to the last day, who is returned to custody."""
    place = f"level_{level}.category_{category}"
    terms = [
        Term(level, category, stays=n < counts[f"snapshot.{place}"])
        for n in range(counts[f"yearly_level_2_3.{place}"])
    ]
    for term in terms[len(terms) - counts[f"returned_licence.{place}"] :]:
        term.recalled_for += ("licence",)
    for term in terms[: counts[f"returned_order.{place}"]]:
        term.recalled_for += ("order",)
    return terms


def _careers(counts: Mapping[str, int], rng: Random) -> Iterator[list[Term]]:
    """The terms joined into people: one term each, or two at two levels or in two categories."""
    cells = {(n, c): _terms(counts, n, c) for n in (2, 3) for c in (1, 2, 3)}
    for (level, category), terms in cells.items():
        others = [(5 - level, category)] + [(2, 3)] * ((level, category) == (2, 2))
        for place in others:
            yield from _joined(terms, cells[place], rng)
    for terms in cells.values():
        yield from ([term] for term in terms)


def _joined(firsts: list[Term], seconds: list[Term], rng: Random) -> Iterator[list[Term]]:
    """Take some pairs off the two lists: a term that ended, and one that followed it."""
    ended = [term for term in firsts if not term.stays]
    for term in ended[: (min(len(ended), len(seconds)) + 3) // 4]:
        firsts.remove(term)
        yield [term, seconds.pop(rng.randrange(len(seconds)))]


def _end(term: Term, counts: Mapping[str, int], stepped: Mapping[int, int], rng: Random) -> str:
    """How the person's last term stands on the last day."""
    if term.stays:
        return STAYS
    room = term.category in stepped and (
        stepped[term.category] < counts[f"snapshot.level_1.category_{term.category}"]
    )
    return rng.choice((IN_CUSTODY, LEAVES, *[STEPS_DOWN] * 4 * room))


def _life(terms: list[Term], end: str, year: Year, rng: Random) -> Life:
    starts = _starts(terms, end, year, rng)
    life = Life(age_at_start=rng.randint(20, 64))
    _come_in(life, terms[0], starts[0], rng)
    for term, (start, _) in zip(terms, pairwise(starts), strict=True):
        if life.category != term.category:
            life.enter(term.category, start, BASES[term.category])
        life.move(term.level, start)
        held = end == IN_CUSTODY and term is terms[-1]
        _return_to_custody(life, term, max(start, year.first), year.last, rng, held=held)
    _end_term(life, starts[-1], end, rng)
    return life


def _starts(terms: list[Term], end: str, year: Year, rng: Random) -> list[date]:
    """The day on which each term starts, and the day on which the last one ends.

    Each leaves at least 115 days within the year, room for two returns to custody and a third.
    """

    def after(day: date, least: int, most: int) -> date:
        return day + timedelta(days=rng.randint(least, most))

    past_the_end = after(year.last, 15, 200)
    if len(terms) > 1:
        second = after(year.first, 150, 200)
        last = past_the_end if end in (STAYS, IN_CUSTODY) else after(second, 115, 150)
        return [after(second, -300, -115), second, last]
    if end in (STAYS, IN_CUSTODY):
        return [after(year.last, -420, -125), past_the_end]
    last = after(year.first, 130, 350)
    return [after(last, -300, -115), last]


def _come_in(life: Life, term: Term, start: date, rng: Random) -> None:
    """Become eligible, at Level 1 for a while where that can be, and be in the community."""
    if term.category == MEETINGS_ONLY:
        life.enter(3, start, BASES[3])
        life.live(COMMUNITY, start)
        return
    since = start - timedelta(days=rng.choice((0, rng.randint(20, 1500))))
    life.enter(term.category, since, BASES[term.category])
    if since < start:
        life.move(1, since)
    released = max(since, start - timedelta(days=rng.randint(0, 60)))
    if released > since:
        life.live(PRISON, since)
    life.live(COMMUNITY, released)


def _return_to_custody(
    life: Life, term: Term, start: date, last: date, rng: Random, *, held: bool
) -> None:
    """Go back for each cause, some of them twice; and stay there over the last day if held."""
    causes = list(term.recalled_for)
    if causes and happens(rng, 0.2):
        causes.append(causes[0])
    over = last + timedelta(days=rng.choice((1, rng.randint(2, 90))))
    for number, cause in enumerate(causes):
        on = start + timedelta(days=35 * number + rng.randint(3, 12))
        out = on + timedelta(days=rng.randint(10, 21))
        still = held and number == len(causes) - 1
        life.be_recalled(on, over if still else out, cause)
    if held and not causes:
        life.live(rng.choice((PRISON, PRISON, HOSPITAL)), last - timedelta(days=rng.randint(0, 20)))
        life.live(COMMUNITY, over)


def _end_term(life: Life, on: date, end: str, rng: Random) -> None:
    if end in (STAYS, IN_CUSTODY) and life.levels[-1].level == HIGHEST:
        life.move(2, on)  # after the year, so it is not counted in it
        on += timedelta(days=rng.randint(60, 150))
    if end == LEAVES or life.category == MEETINGS_ONLY:
        life.leave(on, rng.choice(ENDS[life.category]))
    else:
        life.move(1, on)
