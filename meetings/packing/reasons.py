"""Why a case is where it is, and what would break if it were moved; without the solver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .check import Breach, breaches
from .layout import laid_out
from .openings import Obstacle, Option, option
from .problem import Agenda, Case, Problem, Sitting
from .score import Score, of_sitting, unheard


class Because(StrEnum):
    """What ties a case to its sitting."""

    PLACED = "placed"
    KEPT = "kept"
    LATE = "late"
    ONLY_FREE = "only_free"
    ONLY_SITTING = "only_sitting"
    LAST_CHANCE = "last_chance"
    DEADLINE = "deadline"
    SHARED = "shared"
    SENIORS = "seniors"
    NOTHING_BINDS = "nothing_binds"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that ties a case to its sitting.

    `who` are the agencies or the chair meant, `cases` the others that share them here, `sittings`
    those that are out of the question, and `on` the deadline.
    """

    because: Because
    who: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    sittings: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A case taken to another sitting, at its best place there.

    `breaks` are the rules broken by it that are not broken now; `change` is what it adds to the
    score, so that more than nothing is worse.
    """

    sitting: str
    starts_at: datetime
    breaks: tuple[Breach, ...]
    change: Score


@dataclass(frozen=True, slots=True)
class Explanation:
    """A case of an agenda: its sitting, if any, why it is there, and where else it could go."""

    case: str
    sitting: str | None
    reasons: tuple[Reason, ...]
    moves: tuple[Move, ...]


def explain(problem: Problem, agenda: Agenda, key: str) -> Explanation:
    """Why a case is where it is, and what would break in every other sitting."""
    case = problem.case[key]
    where = sitting_of(agenda, key)
    others = (sitting for sitting in problem.sittings if sitting.key != where)
    return Explanation(
        key,
        where,
        reasons(problem, agenda, key),
        tuple(moved(problem, agenda, case, sitting) for sitting in others),
    )


def reasons(problem: Problem, agenda: Agenda, key: str) -> tuple[Reason, ...]:
    """Why a case is where it is; nothing, if it is nowhere. Quicker than all there is to say."""
    where = sitting_of(agenda, key)
    if where is None:
        return ()
    return tuple(_reasons(problem, agenda, problem.case[key], problem.sitting[where]))


def sitting_of(agenda: Agenda, key: str) -> str | None:
    """The sitting that hears a case."""
    found = (sitting for sitting, items in agenda.items() for each in items if each.case == key)
    return next(found, None)


def _reasons(problem: Problem, agenda: Agenda, case: Case, sitting: Sitting) -> Iterator[Reason]:
    found = [
        *_bound(problem, case, sitting),
        *_together(problem, agenda, case, sitting),
    ]
    yield from found or [Reason(Because.NOTHING_BINDS, on=case.deadline)]


def _bound(problem: Problem, case: Case, sitting: Sitting) -> Iterator[Reason]:
    """What somebody decided, or else what the deadline and the diaries leave."""
    if case.key in problem.placed_in:
        yield Reason(Because.PLACED)
    elif case.kept_in == sitting.key:
        yield Reason(Because.KEPT)
    else:
        yield from _left(problem, case, sitting)


def _left(problem: Problem, case: Case, sitting: Sitting) -> Iterator[Reason]:
    """Which sittings its deadline and those needed leave to a case."""
    if not problem.in_time(case, sitting):
        yield Reason(Because.LATE, on=case.deadline)
        return
    on = case.deadline if problem.due_here(case) else None
    others = [each for each in problem.sittings if each.key != sitting.key]
    in_time = {
        each.key: option(problem, case, each) for each in others if problem.in_time(case, each)
    }
    could = [problem.sitting[key] for key, each in in_time.items() if each.starts]
    if not could:
        yield _only(in_time, on)
    elif on and all(each.starts_at < sitting.starts_at for each in could):
        yield Reason(Because.LAST_CHANCE, on=on)
    elif on:
        yield Reason(Because.DEADLINE, on=on)


def _only(in_time: Mapping[str, Option], on: date | None) -> Reason:
    """No other sitting will do: since somebody is away, wherever that is why."""
    away = {key: each for key, each in in_time.items() if Obstacle.AWAY in each.obstacles}
    who = sorted({who for each in away.values() for who in each.away})
    because = Because.ONLY_FREE if away else Because.ONLY_SITTING
    return Reason(because, who=tuple(who), sittings=tuple(away), on=on)


def _together(problem: Problem, agenda: Agenda, case: Case, sitting: Sitting) -> Iterator[Reason]:
    """Those who are here for other cases, too, but not for all: these say nothing."""
    here = [problem.case[item.case] for item in agenda[sitting.key] if item.case != case.key]
    for agency in sorted(case.agencies):
        shared = tuple(each.key for each in here if agency in each.agencies)
        if 0 < len(shared) < len(here):
            yield Reason(Because.SHARED, who=(agency,), cases=shared)
    seniors = tuple(each.key for each in here if each.seniors and case.seniors)
    if seniors:
        yield Reason(Because.SENIORS, cases=seniors)


def moved(problem: Problem, agenda: Agenda, case: Case, sitting: Sitting) -> Move:
    """What it costs to hear a case in this sitting, where in it that costs least."""
    here = sitting_of(agenda, case.key)
    without = dict(agenda)
    if here:
        rest = [item.case for item in agenda[here] if item.case != case.key]
        without[here] = laid_out(problem, problem.sitting[here], rest)
    order = [item.case for item in agenda.get(sitting.key, ())]
    places = ([*order[:place], case.key, *order[place:]] for place in range(len(order) + 1))
    tried = ({**without, sitting.key: laid_out(problem, sitting, each)} for each in places)
    return min((_move(problem, agenda, each, case, sitting) for each in tried), key=_badness)


def _move(problem: Problem, now: Agenda, then: Agenda, case: Case, sitting: Sitting) -> Move:
    changed = {key for key in then if then[key] != now.get(key)}
    near = changed | {two for one, two in problem.concurrent if one in changed}
    before = breaches(problem, {key: now.get(key, ()) for key in near})
    after = breaches(problem, {key: then.get(key, ()) for key in near})
    starts_at = next(item.starts_at for item in then[sitting.key] if item.case == case.key)
    change = _sum(problem, then, changed).minus(_sum(problem, now, changed))
    if sitting_of(now, case.key) is None:
        change = change.minus(unheard(problem, case))
    new = tuple(breach for breach in after if breach not in before)
    return Move(sitting.key, starts_at, new, change)


def _sum(problem: Problem, agenda: Agenda, keys: set[str]) -> Score:
    total = Score()
    for key in keys:
        total = total.plus(of_sitting(problem, problem.sitting[key], agenda.get(key, ())))
    return total


def _badness(move: Move) -> tuple[int, int, Score, datetime]:
    outside = sum(breach.minutes for breach in move.breaks)
    return len(move.breaks), outside, move.change, move.starts_at
