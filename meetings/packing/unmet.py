"""Why a case is left out, and why a deadline cannot be met."""

from collections.abc import Iterator, Mapping, Sequence
from time import monotonic

from ortools.sat.python.cp_model import CpSolver

from .formulation import Order, formulate
from .openings import Obstacle, Option, Options
from .problem import Agenda, Case, Problem, Sitting
from .proposal import LeftOut, Unmet, Why

PATIENCE = 1.0
"""Seconds after which it is not asked on whether some cases can all be heard in time."""

# Said first is what somebody could change most easily.
_SAID = {
    Obstacle.AWAY: Why.AWAY,
    Obstacle.TAKEN: Why.NO_ROOM,
    Obstacle.CHAIR_CONFLICT: Why.CHAIR_CONFLICT,
    Obstacle.KEPT_ELSEWHERE: Why.KEPT_ELSEWHERE,
    Obstacle.TOO_EARLY: Why.TOO_EARLY,
}
Demands = Mapping[str, frozenset[str]]
"""For each case, the sittings in one of which it has to be heard."""


def left_out(problem: Problem, options: Options, agenda: Agenda) -> tuple[LeftOut, ...]:
    """The cases that are on no agenda."""
    heard = {item.case for items in agenda.values() for item in items}
    cases = [case for case in problem.cases if case.key not in heard]
    return tuple(
        LeftOut(case.key, *_stands_in_the_way(options, case, problem.sittings)) for case in cases
    )


def unmet(problem: Problem, options: Options, agenda: Agenda, *, until: float) -> tuple[Unmet, ...]:
    """The deadlines that an agenda misses though these sittings had to meet them.

    A set of cases that cannot all be heard in time is made smaller only until the time given, by
    the monotonic clock.
    """
    met = frozenset(_in_time(problem, agenda))
    missed = [case for case in problem.cases if problem.due_here(case) and case.key not in met]
    wanted = _demands(problem, options, agenda, met)
    return tuple(_unmet(problem, options, case, wanted, until) for case in missed)


def _unmet(problem: Problem, options: Options, case: Case, wanted: Demands, until: float) -> Unmet:
    if case.key in problem.placed_in:
        return Unmet(case.key, Why.PLACED_LATE, (problem.placed_in[case.key],))
    sittings = [sitting for sitting in problem.sittings if problem.in_time(case, sitting)]
    could = [each.key for each in sittings if options[case.key, each.key].starts]
    if not could:
        return Unmet(case.key, *_stands_in_the_way(options, case, sittings))
    return _no_room(problem, options, {**wanted, case.key: frozenset(could)}, case.key, until)


def _stands_in_the_way(
    options: Options, case: Case, sittings: Sequence[Sitting]
) -> tuple[Why, tuple[str, ...], tuple[str, ...]]:
    """The obstacle met in these sittings, in which of them, and who is away."""
    of_level = {
        each.key: options[case.key, each.key]
        for each in sittings
        if Obstacle.LEVEL not in options[case.key, each.key].obstacles
    }
    if any(option.starts for option in of_level.values()):
        return Why.NO_ROOM, tuple(key for key, each in of_level.items() if each.starts), ()
    for obstacle, why in _SAID.items():
        if met := {key: each for key, each in of_level.items() if obstacle in each.obstacles}:
            who = sorted({who for option in met.values() for who in option.away})
            return why, tuple(met), tuple(who)
    return Why.NO_SITTING, (), ()


def _in_time(problem: Problem, agenda: Agenda) -> Iterator[str]:
    for key, items in agenda.items():
        for item in items:
            if problem.in_time(problem.case[item.case], problem.sitting[key]):
                yield item.case


def _demands(
    problem: Problem, options: Options, agenda: Agenda, met: frozenset[str]
) -> dict[str, frozenset[str]]:
    """What the agenda gives the others: their deadline met, or the sitting they are kept in."""
    where = {item.case: key for key, items in agenda.items() for item in items}
    found = {}
    for case in problem.to_place:
        if case.kept_in and where.get(case.key) == case.kept_in:
            found[case.key] = frozenset([case.kept_in])
        elif case.key in met and problem.due_here(case):
            found[case.key] = frozenset(_could(problem, options, case))
    return found


def _could(problem: Problem, options: Options, case: Case) -> Iterator[str]:
    for sitting in problem.sittings:
        if problem.in_time(case, sitting) and options[case.key, sitting.key].starts:
            yield sitting.key


def _no_room(
    problem: Problem, options: Options, demands: Demands, case: str, until: float
) -> Unmet:
    """Cases that cannot all be heard in time: if they do, those that need the same sittings."""
    same = {key: each for key, each in demands.items() if each <= demands[case]}
    clash = next((each for each in (same, demands) if _impossible(problem, options, each)), None)
    sittings = tuple(each.key for each in problem.sittings if each.key in demands[case])
    if clash is None:
        return Unmet(case, Why.NOT_FOUND, sittings)
    smaller, smallest = _reduced(problem, options, clash, case, until)
    among = tuple(each.key for each in problem.cases if each.key in smaller and each.key != case)
    return Unmet(case, Why.NO_ROOM, sittings, among=among, smallest=smallest)


def _reduced(
    problem: Problem, options: Options, clash: Demands, case: str, until: float
) -> tuple[Demands, bool]:
    """The same without every case that it takes not to be impossible, the last due first."""
    ends = problem.last_deadline
    droppable = sorted(clash, key=lambda key: problem.case[key].deadline or ends, reverse=True)
    for key in droppable:
        if key == case:
            continue
        if monotonic() > until:
            return clash, False
        fewer = {each: where for each, where in clash.items() if each != key}
        if _impossible(problem, options, fewer):
            clash = fewer
    return clash, True


def _impossible(problem: Problem, options: Options, demands: Demands) -> bool:
    """Whether it is proven that these cases cannot all be heard where they have to be."""
    narrowed = {
        (case, sitting): option if sitting in demands.get(case, ()) else Option()
        for (case, sitting), option in options.items()
    }
    made = formulate(problem, narrowed, Order.NEEDED)
    for case, sittings in demands.items():
        made.model.add_exactly_one(made.chosen[case, sitting] for sitting in sorted(sittings))
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = PATIENCE
    solver.parameters.num_workers = 1
    return solver.status_name(solver.solve(made.model)) == "INFEASIBLE"
