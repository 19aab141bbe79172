"""What the pages about a proposed agenda show: as far as their reader sees the cases.

Whatever is told of how good it is was worked out for whoever asked for it, from the cases that
they see, and is told to nobody else.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from govuk.words import british_date, british_time, plural, weekday_date
from meetings.agenda.gather import Gathered, gather, keys_of
from meetings.agenda.steps import added, shown, where
from meetings.agenda.stored import Found, Step
from meetings.lifecycle import IN_SEARCH, OPEN_AGENDA
from meetings.models import Agenda, Panel, Session
from meetings.packing import (
    Finish,
    LeftOut,
    Placed,
    Problem,
    breaches,
    finishes,
    moved,
    reasons,
)
from meetings.packing.words import (
    breach_words,
    gap_words,
    left_out_words,
    move_words,
    reason_words,
    unmet_words,
)
from meetings.services.agenda import stale, step_of
from meetings.timetable import TAKES_CASES
from meetings.waiting import waiting
from nominals.models import Nominal

SLOW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A panel, how much waits for it, and its agenda if one is proposed."""

    panel: Panel
    sessions: int
    waiting: int
    agenda: Agenda | None
    may_propose: bool


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
class AgendaPage:
    agenda: Agenda
    cards: list[Card]
    outside: list[Outside]
    broken: list[str]
    unmet: list[str]
    gaps: list[str]
    is_proven: bool
    is_searching: bool
    is_slow: bool
    is_open: bool
    stale: list[str]
    later: int
    new: int
    may_change: bool
    may_undo: bool

    @property
    def names(self) -> list[UUID]:
        """The nominals whom the page names."""
        heard = [line.nominal.pk for card in self.cards for line in card.lines]
        return [*heard, *(each.nominal.pk for each in self.outside)]

    @property
    def sessions(self) -> list[tuple[str, str]]:
        return [(card.key, weekday_date(card.session.starts_at)) for card in self.cards]

    @property
    def most(self) -> int:
        """How many cases are added to the session to which most are."""
        return max((sum(not e.has_slot for e in card.lines) for card in self.cards), default=0)

    @property
    def to_add(self) -> int:
        return sum(not line.has_slot for card in self.cards for line in card.lines)

    @property
    def said(self) -> str:
        """What has changed, for those who do not see it."""
        ends = "; ".join(_finishing(card) for card in self.cards if card.lines)
        wrong = plural(len(self.broken), "thing breaks", "things break") if self.broken else ""
        return f"{ends}. {wrong or 'Nothing breaks'}."


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


def list_agendas(actor: Actor, *, at: datetime) -> list[PanelLine]:
    """The panels of the area: those that the actor plans, or whose agenda they may look at."""
    panels = list(Panel.objects.filter(area=actor.area_id))
    coming = Session.objects.visible_to(actor).filter(
        panel__in=panels, status__in=TAKES_CASES, starts_at__gt=at
    )
    sessions: dict[UUID, int] = defaultdict(int)
    for panel in coming.values_list("panel_id", flat=True):
        sessions[panel] += 1
    undecided = Agenda.objects.visible_to(actor).filter(status__in=OPEN_AGENDA)
    found = {each.panel_id: each for each in undecided}
    levels = [int(each.level) for each in waiting(actor, on=localdate(at))]
    proposes = bool(may(actor, "agenda.propose"))
    return [
        PanelLine(each, sessions[each.pk], levels.count(each.level), found.get(each.pk), proposes)
        for each in panels
        if proposes or each.chairs_id in actor.groups
    ]


def show_agenda(agenda: Agenda, actor: Actor, *, at: datetime) -> AgendaPage:
    """An agenda as it stands, beside what the sessions hold by now."""
    now = fresh(agenda, actor)
    is_open, searching = now.status in OPEN_AGENDA, now.status in IN_SEARCH
    keys = keys_of(now, actor)
    step = step_of(now) if is_open else Step({})
    found = gather(now.panel, actor=actor, at=at, keys=keys)
    view = View(found, step, _told(now, step, actor))
    return AgendaPage(
        agenda=now,
        cards=list(view.cards()) if is_open else [],
        outside=list(view.outside()) if is_open else [],
        broken=[words for each in view.broken.values() for words in each] if is_open else [],
        unmet=view.unmet(),
        gaps=[gap_words(each) for each in view.told.gaps] if view.told else [],
        is_proven=view.told is not None and not view.told.gaps,
        is_searching=searching,
        is_slow=searching and at - now.asked_at > SLOW,
        is_open=is_open,
        stale=stale(found, step, keys.values()) if is_open else [],
        later=found.later,
        new=found.new if is_open else 0,
        may_change=is_open and bool(may(actor, "agenda.move", now)),
        may_undo=len(now.steps) > 1,
    )


def show_move(agenda: Agenda, actor: Actor, key: str, *, at: datetime) -> MovePage | None:
    """What would break in each session if a case were there; None if there is no such case."""
    now = fresh(agenda, actor)
    found = gather(now.panel, actor=actor, at=at, keys=keys_of(now, actor))
    if found.problem is None or key not in found.demands or now.status not in OPEN_AGENDA:
        return None
    view = View(found, step_of(now), None)
    return view.move(found.problem, key)


def fresh(agenda: Agenda, actor: Actor) -> Agenda:
    """The agenda as it is by now."""
    seen = Agenda.objects.visible_to(actor).select_related("panel", "asked_by")
    now: Agenda = seen.get(pk=agenda.pk)
    return now


def _told(agenda: Agenda, step: Step, actor: Actor) -> Found | None:
    """What the packer said, for whoever asked it: another may see fewer cases."""
    return step.found if agenda.asked_by_id == actor.person_id else None


@dataclass(frozen=True)
class View:
    """An agenda in words: what it is gathered from, how it stands, what the packer said."""

    found: Gathered
    step: Step
    told: Found | None

    @cached_property
    def whole(self) -> Mapping[str, tuple[Placed, ...]]:
        return shown(self.found.problem, self.step) if self.found.problem else {}

    @cached_property
    def broken(self) -> Mapping[str, list[str]]:
        """What breaks, by the case that breaks it."""
        words: dict[str, list[str]] = defaultdict(list)
        for each in breaches(self.found.problem, self.whole) if self.found.problem else ():
            words[each.case].append(breach_words(each, self.named))
        return words

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


def _finishing(card: Card) -> str:
    """Tuesday 3 March 2026 finishes at 12:30pm, 20 minutes over."""
    over = f", {plural(card.finish.over_run, 'minute')} over" if card.finish.over_run else ""
    day, ends = weekday_date(card.session.starts_at), british_time(card.finish.ends_at)
    return f"{day} finishes at {ends}{over}"
