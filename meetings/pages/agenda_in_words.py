"""A proposed agenda in words, as far as its reader sees the cases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from govuk.words import british_date, weekday_date
from meetings.agenda.gather import Gathered
from meetings.agenda.steps import added, shown, where
from meetings.agenda.stored import Found, Step
from meetings.models import Session
from meetings.packing import (
    Breach,
    Finish,
    LeftOut,
    Placed,
    Problem,
    Rule,
    breaches,
    finishes,
    moved,
    reasons,
)
from meetings.packing.words import (
    breach_words,
    left_out_words,
    move_words,
    reason_words,
    unmet_words,
)
from nominals.models import Nominal


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a session: when it is heard, why there, and what is broken by it."""

    key: str
    nominal: Nominal
    starts_at: datetime
    ends_at: datetime
    words: str
    has_slot: bool
    kept: bool
    position: int
    is_last: bool
    why: list[str]
    breaks: list[str]


@dataclass(frozen=True, slots=True)
class Card:
    """A session with all it would hear, and when it would end."""

    key: str
    session: Session
    lines: list[Line]
    finish: Finish


@dataclass(frozen=True, slots=True)
class Outside:
    """A case that is in none of the sessions, and why."""

    key: str
    nominal: Nominal
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class MovePage:
    """A case, why it is where it is, and what would break in each session."""

    nominal: Nominal
    key: str
    words: str
    where: str
    why: list[str]
    options: list[tuple[str, str, str]]
    most: int

    @property
    def sessions(self) -> list[tuple[str, str]]:
        return [(key, words) for key, words, _ in self.options]

    @property
    def hints(self) -> dict[str, str]:
        return {key: hint for key, _, hint in self.options}


@dataclass(frozen=True)
class InWords:
    """An agenda in words: what it is gathered from, how it stands, what the packer said."""

    found: Gathered
    step: Step
    told: Found | None

    @cached_property
    def whole(self) -> Mapping[str, tuple[Placed, ...]]:
        return shown(self.found.problem, self.step) if self.found.problem else {}

    @cached_property
    def breaches(self) -> list[Breach]:
        return breaches(self.found.problem, self.whole) if self.found.problem else []

    @cached_property
    def broken(self) -> Mapping[str, list[str]]:
        """What breaks, by the case that breaks it."""
        words: dict[str, list[str]] = defaultdict(list)
        for each in self.breaches:
            words[each.case].append(breach_words(each, self.named))
        return words

    def broken_beside(self) -> list[str]:
        """What breaks, beside the deadlines of which the packer says why they cannot be met."""
        told = {each.case for each in self.told.unmet} if self.told else set()
        return [
            breach_words(each, self.named)
            for each in self.breaches
            if each.what != Rule.DEADLINE or each.case not in told
        ]

    def named(self, key: str) -> str:
        """What people call a case, a session, an agency or a person."""
        if session := self.found.sessions.get(key):
            return weekday_date(session.starts_at)
        if nominal := self._nominal(key):
            return nominal.name
        return self.found.names.get(key, "somebody")

    def cards(self) -> Iterator[Card]:
        problem = self.found.problem
        for finish in finishes(problem, self.whole) if problem else ():
            session = self.found.sessions[finish.sitting]
            yield Card(finish.sitting, session, list(self._lines(finish.sitting)), finish)

    def _lines(self, sitting: str) -> Iterator[Line]:
        problem = self.found.problem
        order = added(problem, self.step, sitting) if problem else []
        for item in self.whole[sitting] if problem else ():
            nominal = self._nominal(item.case)
            if problem and nominal:
                position = order.index(item.case) if item.case in order else 0
                yield Line(
                    key=item.case,
                    nominal=nominal,
                    starts_at=item.starts_at,
                    ends_at=item.starts_at + timedelta(minutes=problem.case[item.case].minutes),
                    words=self._due(item.case),
                    has_slot=item.case in self.found.slots,
                    kept=item.case in self.step.kept,
                    position=position,
                    is_last=position == len(order) - 1,
                    why=self.why(item.case),
                    breaks=self.broken.get(item.case, []),
                )

    def outside(self) -> Iterator[Outside]:
        """The cases that the agenda leaves out, and why, if the packer left them out."""
        why = {each.case: left_out_words(each, self.named) for each in self._left_out()}
        heard = {item.case for items in self.whole.values() for item in items}
        for key, demand in self.found.demands.items():
            if key not in heard:
                yield Outside(key, demand.nominal, self._due(key), why.get(key, ""))

    def unmet(self) -> list[str]:
        """The deadlines that cannot be met, and why: what the reader does not see is not named."""
        found = self.told.unmet if self.told else ()
        return [
            unmet_words(replace(each, among=self._known(each.among)), self.named)
            for each in found
            if each.case in self.found.demands
        ]

    def why(self, key: str) -> list[str]:
        problem = self.found.problem
        found = reasons(problem, self.whole, key) if problem else ()
        return [reason_words(each, self.named) for each in found]

    def move(self, problem: Problem, key: str) -> MovePage:
        case, here = problem.case[key], where(problem, self.step, key)
        demand = self.found.demands[key]
        options = []
        for sitting in problem.sittings:
            if sitting.key == here:
                words = [*self.broken.get(key, []), "It is here now."]
            else:
                words = move_words(moved(problem, self.whole, case, sitting), self.named)
            options.append((sitting.key, self.named(sitting.key), " ".join(words)))
        return MovePage(
            nominal=demand.nominal,
            key=key,
            words=self._due(key),
            where=self.named(here) if here else "",
            why=self.why(key),
            options=options,
            most=max(len(added(problem, self.step, each.key)) for each in problem.sittings) + 1,
        )

    def _left_out(self) -> tuple[LeftOut, ...]:
        return self.told.left_out if self.told else ()

    def _known(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key for key in keys if self._nominal(key))

    def _nominal(self, key: str) -> Nominal | None:
        if demand := self.found.demands.get(key):
            return demand.nominal
        slot = self.found.slots.get(key)
        return slot.nominal if slot else None

    def _due(self, key: str) -> str:
        """For what a case is heard, and by when."""
        demand = self.found.demands.get(key)
        if demand is None:
            return f"{self.found.slots[key].get_purpose_display()}, on the agenda already"
        if demand.for_release and demand.release_on:
            return f"{demand.purpose.label}, released on {british_date(demand.release_on)}"
        return f"{demand.purpose.label}, due by {british_date(demand.due_on)}"
