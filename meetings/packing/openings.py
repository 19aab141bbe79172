"""When a case can begin in a sitting, and what stands in its way where it cannot."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .problem import (
    Agenda,
    Case,
    Engagement,
    Placed,
    Problem,
    Sitting,
    Span,
    minute,
    needed,
    overlap,
    window,
)


class Obstacle(StrEnum):
    """Why a case cannot be heard in a sitting, whatever else is heard there."""

    LEVEL = "level"
    TOO_EARLY = "too_early"
    CHAIR_CONFLICT = "chair_conflict"
    KEPT_ELSEWHERE = "kept_elsewhere"
    AWAY = "away"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Option:
    """A case in a sitting: the moments at which it can begin, or why there are none.

    `starts` are spans of minutes of which both ends are moments to begin at.
    """

    starts: tuple[Span, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    away: Mapping[str, Engagement] = field(default_factory=dict)


Options = Mapping[tuple[str, str], Option]


def options(problem: Problem) -> Options:
    """For each case without a place, every sitting."""
    return {
        (case.key, sitting.key): option(problem, case, sitting)
        for case in problem.to_place
        for sitting in problem.sittings
    }


def option(problem: Problem, case: Case, sitting: Sitting) -> Option:
    obstacles = tuple(barred(problem, case, sitting))
    if obstacles:
        return Option(obstacles=obstacles)
    starts = openings(case, sitting, taken(problem, case, sitting))
    if starts:
        return Option(starts)
    away = absent(problem, case, sitting)
    return Option(obstacles=(Obstacle.AWAY if away else Obstacle.TAKEN,), away=away)


def openings(
    case: Case, sitting: Sitting, blocks: Iterable[Span], since: int | None = None
) -> tuple[Span, ...]:
    """The moments of a sitting from which a case can be heard clear of these blocks."""
    start, end = window(sitting)
    start, found = max(start, since or start), []
    for from_, until in sorted(blocks):
        if until <= start:
            continue
        if from_ - case.minutes >= start:
            found.append((start, min(from_, end) - case.minutes))
        start = until
    if end - case.minutes >= start:
        found.append((start, end - case.minutes))
    return tuple(span for span in found if span[0] <= span[1])


def taken(
    problem: Problem, case: Case, sitting: Sitting, agenda: Agenda | None = None
) -> list[Span]:
    """When a sitting hears other cases, or somebody needed is away or at another sitting.

    Without an agenda, only what has its place already counts.
    """
    people = needed(case, sitting)
    return [
        *(span for key in people for span, _ in problem.busy.get(key, ())),
        *_heard(problem, people, sitting, problem.already if agenda is None else agenda),
    ]


def span_of(problem: Problem, item: Placed) -> Span:
    start = minute(item.starts_at)
    return start, start + problem.case[item.case].minutes


def absent(problem: Problem, case: Case, sitting: Sitting) -> Mapping[str, Engagement]:
    """Those needed who are away so long that the case fits nowhere, or whom no time suits all."""
    people = sorted(needed(case, sitting))
    clashes = {key: _clashes(problem, key, sitting) for key in people}
    alone = [key for key in people if not openings(case, sitting, map(_span, clashes[key]))]
    together = openings(case, sitting, [span for each in clashes.values() for span, _ in each])
    named = alone or ([] if together else people)
    return {key: clashes[key][0][1] for key in named if clashes[key]}


def _clashes(problem: Problem, key: str, sitting: Sitting) -> list[tuple[Span, Engagement]]:
    busy = problem.busy.get(key, ())
    return [each for each in busy if overlap(each[0], window(sitting))]


def _span(clash: tuple[Span, Engagement]) -> Span:
    return clash[0]


def barred(problem: Problem, case: Case, sitting: Sitting) -> Iterator[Obstacle]:
    """What speaks against the sitting itself, at whichever time."""
    if case.level not in sitting.levels:
        yield Obstacle.LEVEL
    if case.earliest and sitting.on < case.earliest:
        yield Obstacle.TOO_EARLY
    if case.key in sitting.conflicts:
        yield Obstacle.CHAIR_CONFLICT
    if case.kept_in and case.kept_in in problem.sitting and case.kept_in != sitting.key:
        yield Obstacle.KEPT_ELSEWHERE


def _heard(
    problem: Problem, people: frozenset[str], sitting: Sitting, agenda: Agenda
) -> Iterator[Span]:
    for key, items in agenda.items():
        other = problem.sitting[key]
        for each in items:
            if key == sitting.key or people & needed(problem.case[each.case], other):
                yield span_of(problem, each)
