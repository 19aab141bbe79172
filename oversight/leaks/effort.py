"""How much is asked in one check, and what has been asked and found so far."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

from .judge import Found

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is asked: everything by everyone, or the unlikeliest things by a few of them.

    Who the few are follows from the seed: the same in each run of the suite, others each night.
    """

    thorough: bool = False
    seed: str = ""
    times: int = 1  # how many times as many as the fewest that will do
    until: float | None = None  # by the clock that only goes forward

    def pick(self, many: int, *about: object) -> int:
        """A number below `many`, the same each time for the same things."""
        said = "|".join((self.seed, *map(str, about)))
        return int.from_bytes(hashlib.sha256(said.encode()).digest()[:6]) % many

    def shuffled(self, things: Iterable[T], *about: object) -> list[T]:
        return sorted(things, key=lambda each: self.pick(1 << 40, each, *about))

    @property
    def is_over(self) -> bool:
        return self.until is not None and monotonic() > self.until


@dataclass
class Report:
    """What was asked, and what was found how often."""

    found: Counter[Found] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    people: int = 0
    addresses: set[str] = field(default_factory=set)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    tried: Counter[tuple[object, ...]] = field(default_factory=Counter)
    complete: bool = True

    @property
    def requests(self) -> int:
        return self.asked.total()
