"""From the order of the cases to their times, and when each sitting ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .openings import openings, span_of, taken
from .problem import Agenda, Placed, Problem, Sitting, minute, window


@dataclass(frozen=True, slots=True)
class Finish:
    """When a sitting ends, its minutes left for more, and those by which it runs over."""

    sitting: str
    ends_at: datetime
    left: int
    over_run: int


def arranged(
    problem: Problem, orders: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Placed, ...]]:
    """The agenda of each sitting whose cases are to be heard in this order."""
    return {key: laid_out(problem, problem.sitting[key], order) for key, order in orders.items()}


def laid_out(problem: Problem, sitting: Sitting, order: Sequence[str]) -> tuple[Placed, ...]:
    """The cases one after another, each as soon as all it needs are free.

    What has its place already keeps its time. A case for which there is no room begins as the one
    before it ends, and after all that have their places, so that the over-run shows.
    """
    items = {item.case: item for item in sitting.placed}
    cursor, found = window(sitting)[0], []
    for key in order:
        item = items.get(key) or _next(problem, sitting, key, cursor)
        cursor = max(cursor, span_of(problem, item)[1])
        found.append(item)
    return tuple(sorted(found, key=lambda item: item.starts_at))


def finishes(problem: Problem, agenda: Agenda) -> tuple[Finish, ...]:
    """For every sitting, in the order of the problem."""
    return tuple(
        _finish(problem, sitting, agenda.get(sitting.key, ())) for sitting in problem.sittings
    )


def at(sitting: Sitting, start: int) -> datetime:
    """A minute as a moment in the sitting's own time zone."""
    return sitting.starts_at + timedelta(minutes=start - minute(sitting.starts_at))


def _next(problem: Problem, sitting: Sitting, key: str, cursor: int) -> Placed:
    case = problem.case[key]
    starts = openings(case, sitting, taken(problem, case, sitting), since=cursor)
    if starts:
        return Placed(key, at(sitting, starts[0][0]))
    ends = (span_of(problem, item)[1] for item in sitting.placed)
    return Placed(key, at(sitting, max([cursor, *ends])))


def _finish(problem: Problem, sitting: Sitting, items: Sequence[Placed]) -> Finish:
    opens, closes = window(sitting)
    ends = max((span_of(problem, item)[1] for item in items), default=opens)
    used = sum(problem.case[item.case].minutes for item in items)
    return Finish(
        sitting.key, at(sitting, ends), max(sitting.minutes - used, 0), max(ends - closes, 0)
    )
