"""What the pages about a proposed agenda show: as far as their reader sees the cases.

Whatever is told of how good it is was worked out for whoever asked for it, from the cases that
they see, and is told to nobody else.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from govuk.words import british_time, plural, weekday_date
from meetings.agenda.gather import gather, keys_of
from meetings.agenda.stored import Found, Step
from meetings.lifecycle import IN_SEARCH, OPEN_AGENDA
from meetings.models import Agenda, Panel, Session
from meetings.packing.words import (
    gap_words,
)
from meetings.services.agenda import stale, step_of
from meetings.timetable import TAKES_CASES
from meetings.waiting import waiting

from .agenda_in_words import Card, InWords, MovePage, Outside

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
class AgendaPage:
    agenda: Agenda
    cards: list[Card]
    outside: list[Outside]
    broken: list[str]
    broken_beside: list[str]
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
    view = InWords(found, step, _told(now, step, actor))
    return AgendaPage(
        agenda=now,
        cards=list(view.cards()) if is_open else [],
        outside=list(view.outside()) if is_open else [],
        broken=[words for each in view.broken.values() for words in each] if is_open else [],
        broken_beside=view.broken_beside() if is_open else [],
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
    return InWords(found, step_of(now), None).move(found.problem, key)


def fresh(agenda: Agenda, actor: Actor) -> Agenda:
    """The agenda as it is by now."""
    seen = Agenda.objects.visible_to(actor).select_related("panel", "asked_by")
    now: Agenda = seen.get(pk=agenda.pk)
    return now


def _told(agenda: Agenda, step: Step, actor: Actor) -> Found | None:
    """What the packer said, for whoever asked it: another may see fewer cases."""
    return step.found if agenda.asked_by_id == actor.person_id else None


def _finishing(card: Card) -> str:
    """Tuesday 3 March 2026 finishes at 12:30pm, 20 minutes over."""
    over = f", {plural(card.finish.over_run, 'minute')} over" if card.finish.over_run else ""
    day, ends = weekday_date(card.session.starts_at), british_time(card.finish.ends_at)
    return f"{day} finishes at {ends}{over}"
