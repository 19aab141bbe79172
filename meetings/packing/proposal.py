"""What the packer proposes, and how sure it is that nothing better can be had."""

from dataclasses import dataclass
from enum import StrEnum

from .layout import Finish
from .problem import Agenda
from .score import Score


class Why(StrEnum):
    """Why a case is left out, or cannot be heard by its deadline."""

    NO_SITTING = "no_sitting"
    TOO_EARLY = "too_early"
    CHAIR_CONFLICT = "chair_conflict"
    KEPT_ELSEWHERE = "kept_elsewhere"
    PLACED_LATE = "placed_late"
    AWAY = "away"
    NO_ROOM = "no_room"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A deadline that is missed, and why it cannot be met.

    `who` is away in the sittings named. Where there is no room, `among` are cases that cannot all
    be heard in time with this one; `smallest` if without any one of them it could be.
    """

    case: str
    why: Why
    sittings: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    smallest: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that no sitting of the proposal hears."""

    case: str
    why: Why
    sittings: tuple[str, ...] = ()
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A number of the score that may not be the least: what it is, and what it cannot be below."""

    name: str
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An agenda for every sitting that breaks no rule, and what can be said of it."""

    agenda: Agenda
    score: Score
    gaps: tuple[Gap, ...]
    left_out: tuple[LeftOut, ...]
    unmet: tuple[Unmet, ...]
    finishes: tuple[Finish, ...]

    @property
    def proven(self) -> bool:
        """Whether no agenda has a lower score."""
        return not self.gaps
