"""Whether an agenda made by hand can be held: every rule of the packer, as a list of breaches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from .openings import Obstacle, barred, span_of
from .problem import (
    Agenda,
    Engagement,
    Placed,
    Problem,
    Sitting,
    needed,
    overlap,
    window,
)


class Rule(StrEnum):
    """What no agenda should do; the packer itself never does any but miss a deadline."""

    LEVEL = "level"
    TOO_EARLY = "too_early"
    CHAIR_CONFLICT = "chair_conflict"
    AWAY = "away"
    TWO_AT_ONCE = "two_at_once"
    TWO_PLACES = "two_places"
    HEARD_TWICE = "heard_twice"
    OVER_FULL = "over_full"
    MOVED = "moved"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a case breaks in a sitting: who cannot be there and why, and beside which case.

    `minutes` of the case lie outside its sitting; `days` is by how much a deadline is missed.
    """

    what: Rule
    case: str
    sitting: str
    who: str = ""
    away_on: Engagement | None = None
    beside: str = ""
    minutes: int = 0
    days: int = 0


Heard = tuple[Sitting, Placed]


def breaches(problem: Problem, agenda: Agenda) -> list[Breach]:
    """What is wrong with an agenda, sitting by sitting; nothing, if it can be held as it is."""
    heard = [(problem.sitting[key], item) for key, items in agenda.items() for item in items]
    return [breach for rule in RULES for breach in rule(problem, heard)]


def _barred(problem: Problem, heard: list[Heard]) -> Iterator[Breach]:
    for sitting, item in heard:
        for obstacle in barred(problem, problem.case[item.case], sitting):
            yield Breach(BARS[obstacle], item.case, sitting.key)


def _moved(problem: Problem, heard: list[Heard]) -> Iterator[Breach]:
    """People were told of these times."""
    told = {item.case: (sitting, item) for sitting in problem.sittings for item in sitting.placed}
    for sitting, item in heard:
        if (sitting, item) != told.get(item.case, (sitting, item)):
            yield Breach(Rule.MOVED, item.case, sitting.key)


def _away(problem: Problem, heard: list[Heard]) -> Iterator[Breach]:
    for sitting, item in heard:
        for who in sorted(needed(problem.case[item.case], sitting)):
            clashes = (
                on
                for span, on in problem.busy.get(who, ())
                if overlap(span, span_of(problem, item))
            )
            for on in sorted(set(clashes)):
                yield Breach(Rule.AWAY, item.case, sitting.key, who=who, away_on=on)


def _booked_twice(problem: Problem, heard: list[Heard]) -> Iterator[Breach]:
    """Two cases at a time in one sitting, or at two sittings for which the same people are needed.

    The one that can still be moved is named.
    """
    spans = [span_of(problem, item) for _, item in heard]
    for first, second in combinations(range(len(heard)), 2):
        if overlap(spans[first], spans[second]):
            one, other = heard[first], heard[second]
            if other[1].case in problem.placed_in:
                one, other = other, one
            yield from _clash(problem, other, one)


def _clash(problem: Problem, heard: Heard, beside: Heard) -> Iterator[Breach]:
    (sitting, item), (there, other) = heard, beside
    case, clashing = problem.case[item.case], problem.case[other.case]
    if sitting == there:
        yield Breach(Rule.TWO_AT_ONCE, case.key, sitting.key, beside=clashing.key)
        return
    for who in sorted(needed(case, sitting) & needed(clashing, there)):
        yield Breach(Rule.TWO_PLACES, case.key, sitting.key, who=who, beside=clashing.key)


def _heard_twice(_: Problem, heard: list[Heard]) -> Iterator[Breach]:
    seen = set()
    for sitting, item in heard:
        if item.case in seen:
            yield Breach(Rule.HEARD_TWICE, item.case, sitting.key)
        seen.add(item.case)


def _over_full(problem: Problem, heard: list[Heard]) -> Iterator[Breach]:
    for sitting, item in heard:
        (opens, closes), (start, end) = window(sitting), span_of(problem, item)
        outside = min(max(opens - start, 0) + max(end - closes, 0), end - start)
        if outside:
            yield Breach(Rule.OVER_FULL, item.case, sitting.key, minutes=outside)


def _deadline(problem: Problem, heard: list[Heard]) -> Iterator[Breach]:
    for sitting, item in heard:
        deadline = problem.case[item.case].deadline
        if deadline and deadline < sitting.on:
            days = (sitting.on - deadline).days
            yield Breach(Rule.DEADLINE, item.case, sitting.key, days=days)


BARS = {
    Obstacle.LEVEL: Rule.LEVEL,
    Obstacle.TOO_EARLY: Rule.TOO_EARLY,
    Obstacle.CHAIR_CONFLICT: Rule.CHAIR_CONFLICT,
    Obstacle.KEPT_ELSEWHERE: Rule.MOVED,
}
RULES: tuple[Callable[[Problem, list[Heard]], Iterator[Breach]], ...] = (
    _barred,
    _moved,
    _away,
    _booked_twice,
    _heard_twice,
    _over_full,
    _deadline,
)
