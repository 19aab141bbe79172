"""What is made least, one number of the score after another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model import IntVar, LinearExprT

from .formulation import Formulation, Reach
from .openings import span_of
from .problem import Case, Sitting, Span, window
from .score import Score, lateness, urgency


@dataclass(frozen=True, slots=True)
class Aim:
    """A number of the score in the solver's language, in which one stands for so many."""

    name: str
    total: LinearExprT
    unit: int = 1

    def of(self, score: Score) -> int:
        """What the total is for an agenda of this score."""
        return int(getattr(score, self.name)) // self.unit


def aim(made: Formulation, name: str) -> Aim:
    return Aim(name, _TOTALS[name](made), made.grid.unit if name in IN_MINUTES else 1)


def _unkept_cases(made: Formulation) -> LinearExprT:
    return sum(_unkept(made, case) for case in made.problem.cases)


def _missed_deadlines(made: Formulation) -> LinearExprT:
    return sum(_missed(made, case) for case in made.problem.cases)


def _urgency_left_out(made: Formulation) -> LinearExprT:
    return sum(
        urgency(made.problem, made.problem.case[key]) * left_out
        for key, left_out in made.left_out.items()
    )


def _days_late(made: Formulation) -> LinearExprT:
    return sum(
        lateness(case, sitting) * chosen
        for case in made.problem.cases
        for sitting, chosen in made.places(case).items()
    )


def _attendances(made: Formulation) -> LinearExprT:
    return sum(
        _comes(made, agency, sitting)
        for sitting in made.problem.sittings
        for agency in sorted(_agencies(made.in_sitting(sitting)))
    )


def _minutes_paused(made: Formulation) -> LinearExprT:
    return sum(_paused(made, sitting) for sitting in made.problem.sittings)


def _minutes_waited(made: Formulation) -> LinearExprT:
    return sum(each for sitting in made.problem.sittings for each in _waits(made, sitting))


def _minutes_broken(made: Formulation) -> LinearExprT:
    return sum(_broken(made, sitting) for sitting in made.problem.sittings)


def _unkept(made: Formulation, case: Case) -> LinearExprT:
    """Whether a case is anywhere but where it is to be kept."""
    if case.kept_in is None:
        return 0
    places = made.places(case).items()
    elsewhere = [chosen for sitting, chosen in places if sitting.key != case.kept_in]
    return _any(made, case, elsewhere)


def _missed(made: Formulation, case: Case) -> LinearExprT:
    """Whether a deadline that these sittings have to meet is missed."""
    if not made.problem.due_here(case):
        return 0
    places = made.places(case).items()
    late = [chosen for sitting, chosen in places if not made.problem.in_time(case, sitting)]
    return _any(made, case, late)


def _any(made: Formulation, case: Case, places: Sequence[IntVar]) -> LinearExprT:
    """One, if the case is in one of these places or in none at all."""
    left_out = made.left_out.get(case.key)
    return sum(places) if left_out is None else sum(places) + left_out


def _agencies(cases: Iterable[Case]) -> set[str]:
    return {agency for case in cases for agency in case.agencies}


def _comes(made: Formulation, agency: str, sitting: Sitting) -> LinearExprT:
    """Whether an agency has a case in a sitting, said in ways from which much follows."""
    cases = [case for case in made.in_sitting(sitting) if agency in case.agencies]
    chosen = [made.chosen[case.key, sitting.key] for case in cases]
    comes = made.attends[agency, sitting.key] = made.model.new_bool_var("")
    for each in chosen:
        made.model.add_implication(each, comes)
    made.model.add_bool_or([*chosen, ~comes])
    new = [case for case in made.new_in(sitting) if agency in case.agencies]
    minutes = sum(made.length(case) * made.chosen[case.key, sitting.key] for case in new)
    made.model.add(minutes <= made.grid.length(sitting.minutes) * comes)
    return comes


def _paused(made: Formulation, sitting: Sitting) -> LinearExprT:
    """From the opening of a sitting to its last case's end, the minutes that no case takes."""
    cases = made.in_sitting(sitting)
    opens = made.model.new_constant(made.grid.at(window(sitting)[0]))
    reach = _reach(made, sitting, cases, first=opens)
    return _slack(made, reach, cases)


def _waits(made: Formulation, sitting: Sitting) -> Iterator[LinearExprT]:
    cases = made.in_sitting(sitting)
    for agency in sorted(_agencies(cases)):
        yield _span(made, sitting, [case for case in cases if agency in case.agencies])


def _broken(made: Formulation, sitting: Sitting) -> LinearExprT:
    return _span(made, sitting, [case for case in made.in_sitting(sitting) if case.seniors])


def _span(made: Formulation, sitting: Sitting, cases: Sequence[Case]) -> LinearExprT:
    if len(cases) <= 1:
        return 0
    return _slack(made, _reach(made, sitting, cases), cases)


def _reach(
    made: Formulation, sitting: Sitting, cases: Sequence[Case], first: IntVar | None = None
) -> Reach:
    """From the first start to the last end of those cases that the sitting hears."""
    low, high = _bounds(made, sitting)
    last = made.model.new_int_var(low, high, "")
    first = made.model.new_int_var(low, high, "") if first is None else first
    for case in cases:
        place = (case.key, sitting.key)
        start, chosen = made.starts[place], made.chosen[place]
        made.model.add(first <= start).only_enforce_if(chosen)
        made.model.add(last >= start + made.length(case)).only_enforce_if(chosen)
    reach = Reach(first, last, high - low, sitting.key, tuple(case.key for case in cases))
    made.reaches.append(reach)
    return reach


def _bounds(made: Formulation, sitting: Sitting) -> Span:
    placed = [span_of(made.problem, item) for item in sitting.placed]
    edges = [window(sitting), *placed]
    low, high = min(start for start, _ in edges), max(end for _, end in edges)
    return made.grid.at(low), made.grid.at(high)


def _slack(made: Formulation, reach: Reach, cases: Sequence[Case]) -> LinearExprT:
    """The units within a reach that none of its cases takes."""
    own = sum(made.length(case) * made.chosen[case.key, reach.sitting] for case in cases)
    slack = made.model.new_int_var(0, reach.most, "")
    made.model.add(slack >= reach.last - reach.first - own)
    return slack


_TOTALS: dict[str, Callable[[Formulation], LinearExprT]] = {
    "unkept": _unkept_cases,
    "missed": _missed_deadlines,
    "left_out": _urgency_left_out,
    "late": _days_late,
    "attendances": _attendances,
    "paused": _minutes_paused,
    "waiting": _minutes_waited,
    "broken": _minutes_broken,
}
IN_MINUTES = {"paused", "waiting", "broken"}
