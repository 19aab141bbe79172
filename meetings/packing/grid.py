"""Time as the solver counts it: in the largest unit of which all times are multiples."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

from .openings import Options, span_of
from .problem import Problem, minute


@dataclass(frozen=True, slots=True)
class Grid:
    """Counts units of so many minutes from an origin.

    Nothing is lost by it: whatever a start can be pushed against lies on such a time.
    """

    origin: int
    unit: int

    def length(self, minutes: int) -> int:
        return minutes // self.unit

    def at(self, time: int) -> int:
        return (time - self.origin) // self.unit

    def minute(self, value: int) -> int:
        return self.origin + value * self.unit


def grid_of(problem: Problem, options: Options) -> Grid:
    origin = min(minute(sitting.starts_at) for sitting in problem.sittings)
    lengths = [case.minutes for case in problem.cases]
    return Grid(origin, gcd(*lengths, *(time - origin for time in _times(problem, options))) or 1)


def _times(problem: Problem, options: Options) -> Iterator[int]:
    for sitting in problem.sittings:
        yield minute(sitting.starts_at)
        for item in sitting.placed:
            yield from span_of(problem, item)
    for option in options.values():
        for span in option.starts:
            yield from span
