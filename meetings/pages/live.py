"""What those at the table see change while a case is heard: who is there, what is given to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import JSONObject

from access.actor import Actor
from access.policy import may
from agencies.models import Agency
from meetings.actions import given_at
from meetings.audience import invited
from meetings.lifecycle import SlotStatus
from meetings.models import (
    Action,
    Attendance,
    Decision,
    Disclosure,
    Section,
    Slot,
    StatementAcceptance,
)
from meetings.models.hold import ATTENDED

AT_THE_TABLE = (Attendance, Action, Disclosure, Decision)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """How one agency's seat is filled, in words; who accepted the statement is for the panel."""

    agency: str
    words: str
    is_there: bool
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What is true at this moment, in short: other words as soon as any of it is another.

    `sections` are the versions of those of the draft, by key, for those who write it: each page
    that shows one looks after it by itself.
    """

    words: str
    sections: dict[str, int]

    @property
    def tag(self) -> str:
        return f'"{self.words}"'

    @property
    def versions(self) -> str:
        return " ".join(f"{key}={version}" for key, version in sorted(self.sections.items()))


@dataclass(frozen=True, slots=True)
class LivePage:
    """Who is there and what is given to do, as the actor sees it now."""

    slot: Slot
    mark: Mark
    seats: list[SeatLine]
    given: list[Action]

    @property
    def is_followed(self) -> bool:
        """Whether there is anything to wait for."""
        return bool(self.slot.status in {SlotStatus.PLANNED, SlotStatus.OPEN})

    @property
    def expected_at(self) -> datetime | None:
        """When the case will begin, where that is not as planned."""
        late = self.slot.expected_at
        return late if late and self.slot.status == SlotStatus.PLANNED else None


def mark(slot: Slot, actor: Actor) -> Mark:
    """The mark of a slot as the actor sees it, in one question whatever there is.

    Versions only grow, and nothing is taken away, so the same sums mean the same rows.
    """
    runs = bool(may(actor, "slot.hold", slot))
    asked: dict[str, Subquery] = {f"of_{each.kind}": _sum(each, actor) for each in AT_THE_TABLE}
    if runs:
        asked |= {"of_statement": _accepted(actor), "of_sections": _versions(actor)}
    found = Slot.objects.visible_to(actor).filter(pk=slot.pk)
    row = found.annotate(**asked).values("version", *asked).first() or {}
    sections = row.pop("of_sections", None) or []
    words = "-".join(str(each or 0) for each in row.values())
    return Mark(words, {each["key"]: each["version"] for each in sections})


def live(slot: Slot, actor: Actor, now: Mark | None = None) -> LivePage:
    """What is true now. The mark is taken first: what changes meanwhile is found the next time."""
    marked, runs = now or mark(slot, actor), bool(may(actor, "slot.hold", slot))
    recorded = Attendance.objects.visible_to(actor).filter(slot=slot)
    seats = {each.agency_id: each for each in recorded}
    signed = accepted_by(slot, actor) if runs else None
    return LivePage(
        slot=slot,
        mark=marked,
        seats=[_line(each, seats.get(each.pk), signed) for each in invited(slot, actor=actor)],
        given=list(given_at(slot, actor=actor)),
    )


def accepted_by(slot: Slot, actor: Actor) -> set[Any]:
    """The agencies of which somebody accepted the statement for this session, as the actor sees."""
    accepted = StatementAcceptance.objects.visible_to(actor).filter(session=slot.session_id)
    return set(accepted.values_list("agency_id", flat=True))


def in_words(seat: Attendance | None) -> str:
    """How a seat is filled."""
    if seat is None:
        return "Not recorded"
    came = who(seat)
    return f"{seat.get_presence_display()}{f' ({came})' if came else ''}"


def who(seat: Attendance) -> str:
    """Who came for an agency, how senior, for whom and when; empty where nothing is said."""
    return ", ".join(_who(seat))


def _who(seat: Attendance) -> Iterable[str]:
    if seat.represented_by:
        yield seat.represented_by
    if seat.seniority:
        yield seat.get_seniority_display().lower()
    if seat.deputy:
        yield "a deputy"
    if seat.late:
        yield "came late"


def _line(agency: Agency, seat: Attendance | None, signed: set[Any] | None) -> SeatLine:
    there = bool(seat and seat.presence in ATTENDED)
    accepted = None if signed is None else agency.pk in signed
    return SeatLine(agency.name, in_words(seat), there, accepted)


def _sum(kind: Any, actor: Actor) -> Subquery:
    """How many rows of a kind there are in a slot, and how often they have changed."""
    rows = kind.objects.visible_to(actor).order_by().filter(slot=OuterRef("pk")).values("slot")
    return Subquery(rows.annotate(n=Count("pk") + Sum("version")).values("n"))


def _accepted(actor: Actor) -> Subquery:
    rows = StatementAcceptance.objects.visible_to(actor).order_by()
    within = rows.filter(session=OuterRef("session")).values("session")
    return Subquery(within.annotate(n=Count("pk")).values("n"))


def _versions(actor: Actor) -> Subquery:
    rows = Section.objects.visible_to(actor).order_by().filter(minutes__slot=OuterRef("pk"))
    each = JSONBAgg(JSONObject(key="key", version="version"))
    return Subquery(rows.values("minutes").annotate(n=each).values("n"))
