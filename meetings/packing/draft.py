"""A first agenda, made without the solver: one case after another, where it fits best."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from .layout import at
from .openings import Options, openings, taken
from .problem import Agenda, Case, Placed, Problem, Sitting


class _Place(NamedTuple):
    """Where a case could go; the least is the best."""

    late: bool
    new_attendances: int
    on: date
    start: int
    sitting: str


def draft(problem: Problem, options: Options) -> dict[str, tuple[Placed, ...]]:
    """What the solver sets out from, and what is proposed should it have no time at all."""
    agenda = dict(problem.already)
    for case in sorted(problem.to_place, key=_soonest):
        if places := list(_places(problem, options, case, agenda)):
            best = min(places)
            item = Placed(case.key, at(problem.sitting[best.sitting], best.start))
            items = [*agenda[best.sitting], item]
            agenda[best.sitting] = tuple(sorted(items, key=lambda each: each.starts_at))
    return agenda


def _soonest(case: Case) -> tuple[bool, date, int, str]:
    return case.kept_in is None, case.deadline or date.max, -case.minutes, case.key


def _places(problem: Problem, options: Options, case: Case, agenda: Agenda) -> Iterator[_Place]:
    for sitting in problem.sittings:
        if options[case.key, sitting.key].starts:
            starts = openings(case, sitting, taken(problem, case, sitting, agenda))
            if starts:
                coming = _coming(problem, agenda, sitting)
                late = not problem.in_time(case, sitting)
                yield _Place(
                    late, len(case.agencies - coming), sitting.on, starts[0][0], sitting.key
                )


def _coming(problem: Problem, agenda: Agenda, sitting: Sitting) -> frozenset[str]:
    cases = (problem.case[item.case] for item in agenda[sitting.key])
    return frozenset(key for case in cases for key in case.agencies)
