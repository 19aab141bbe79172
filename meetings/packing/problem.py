"""What the packer is given: the cases, the sittings, and who is away when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

Span = tuple[int, int]
"""From a minute up to, and without, another; minutes are counted since 1970 in UTC."""


class Engagement(StrEnum):
    """What somebody is away for."""

    LEAVE = "leave"
    OTHER_PANEL = "other_panel"


@dataclass(frozen=True, slots=True)
class Away:
    """A time at which somebody cannot be at a sitting, and what for."""

    since: datetime
    until: datetime
    on: Engagement = Engagement.LEAVE


@dataclass(frozen=True, slots=True)
class Attender:
    """An agency's representative, or a chair, and when they are away."""

    key: str
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A case to be heard: how long it takes, from when and by when, and who must be there.

    A case `kept_in` a sitting stays on its agenda, at whichever time.
    """

    key: str
    minutes: int
    level: int
    agencies: frozenset[str] = frozenset()
    deadline: date | None = None
    earliest: date | None = None
    seniors: bool = False
    kept_in: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A case on an agenda, and when it begins."""

    case: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session to be filled: which levels it hears, who chairs, whom the chair may not hear.

    What is `placed` already stays at its time: people have been told of it.
    """

    key: str
    starts_at: datetime
    minutes: int
    levels: frozenset[int]
    chair: str
    conflicts: frozenset[str] = frozenset()
    placed: tuple[Placed, ...] = ()

    @property
    def on(self) -> date:
        return self.starts_at.date()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


Agenda = Mapping[str, tuple[Placed, ...]]
"""For each sitting, its cases in the order of their times."""


@dataclass(frozen=True)
class Problem:
    """What is to be arranged. Dates are those of the sittings' own time zone.

    A deadline before the `horizon` has to be met by these sittings; one from then on can be met
    by a later one. It is the day after the last of them, unless it is given. A problem that
    contradicts itself is refused with a ValueError.
    """

    cases: tuple[Case, ...]
    sittings: tuple[Sitting, ...]
    attenders: tuple[Attender, ...] = ()
    horizon: date | None = None

    def __post_init__(self) -> None:
        for wrong in _contradictions(self):
            raise ValueError(wrong)

    @cached_property
    def case(self) -> Mapping[str, Case]:
        return {case.key: case for case in self.cases}

    @cached_property
    def sitting(self) -> Mapping[str, Sitting]:
        return {sitting.key: sitting for sitting in self.sittings}

    @cached_property
    def busy(self) -> Mapping[str, tuple[tuple[Span, Engagement], ...]]:
        """When each attender is away, in minutes."""
        return {
            attender.key: tuple(
                ((minute(away.since), minute(away.until)), away.on) for away in attender.away
            )
            for attender in self.attenders
        }

    @cached_property
    def placed_in(self) -> Mapping[str, str]:
        """The sitting of each case that has its place already."""
        return {each.case: sitting.key for sitting in self.sittings for each in sitting.placed}

    @cached_property
    def already(self) -> Agenda:
        """The agendas as they are before anything is proposed."""
        return {sitting.key: sitting.placed for sitting in self.sittings}

    @cached_property
    def to_place(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.key not in self.placed_in)

    @cached_property
    def ends(self) -> date:
        """The first day on which a later sitting may hear a case."""
        return self.horizon or max(sitting.on for sitting in self.sittings) + timedelta(days=1)

    @cached_property
    def last_deadline(self) -> date:
        return max([self.ends, *(case.deadline for case in self.cases if case.deadline)])

    @cached_property
    def concurrent(self) -> frozenset[tuple[str, str]]:
        """The pairs of sittings of which one begins before the other ends."""
        return frozenset(
            (one.key, other.key)
            for one in self.sittings
            for other in self.sittings
            if one.key != other.key and overlap(window(one), window(other))
        )

    def due_here(self, case: Case) -> bool:
        """Whether its deadline has to be met by these sittings."""
        return case.deadline is not None and case.deadline < self.ends

    def in_time(self, case: Case, sitting: Sitting) -> bool:
        return case.deadline is None or sitting.on <= case.deadline


def minute(at: datetime) -> int:
    return int(at.timestamp() // 60)


def window(sitting: Sitting) -> Span:
    start = minute(sitting.starts_at)
    return start, start + sitting.minutes


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def needed(case: Case, sitting: Sitting) -> frozenset[str]:
    """Who must be there while a case is heard in a sitting."""
    return case.agencies | {sitting.chair}


def _contradictions(problem: Problem) -> Iterable[str]:
    cases = [case.key for case in problem.cases]
    sittings = [sitting.key for sitting in problem.sittings]
    placed = [each.case for sitting in problem.sittings for each in sitting.placed]
    kept = {case.kept_in for case in problem.cases if case.kept_in}
    if not sittings:
        yield "There is no sitting to fill."
    for what, keys in (("case", cases), ("sitting", sittings), ("place", placed)):
        if len(set(keys)) < len(keys):
            yield f"Two of a {what} have one key."
    if not set(placed) <= set(cases) or not kept <= set(sittings):
        yield "A place is of a case or in a sitting that is not there."
    if any(case.minutes <= 0 for case in problem.cases):
        yield "A case takes no time."
    if any(
        each.starts_at < sitting.starts_at
        for sitting in problem.sittings
        for each in sitting.placed
    ):
        yield "A case is placed before its sitting begins."
    if any(sitting.starts_at.tzinfo is None for sitting in problem.sittings):
        yield "A sitting's start has no time zone."
