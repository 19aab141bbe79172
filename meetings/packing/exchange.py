"""Agendas into the solver, as hints, and out of it again."""

from collections.abc import Iterator

from ortools.sat.python.cp_model import CpSolver, IntVar

from .formulation import Formulation, Reach
from .layout import at
from .openings import span_of
from .problem import Agenda, Placed, Sitting, minute


def suggest(made: Formulation, agenda: Agenda) -> None:
    """Let the solver set out from an agenda."""
    for variable, value in _values(made, agenda):
        if len(set(variable.proto.domain)) > 1:  # a constant takes no hint
            made.model.add_hint(variable, value)


def _values(made: Formulation, agenda: Agenda) -> Iterator[tuple[IntVar, int]]:
    items = {(item.case, key): item for key, each in agenda.items() for item in each}
    coming = {(who, key) for case, key in items for who in made.problem.case[case].agencies}
    for place, chosen in made.chosen.items():
        yield chosen, place in items
    heard = {case for case, _ in items}
    for key, left_out in made.left_out.items():
        yield left_out, key not in heard
    for place, comes in made.attends.items():
        yield comes, place in coming
    for place in made.starts.keys() & items.keys():
        yield made.starts[place], made.grid.at(minute(items[place].starts_at))
    for reach in made.reaches:
        spans = [span_of(made.problem, item) for item in _within(reach, agenda)]
        if spans:
            yield reach.first, made.grid.at(min(start for start, _ in spans))
            yield reach.last, made.grid.at(max(end for _, end in spans))


def _within(reach: Reach, agenda: Agenda) -> list[Placed]:
    return [item for item in agenda.get(reach.sitting, ()) if item.case in reach.cases]


def read(made: Formulation, solver: CpSolver) -> dict[str, tuple[Placed, ...]]:
    """The agenda that the solver found."""
    return {
        sitting.key: tuple(sorted(_items(made, solver, sitting), key=lambda item: item.starts_at))
        for sitting in made.problem.sittings
    }


def _items(made: Formulation, solver: CpSolver, sitting: Sitting) -> Iterator[Placed]:
    """The cases at the times decided, or, where any time does, one after another."""
    yield from sitting.placed
    cursor = 0
    for case in made.new_in(sitting):
        place = (case.key, sitting.key)
        if solver.boolean_value(made.chosen[place]):
            free = max(cursor, made.options[place].starts[0][0])
            start = (
                made.grid.minute(solver.value(made.starts[place])) if place in made.starts else free
            )
            yield Placed(case.key, at(sitting, start))
            cursor = start + case.minutes
