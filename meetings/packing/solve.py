"""Propose the agenda: the best there is, or the best found in the time given."""

from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, UNKNOWN, CpSolver

from .aims import Aim, attending, ordering, placing
from .draft import draft
from .exchange import read, suggest
from .formulation import Formulation, formulate
from .layout import finishes
from .openings import Option, Options, options
from .problem import Agenda, Problem
from .proposal import Gap, Proposal
from .score import Score, score
from .unmet import left_out, unmet

SEED = 20030404
WORKERS = 2
LEAST, ROUNDING = 0.05, 1e-6
# The share of the time that is left which each step may take: where cases go and who has to come
# are mostly settled in a fraction of it, and what they do not use the next one has.
PLACING, ATTENDING, FIRST_ORDER, EXPLAINING = 0.3, 0.5, 0.3, 0.1


@dataclass(slots=True)
class _Search:
    """The best agenda so far, what is not proven of it, and until when to look for a better one."""

    problem: Problem
    options: Options
    agenda: Agenda
    until: float
    gaps: list[Gap] = field(default_factory=list)

    def seconds(self, share: float) -> float:
        return max((self.until - monotonic()) * share, LEAST)

    @property
    def score(self) -> Score:
        return score(self.problem, self.agenda)


def propose(problem: Problem, *, seconds: float = 9.0) -> Proposal:
    """Fill the sittings, within about so many seconds.

    The score is made least number by number, and is the least there is unless the proposal tells
    a gap. What has its place already keeps it. Breaks no rule of `check`, but that a deadline may
    be missed: then it says why.
    """
    until, choices = monotonic() + seconds, options(problem)
    search = _Search(problem, choices, draft(problem, choices), until - EXPLAINING * seconds)
    _place(search)
    _order(search)
    return Proposal(
        agenda=search.agenda,
        score=search.score,
        gaps=tuple(search.gaps),
        left_out=left_out(problem, choices, search.agenda),
        unmet=unmet(problem, choices, search.agenda, until=until),
        finishes=finishes(problem, search.agenda),
    )


def _place(search: _Search) -> None:
    """Which case goes where: first for the deadlines, then for those who have to come."""
    made = formulate(search.problem, search.options, ordered=False)
    search.gaps += _minimise(search, made, placing(made), PLACING)
    made = formulate(search.problem, search.options, ordered=False)
    _keep(search, made, placing(made))
    search.gaps += _minimise(search, made, attending(made), ATTENDING)


def _order(search: _Search) -> None:
    """When each begins: first where it is now, which is soon found, then wherever it may be."""
    _put_in_order(search, _where_they_are(search), FIRST_ORDER)
    search.gaps += _put_in_order(search, search.options, 1)


def _put_in_order(search: _Search, choices: Options, share: float) -> list[Gap]:
    made = formulate(search.problem, choices, ordered=True)
    _keep(search, made, placing(made), attending(made))
    return _minimise(search, made, ordering(made), share)


def _keep(search: _Search, made: Formulation, *aims: Aim) -> None:
    """Nothing that was reached so far is given up."""
    for aim in aims:
        made.model.add(aim.total <= aim.weigh(search.score))


def _where_they_are(search: _Search) -> Options:
    places = {(item.case, key) for key, items in search.agenda.items() for item in items}
    return {
        place: option if place in places else Option() for place, option in search.options.items()
    }


def _minimise(search: _Search, made: Formulation, aim: Aim, share: float) -> list[Gap]:
    """Make the agenda better, and tell what might be better still."""
    made.model.minimize(aim.total)
    suggest(made, search.agenda)
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = search.seconds(share)
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    status = solver.solve(made.model)
    if status in {OPTIMAL, FEASIBLE}:
        search.agenda = read(made, solver)
    elif status != UNKNOWN:  # the agenda it set out from breaks no rule, so a model is wrong
        raise RuntimeError(f"The solver says {solver.status_name(status)}. {made.model.validate()}")
    return [] if status == OPTIMAL else _gaps(search.score, aim, solver.best_objective_bound)


def _gaps(found: Score, aim: Aim, bound: float) -> list[Gap]:
    """The first number that may be lower; of those that follow it nothing is known then."""
    least = aim.read(max(ceil(bound - ROUNDING), 0))
    gaps = [Gap(name, getattr(found, name), value) for name, value in least.items()]
    return [gap for gap in gaps if gap.bound < gap.value][:1]
