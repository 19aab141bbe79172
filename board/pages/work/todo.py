"""One thing that waits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from access.actor import Actor

MOST_NAMED = 5  # of records that are listed one by one; past that, a number says the rest


@dataclass(frozen=True, slots=True)
class Todo:
    """A sentence that leads to what is to be done, more about it, and how many are late.

    `is_one` where the sentence is about one record, and not about a number of them.
    """

    words: str
    href: str
    more: str = ""
    late: int = 0
    is_one: bool = False

    @property
    def tag(self) -> str:
        if not self.late:
            return ""
        return "Late" if self.is_one else f"{self.late} late"


# What waits for an actor on a day.
Find = Callable[[Actor, date], Iterator[Todo]]
