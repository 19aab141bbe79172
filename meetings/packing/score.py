"""How good an agenda is: eight numbers, of which each weighs more than all that follow it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .openings import Options, span_of
from .problem import Agenda, Case, Placed, Problem, Sitting, Span, window


class Score(NamedTuple):
    """Less is better, and the first number in which two agendas differ decides.

    `unkept`: cases not in the sitting they were to be kept in. `missed`: deadlines not met by
    these sittings though they had to be. `left_out`: the urgency of the cases not heard. `late`:
    days after their deadlines at which cases are heard. `attendances`: an agency at a sitting.
    `paused`: minutes in which a sitting waits for its next case. `waiting`: minutes in which an
    agency sits through the cases of others, between its first and its last. `broken`: the same for
    the seniors.
    """

    unkept: int = 0
    missed: int = 0
    left_out: int = 0
    late: int = 0
    attendances: int = 0
    paused: int = 0
    waiting: int = 0
    broken: int = 0

    def plus(self, other: "Score") -> "Score":
        return Score(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def minus(self, other: "Score") -> "Score":
        return Score(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


def score(problem: Problem, agenda: Agenda) -> Score:
    """The score of a whole agenda; each case is on it once at most."""
    heard = {item.case for items in agenda.values() for item in items}
    total = Score()
    for case in problem.cases:
        if case.key not in heard:
            total = total.plus(unheard(problem, case))
    for key, items in agenda.items():
        total = total.plus(of_sitting(problem, problem.sitting[key], items))
    return total


def unheard(problem: Problem, case: Case) -> Score:
    """What it costs to leave a case out."""
    return Score(
        unkept=int(case.kept_in is not None),
        missed=int(problem.due_here(case)),
        left_out=urgency(problem, case),
    )


def of_sitting(problem: Problem, sitting: Sitting, items: Sequence[Placed]) -> Score:
    """What the cases of one sitting cost by being there, in this order."""
    cases = [problem.case[item.case] for item in items]
    spans = [span_of(problem, item) for item in items]
    late = [lateness(case, sitting) for case in cases]
    return Score(
        unkept=sum(case.kept_in not in {None, sitting.key} for case in cases),
        missed=sum(days > 0 and problem.due_here(c) for c, days in zip(cases, late, strict=True)),
        late=sum(late),
        attendances=len({key for case in cases for key in case.agencies}),
        paused=_slack([(window(sitting)[0],) * 2, *spans]) if spans else 0,
        waiting=sum(_slack(each) for each in _by_agency(cases, spans)),
        broken=_slack([span for case, span in zip(cases, spans, strict=True) if case.seniors]),
    )


def urgency(problem: Problem, case: Case) -> int:
    """How much it matters that a case is not left out: a day sooner due, one more."""
    if case.deadline is None:
        return 1
    return 1 + (problem.last_deadline - case.deadline).days


def lateness(case: Case, sitting: Sitting) -> int:
    """The days by which a case misses its deadline in a sitting."""
    return max((sitting.on - case.deadline).days, 0) if case.deadline else 0


def meetable(problem: Problem, options: Options, case: Case) -> bool:
    """Whether some sitting could hear a case in time, if it heard nothing else."""
    return any(
        problem.in_time(case, sitting) and options[case.key, sitting.key].starts
        for sitting in problem.sittings
    )


def _by_agency(cases: Sequence[Case], spans: Sequence[Span]) -> Iterator[list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for case, span in zip(cases, spans, strict=True):
        for key in case.agencies:
            found[key].append(span)
    yield from found.values()


def _slack(spans: Sequence[Span]) -> int:
    """The minutes from the first start to the last end that none of them takes."""
    if not spans:
        return 0
    whole = max(end for _, end in spans) - min(start for start, _ in spans)
    return max(whole - sum(end - start for start, end in spans), 0)
