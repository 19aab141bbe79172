"""The problem in the solver's language: what it decides, and what must hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from ortools.sat.python.cp_model import CpModel, Domain, IntervalVar, IntVar

from .grid import Grid, grid_of
from .openings import Options
from .problem import Case, Problem, Sitting, Span, minute, needed

Place = tuple[str, str]
"""The keys of a case and of a sitting."""


class Order(StrEnum):
    """Of which sittings the times are decided, beside the cases.

    Where every case of a sitting can be heard at any of its times, it is enough that their minutes
    fit: to decide times as needed is exact. To decide none can only promise too much.
    """

    NONE = "none"
    NEEDED = "needed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Reach:
    """The first start and the last end of some cases in a sitting, and how far apart at most."""

    first: IntVar
    last: IntVar
    most: int
    sitting: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formulation:
    """A model, and its decisions by name: which case where, when it starts, who comes.

    What has its place already is in it as a constant. Starts are decided only in the sittings in
    which they matter.
    """

    problem: Problem
    options: Options
    grid: Grid
    order: Order
    model: CpModel = field(default_factory=CpModel)
    chosen: dict[Place, IntVar] = field(default_factory=dict)
    left_out: dict[str, IntVar] = field(default_factory=dict)
    starts: dict[Place, IntVar] = field(default_factory=dict)
    attends: dict[Place, IntVar] = field(default_factory=dict)
    reaches: list[Reach] = field(default_factory=list)

    def places(self, case: Case) -> dict[Sitting, IntVar]:
        """Where a case may be heard, or is."""
        found = {each: self.chosen.get((case.key, each.key)) for each in self.problem.sittings}
        return {sitting: chosen for sitting, chosen in found.items() if chosen is not None}

    def in_sitting(self, sitting: Sitting) -> list[Case]:
        """The cases that may be heard in a sitting, or are."""
        cases = self.problem.cases
        return [case for case in cases if (case.key, sitting.key) in self.chosen]

    def new_in(self, sitting: Sitting) -> list[Case]:
        """Those of them that have no place yet."""
        placed = self.problem.placed_in
        return [case for case in self.in_sitting(sitting) if case.key not in placed]

    def length(self, case: Case) -> int:
        return self.grid.length(case.minutes)


def formulate(problem: Problem, options: Options, order: Order) -> Formulation:
    """A model of all that must hold, or, with no order, of all but times."""
    made = Formulation(problem, options, grid_of(problem, options), order)
    for sitting in problem.sittings:
        _choose(made, sitting)
        _fit_the_minutes(made, sitting)
    for case in problem.to_place:
        made.left_out[case.key] = made.model.new_bool_var("")
        made.model.add_exactly_one(made.left_out[case.key], *made.places(case).values())
    intervals = {
        place: interval
        for sitting in problem.sittings
        for place, interval in _hold_one_at_a_time(made, sitting)
    }
    _keep_people_in_one_place(made, intervals)
    return made


def _choose(made: Formulation, sitting: Sitting) -> None:
    for case in made.problem.to_place:
        if made.options[case.key, sitting.key].starts:
            made.chosen[case.key, sitting.key] = made.model.new_bool_var("")
    for item in sitting.placed:
        start = made.grid.at(minute(item.starts_at))
        made.chosen[item.case, sitting.key] = made.model.new_constant(1)
        made.starts[item.case, sitting.key] = made.model.new_constant(start)


def _fit_the_minutes(made: Formulation, sitting: Sitting) -> None:
    """Those that can only be heard between two times fit between them."""
    new = made.new_in(sitting)
    rooms = {case: list(_rooms(made, case, sitting)) for case in new}
    stretches = {span for spans in rooms.values() for span in spans}
    for start, end in product({low for low, _ in stretches}, {high for _, high in stretches}):
        inside = [
            case for case in new if all(start <= low and high <= end for low, high in rooms[case])
        ]
        minutes = sum(made.length(case) * made.chosen[case.key, sitting.key] for case in inside)
        room = _covered((max(start, low), min(end, high)) for low, high in stretches)
        if inside:
            made.model.add(minutes <= made.grid.length(room))


def _hold_one_at_a_time(made: Formulation, sitting: Sitting) -> Iterator[tuple[Place, IntervalVar]]:
    """Where times are decided, no two cases overlap."""
    new = made.new_in(sitting)
    if made.order == Order.ALL or (made.order == Order.NEEDED and _tangled(made, sitting, new)):
        intervals = [_interval(made, case, sitting) for case in new]
        made.model.add_no_overlap(intervals)
        yield from zip([(case.key, sitting.key) for case in new], intervals, strict=True)


def _tangled(made: Formulation, sitting: Sitting, new: Sequence[Case]) -> bool:
    """Whether it matters when a case is heard, since not all can be at all the same times."""
    rooms = {tuple(_rooms(made, case, sitting)) for case in new}
    with_others = any(sitting.key in pair for pair in made.problem.concurrent)
    return with_others or len(rooms) > 1 or any(len(spans) > 1 for spans in rooms)


def _rooms(made: Formulation, case: Case, sitting: Sitting) -> Iterator[Span]:
    """The stretches of a sitting in which a case can lie."""
    for low, high in made.options[case.key, sitting.key].starts:
        yield low, high + case.minutes


def _covered(rooms: Iterable[Span]) -> int:
    """The minutes that lie in any of these."""
    total, reached = 0, 0
    for start, end in sorted(rooms):
        total += max(end - max(start, reached), 0)
        reached = max(reached, end)
    return total


def _interval(made: Formulation, case: Case, sitting: Sitting) -> IntervalVar:
    place = (case.key, sitting.key)
    spans = [[made.grid.at(time) for time in span] for span in made.options[place].starts]
    start = made.model.new_int_var_from_domain(Domain.from_intervals(spans), "")
    made.starts[place] = start
    length, chosen = made.length(case), made.chosen[place]
    return made.model.new_optional_fixed_size_interval_var(start, length, chosen, "")


def _keep_people_in_one_place(made: Formulation, intervals: Mapping[Place, IntervalVar]) -> None:
    """Nobody is needed at once in two sittings of which one begins before the other ends."""
    problem = made.problem
    for here, there in problem.concurrent:
        if here < there:
            both = _needed_in(made, here) & _needed_in(made, there)
            for cases in {_cases_of(made, who, here, there) for who in both}:
                made.model.add_no_overlap(
                    intervals[place] for place in sorted(cases) if place in intervals
                )


def _needed_in(made: Formulation, key: str) -> frozenset[str]:
    sitting = made.problem.sitting[key]
    everybody = (needed(case, sitting) for case in made.in_sitting(sitting))
    return frozenset[str]().union(*everybody)


def _cases_of(made: Formulation, who: str, *sittings: str) -> frozenset[Place]:
    return frozenset(
        (case.key, key)
        for key in sittings
        for case in made.in_sitting(made.problem.sitting[key])
        if who in needed(case, made.problem.sitting[key])
    )
