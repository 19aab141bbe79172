"""What is made least, in three steps: where cases go, who has to come, and in which order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model import IntVar, LinearExprT

from .formulation import Formulation, Reach
from .openings import span_of
from .problem import Case, Sitting, Span, window
from .score import Score, lateness, urgency


@dataclass(frozen=True, slots=True)
class Part:
    """One number of the score, the most it can be, and how many minutes one of it is."""

    name: str
    sum: LinearExprT
    most: int
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Aim:
    """Some numbers of the score as one sum, each weighing more than all that follow it."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> LinearExprT:
        return sum(
            weight * part.sum for weight, part in zip(self._weights, self.parts, strict=True)
        )

    def weigh(self, score: Score) -> int:
        """What an agenda of this score makes of the total."""
        parts = zip(self._weights, self.parts, strict=True)
        return sum(weight * (getattr(score, part.name) // part.unit) for weight, part in parts)

    def read(self, total: int) -> dict[str, int]:
        """The numbers that make up a total."""
        found = {}
        for weight, part in zip(self._weights, self.parts, strict=True):
            value, total = divmod(total, weight)
            found[part.name] = value * part.unit
        return found

    @property
    def _weights(self) -> list[int]:
        weights = [1]
        for part in reversed(self.parts[1:]):
            weights.insert(0, weights[0] * (part.most + 1))
        return weights


def placing(made: Formulation) -> Aim:
    """That cases stay where they are kept, deadlines are met, and nothing urgent is left out."""
    cases, problem = made.problem.cases, made.problem
    due = [case for case in cases if problem.due_here(case)]
    return Aim(
        (
            Part("unkept", sum(_unkept(made, case) for case in cases), len(cases)),
            Part("missed", sum(_missed(made, case) for case in due), len(due)),
            Part(
                "left_out",
                sum(urgency(problem, case) * (1 - _heard(made, case)) for case in cases),
                sum(urgency(problem, case) for case in cases),
            ),
            Part("late", *_late(made)),
        )
    )


def attending(made: Formulation) -> Aim:
    """That each agency comes to few sittings."""
    comes = [
        _comes(made, agency, sitting)
        for sitting in made.problem.sittings
        for agency in sorted(_agencies(made.in_sitting(sitting)))
    ]
    return Aim((Part("attendances", sum(comes), len(comes)),))


def ordering(made: Formulation) -> Aim:
    """That nobody waits: not the sitting, not an agency, not the seniors."""
    sittings = made.problem.sittings
    return Aim(
        (
            _part(made, "paused", [_paused(made, sitting) for sitting in sittings]),
            _part(
                made, "waiting", [each for sitting in sittings for each in _waits(made, sitting)]
            ),
            _part(made, "broken", [_broken(made, sitting) for sitting in sittings]),
        )
    )


def _part(made: Formulation, name: str, sums: Sequence[tuple[LinearExprT, int]]) -> Part:
    return Part(name, sum(each for each, _ in sums), sum(most for _, most in sums), made.grid.unit)


def _heard(made: Formulation, case: Case) -> LinearExprT:
    places = [made.chosen.get((case.key, sitting.key)) for sitting in made.problem.sittings]
    return sum(place for place in places if place is not None)


def _unkept(made: Formulation, case: Case) -> LinearExprT:
    if case.kept_in is None:
        return 0
    place = made.chosen.get((case.key, case.kept_in))
    return 1 if place is None else 1 - place


def _missed(made: Formulation, case: Case) -> LinearExprT:
    in_time = [each.key for each in made.problem.sittings if made.problem.in_time(case, each)]
    return 1 - sum(made.chosen[case.key, key] for key in in_time if (case.key, key) in made.chosen)


def _late(made: Formulation) -> tuple[LinearExprT, int]:
    days = {
        (case.key, sitting.key): lateness(case, sitting)
        for sitting in made.problem.sittings
        for case in made.in_sitting(sitting)
    }
    most = sum(
        max((late for (key, _), late in days.items() if key == case.key), default=0)
        for case in made.problem.cases
    )
    return sum(late * made.chosen[place] for place, late in days.items()), most


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


def _paused(made: Formulation, sitting: Sitting) -> tuple[LinearExprT, int]:
    """From the opening of a sitting to its last case's end, the minutes that no case takes."""
    cases = made.in_sitting(sitting)
    opens = made.model.new_constant(made.grid.at(window(sitting)[0]))
    reach = _reach(made, sitting, cases, first=opens)
    return _slack(made, reach, cases)


def _waits(made: Formulation, sitting: Sitting) -> Iterator[tuple[LinearExprT, int]]:
    cases = made.in_sitting(sitting)
    for agency in sorted(_agencies(cases)):
        yield _span(made, sitting, [case for case in cases if agency in case.agencies])


def _broken(made: Formulation, sitting: Sitting) -> tuple[LinearExprT, int]:
    return _span(made, sitting, [case for case in made.in_sitting(sitting) if case.seniors])


def _span(made: Formulation, sitting: Sitting, cases: Sequence[Case]) -> tuple[LinearExprT, int]:
    if len(cases) <= 1:
        return 0, 0
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


def _slack(made: Formulation, reach: Reach, cases: Sequence[Case]) -> tuple[LinearExprT, int]:
    """The units within a reach that none of its cases takes."""
    own = sum(made.length(case) * made.chosen[case.key, reach.sitting] for case in cases)
    slack = made.model.new_int_var(0, reach.most, "")
    made.model.add(slack >= reach.last - reach.first - own)
    return slack, reach.most
