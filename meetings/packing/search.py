"""The search for a better agenda, one aim after another, and how far off the best it may be."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from ortools.sat.python.cp_model import CpSolver

from .aims import Aim, aim
from .exchange import read, suggest
from .formulation import Formulation, Order, Place, formulate
from .openings import Option, Options
from .problem import Agenda, Problem
from .proposal import Gap
from .score import Score, score

SEED = 20030404
WORKERS = 2
FOUND, UNKNOWN = {"OPTIMAL", "FEASIBLE"}, "UNKNOWN"  # what the solver calls its answers
LEAST, ROUNDING = 0.05, 1e-6
# Of the time of a step: for where cases go, no times decided; and for times, no case moved.
LOOSELY, AS_PLACED = 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver said of a model and, unless it found nothing, what it found."""

    status: str
    made: Formulation
    aim: Aim
    solver: CpSolver

    @property
    def found(self) -> bool:
        return self.status in FOUND

    @property
    def value(self) -> int:
        return round(self.solver.objective_value)

    @property
    def bound(self) -> int:
        """What no agenda can be below."""
        least = self.solver.best_objective_bound if self.found else 0
        return max(ceil(least - ROUNDING), 0)

    @property
    def places(self) -> set[Place]:
        return {key for key, each in self.made.chosen.items() if self.solver.boolean_value(each)}


@dataclass(slots=True)
class Search:
    """The best agenda so far, what is known of the best there can be, and until when to look.

    What has been made least is not given up for what is made least after it.
    """

    problem: Problem
    options: Options
    agenda: Agenda
    until: float
    bounds: dict[str, int] = field(default_factory=dict)

    @property
    def score(self) -> Score:
        return score(self.problem, self.agenda)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        found = self.score._asdict()
        gaps = (Gap(name, found[name], bound) for name, bound in self.bounds.items())
        return tuple(gap for gap in gaps if gap.bound < gap.value)

    def place(self, name: str, *, share: float) -> None:
        """Make a number least that depends on which case goes where.

        First without regard to times, which is much quicker and mostly turns out well; where it
        does not, at least it is known that nothing can be better than that.
        """
        if self._is_nought(name):
            return
        until = self.until - (1 - share) * self._left
        wish = self._least(name, self.options, Order.NONE, LOOSELY * (until - monotonic()))
        bound = wish.bound
        if not (wish.found and self._comes_true(wish)):
            found = self._least(name, self.options, Order.NEEDED, until - monotonic(), bound)
            self._adopt(found)
            bound = max(found.bound, bound)
        self.bounds[name] = bound * wish.aim.unit

    def order(self, name: str, *, share: float) -> None:
        """Make a number least that depends on when each begins.

        First where it is now, which is soon found, and then wherever it may be.
        """
        if self._is_nought(name):
            return
        until = self.until - (1 - share) * self._left
        here = {(item.case, key) for key, items in self.agenda.items() for item in items}
        seconds = AS_PLACED * (until - monotonic())
        self._adopt(self._least(name, _narrowed(self.options, here), Order.ALL, seconds))
        found = self._least(name, self.options, Order.ALL, until - monotonic())
        self._adopt(found)
        self.bounds[name] = found.bound * found.aim.unit

    @property
    def _left(self) -> float:
        return self.until - monotonic()

    def _is_nought(self, name: str) -> bool:
        """Nothing is less than nought, and there is nothing to look for."""
        if getattr(self.score, name) == 0:
            self.bounds[name] = 0
        return name in self.bounds

    def _comes_true(self, wish: Outcome) -> bool:
        """Whether there are times for a choice of places; if so, they are kept."""
        options = _narrowed(self.options, wish.places)
        made, goal = self._model(wish.aim.name, options, Order.NEEDED)
        made.model.add(goal.total <= wish.value)
        found = self._run(made, goal, self._left)
        if found.found:
            self._adopt(found)
        return found.found

    def _least(
        self, name: str, options: Options, order: Order, seconds: float, bound: int = 0
    ) -> Outcome:
        made, goal = self._model(name, options, order)
        made.model.add(goal.total >= bound)
        made.model.minimize(goal.total)
        return self._run(made, goal, seconds)

    def _model(self, name: str, options: Options, order: Order) -> tuple[Formulation, Aim]:
        made = formulate(self.problem, options, order)
        for each in self.bounds:
            reached = aim(made, each)
            made.model.add(reached.total <= reached.of(self.score))
        goal = aim(made, name)
        suggest(made, self.agenda)
        return made, goal

    def _run(self, made: Formulation, goal: Aim, seconds: float) -> Outcome:
        solver = CpSolver()
        solver.parameters.max_time_in_seconds = max(seconds, LEAST)
        solver.parameters.num_workers = WORKERS
        solver.parameters.random_seed = SEED
        if made.order == Order.NONE:  # then its bounds soon climb to what is found; else they don't
            solver.parameters.subsolvers.append("lb_tree_search")
        status = solver.status_name(solver.solve(made.model))
        return Outcome(status, made, goal, solver)

    def _adopt(self, outcome: Outcome) -> None:
        if outcome.found:
            self.agenda = read(outcome.made, outcome.solver)
        elif outcome.status != UNKNOWN:  # the agenda it set out from keeps to every rule
            raise RuntimeError(f"A model is wrong: {outcome.status}.")


def _narrowed(options: Options, places: Iterable[Place]) -> Options:
    """Nothing goes anywhere but there."""
    chosen = set(places)
    return {place: option if place in chosen else Option() for place, option in options.items()}
