"""Moving the cases of a proposed agenda by hand: pure, each move a new step.

A step may hold cases that whoever moves one does not see: these stay where they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from meetings.packing import Agenda, Placed, Problem, laid_out, moved

from .stored import Step


def shown(problem: Problem, step: Step) -> dict[str, tuple[Placed, ...]]:
    """The whole agenda of each session: the slots it has, and what the step adds to them."""
    return {
        sitting.key: _in_order([*sitting.placed, *_known(problem, step, sitting.key)])
        for sitting in problem.sittings
    }


def added(problem: Problem, step: Step, sitting: str) -> list[str]:
    """The cases that the step adds to a session, in order."""
    return [item.case for item in _in_order(_known(problem, step, sitting))]


def where(problem: Problem, step: Step, case: str) -> str:
    """The session to which a case is added; none if it is left out."""
    keys = (each.key for each in problem.sittings if case in added(problem, step, each.key))
    return next(keys, "")


def move(problem: Problem, step: Step, case: str, *, to: str, position: int) -> Step:
    """The step after a case was taken to a position in a session, or, to none, left out.

    Only the two sessions change. Where it was is let go: a case that is moved is kept where it
    is put.
    """
    source = where(problem, step, case)
    orders = {key: added(problem, step, key) for key in {source, to} - {""}}
    if source:
        orders[source].remove(case)
    if to:
        orders[to].insert(max(position, 0), case)
    kept = step.kept | {case} if to else step.kept - {case}
    return Step(_arranged(problem, step, orders), frozenset(kept))


def best_position(problem: Problem, step: Step, case: str, to: str) -> int:
    """Where among the cases added to a session one breaks and costs least."""
    now = shown(problem, step)
    best = moved(problem, now, problem.case[case], problem.sitting[to])
    others = (item for item in _known(problem, step, to) if item.case != case)
    return sum(item.starts_at < best.starts_at for item in others)


def keep(step: Step, case: str, *, kept: bool) -> Step:
    """The step in which a case is to stay in its session, or is free to be moved."""
    return replace(step, kept=step.kept | {case} if kept else step.kept - {case})


def _arranged(problem: Problem, step: Step, orders: Mapping[str, Sequence[str]]) -> Agenda:
    """The places with these sessions laid out anew, each case as soon as all it needs are free."""
    places = dict(step.places)
    for key, order in orders.items():
        sitting = problem.sitting[key]
        slots = [item.case for item in sitting.placed]
        laid = laid_out(problem, sitting, [*order, *slots])
        unseen = [item for item in step.places.get(key, ()) if item.case not in problem.case]
        places[key] = _in_order([*(item for item in laid if item.case not in slots), *unseen])
    return places


def _known(problem: Problem, step: Step, sitting: str) -> list[Placed]:
    """What the step adds to a session, as far as it is seen and has got no slot meanwhile."""
    items = step.places.get(sitting, ())
    return [each for each in items if each.case in problem.case]


def _in_order(items: Sequence[Placed]) -> tuple[Placed, ...]:
    return tuple(sorted(items, key=_begins))


def _begins(item: Placed) -> datetime:
    return item.starts_at
