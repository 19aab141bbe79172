"""What the screen of a case that is being heard shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db.models import QuerySet
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from clocks.rules import CERTAINTY_IN_WORDS
from clocks.services import AreaLimits, limits_of
from govuk.forms import Form
from meetings.audience import invited
from meetings.decisions import WITH_MEETINGS, heard_on, incomplete
from meetings.lifecycle import (
    ActionStatus,
    ReturnStatus,
    SessionStatus,
    SlotStatus,
)
from meetings.models import (
    Action,
    Attendance,
    Decision,
    Disclosure,
    InformationReturn,
    Minutes,
    Session,
    Slot,
)
from meetings.sections import Part
from nominals import pages as of_nominals
from nominals.models import Level
from victims.pages import VictimLine, shown

from .asked import Recorded, SectionPart, forms, own_forms, sections
from .due import Due, due_in_words

PARTS = ("attendance", "disclosure", "decision", "action")
WAITING = {SlotStatus.PLANNED, SlotStatus.OPEN}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action, and how far off it is while it is open."""

    action: Action
    due: Due | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one part of the screen is; one that asks for nothing only counts."""

    part: str
    words: str
    status: str
    is_done: bool = True

    @classmethod
    def of(cls, part: str, words: str, is_done: bool, so_far: str) -> Self:  # noqa: FBT001
        return cls(part, words, "Completed" if is_done else so_far, is_done)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that a decision is held to, and where its value comes from."""

    words: str
    length: str
    source: str


@dataclass(frozen=True, slots=True)
class HoldPage:
    """One case as its panel hears it. `forms` are by part; a part that is over has none."""

    about: of_nominals.About
    slot: Slot
    session: Session
    minutes: Minutes | None
    earlier: list[ActionLine]
    returns: list[InformationReturn]
    seats: Recorded
    disclosure: Disclosure | None
    decision: Decision | None
    given: list[ActionLine]
    sections: list[SectionPart]
    forms: Mapping[str, Form]
    missing: Mapping[str, str]
    clocks: list[Clock]
    waiting: int
    victims: list[VictimLine]
    may_show_victims: bool

    @property
    def is_open(self) -> bool:
        return bool(self.slot.status == SlotStatus.OPEN)

    @property
    def may_open(self) -> bool:
        in_session = self.session.status == SessionStatus.OPEN
        return bool(in_session and self.slot.status == SlotStatus.PLANNED)

    @property
    def may_open_session(self) -> bool:
        return bool(self.session.status == SessionStatus.CONVENED)

    @property
    def may_close_session(self) -> bool:
        return bool(self.session.status == SessionStatus.OPEN and not self.waiting)

    @property
    def told(self) -> list[InformationReturn]:
        """What is to be read, and what the others cannot read yet."""
        return [each for each in self.returns if each.content or each.status == ReturnStatus.SENT]

    @property
    def nothing_known(self) -> list[str]:
        """The agencies that know nothing, where all may know that."""
        rest = (each for each in self.returns if each not in self.told)
        return [each.agency.name for each in rest if each.nothing_known]

    @property
    def silent(self) -> list[str]:
        """The agencies that have sent nothing."""
        return [each.agency.name for each in self.returns if not each.sent_at]

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """What is missing, each with the part of the screen it belongs to, for an error summary."""
        return [(sentence, part) for part, sentence in self.missing.items()]

    @property
    def progress(self) -> list[Progress]:
        """How far each part of the screen is."""
        seats = sum(seat is not None for seat in self.seats.values())
        needed = [each for each in self.sections if each.part.required]
        written = len(needed) - len(self.unwritten)
        counted = f"{written} of {len(needed)} needed"
        return [
            Progress("earlier", "Open actions from earlier meetings", str(len(self.earlier))),
            Progress.of(
                "attendance",
                "Attendance",
                seats == len(self.seats),
                f"{seats} of {len(self.seats)}",
            ),
            Progress("returns", "What agencies sent", self._returned()),
            Progress.of("minutes", "Minutes", not self.unwritten, counted),
            Progress.of(
                "disclosure", "Disclosure decision", self.disclosure is not None, "Not decided"
            ),
            Progress.of("decision", "Level decision", self.decision is not None, "Not decided"),
            Progress("action", "New actions", str(len(self.given))),
        ]

    def _returned(self) -> str:
        sent = sum(each.sent_at is not None for each in self.returns)
        return f"{sent} of {len(self.returns)}"

    @property
    def unwritten(self) -> list[Part]:
        """The required sections that nobody has written."""
        empty = (each for each in self.sections if not each.section.text.strip())
        return [each.part for each in empty if each.part.required]

    def form(self, part: str) -> Form:
        """The form of a part: one of the four, or a section by its key."""
        of_sections = {each.part.key: each.form for each in self.sections if each.form}
        return {**of_sections, **self.forms}[part]

    @property
    def all_forms(self) -> list[Form]:
        """Every form of the page, for its error summary."""
        return [*self.forms.values(), *(each.form for each in self.sections if each.form)]


def hold_slot(
    slot: Slot, actor: Actor, *, at: datetime, sent: str = "", data: Any = None
) -> HoldPage:
    """The screen of one case; `data` is what was sent in the form of the part named `sent`."""
    whole = Slot.objects.visible_to(actor).select_related(
        "nominal__lead_agency", "session__panel", "session__chair"
    )
    slot, today = whole.get(pk=slot.pk), localdate(at)
    seats = _seats(slot, actor)
    disclosure = _one(Disclosure, slot, actor)
    decision = _one(Decision, slot, actor)
    minutes = Minutes.objects.visible_to(actor).filter(slot=slot).first()
    is_open = slot.status == SlotStatus.OPEN
    wanted = PARTS if is_open else {sent} if data else set()
    found = {"attendance": seats, "disclosure": disclosure, "decision": decision}
    limits = limits_of(slot.area_id)
    return HoldPage(
        about=of_nominals.about(
            slot.nominal, actor=actor, here="meetings:list_for_nominal", on=today
        ),
        slot=slot,
        session=slot.session,
        minutes=minutes,
        earlier=_lines(_earlier(slot, actor), today),
        returns=list(_returns(slot, actor)),
        seats=seats,
        disclosure=disclosure,
        decision=decision,
        given=_lines(_given(slot, actor), today),
        sections=sections(minutes, actor, sent, data),
        forms={
            **forms(slot, actor, at, wanted, found, limits, {sent: data}),
            **own_forms(slot, actor),
        },
        missing=_missing(seats, disclosure, decision) if is_open else {},
        clocks=_clocks(limits, heard_on(slot.starts_at, at)) if is_open else [],
        waiting=_waiting(slot, actor),
        victims=shown(slot.nominal, actor),
        may_show_victims=is_open and bool(may(actor, "slot.show_victims", slot)),
    )


def after_closing(page: HoldPage) -> str:
    """What closing did, in words; a person in Category 3 who came down to Level 1 has left."""
    if page.decision and page.decision.level == Level.ONE and not page.about.standing.category:
        return "The case is closed. The person was in Category 3 and has left MAPPA."
    return f"The case is closed, and is managed at {page.about.standing.level}."


def _one(kind: Any, slot: Slot, actor: Actor) -> Any:
    return kind.objects.visible_to(actor).select_related("by").filter(slot=slot).first()


def _seats(slot: Slot, actor: Actor) -> Recorded:
    """Each invited agency, with how its seat was filled if that is recorded."""
    recorded = Attendance.objects.visible_to(actor).filter(slot=slot).select_related("by")
    of = {each.agency_id: each for each in recorded}
    return {agency: of.get(agency.pk) for agency in invited(slot, actor=actor)}


def _returns(slot: Slot, actor: Actor) -> "QuerySet[InformationReturn]":
    found = InformationReturn.objects.visible_to(actor).filter(slot=slot)
    return found.select_related("agency", "sent_by").order_by("agency__name")


def _earlier(slot: Slot, actor: Actor) -> "QuerySet[Action]":
    """What earlier slots left to do for this person, soonest due first."""
    mine = Action.objects.visible_to(actor).filter(nominal=slot.nominal_id)
    open_still = mine.filter(status=ActionStatus.OPEN, slot__starts_at__lt=slot.starts_at)
    return open_still.select_related("agency", "person")


def _given(slot: Slot, actor: Actor) -> "QuerySet[Action]":
    given = Action.objects.visible_to(actor).filter(slot=slot).order_by("number")
    return given.select_related("agency", "person")


def _lines(actions: Iterable[Action], today: date) -> list[ActionLine]:
    return [
        ActionLine(
            each, due_in_words(each.due_on, today) if each.status == ActionStatus.OPEN else None
        )
        for each in actions
    ]


def _missing(
    seats: Recorded, disclosure: Disclosure | None, decision: Decision | None
) -> dict[str, str]:
    unrecorded = [agency.name for agency, seat in seats.items() if seat is None]
    return incomplete(unrecorded, disclosure=disclosure is not None, decision=decision is not None)


def _clocks(limits: AreaLimits, day: date) -> list[Clock]:
    """The limits that the next review is held to."""
    keys = [
        f"review_level_{level}_{which}"
        for level in WITH_MEETINGS
        for which in ("target", "maximum")
    ]
    held = [limits.of(key, day) for key in keys]
    return [
        Clock(
            each.words, each.length, f"{each.source} ({CERTAINTY_IN_WORDS[each.certainty].lower()})"
        )
        for each in held
    ]


def _waiting(slot: Slot, actor: Actor) -> int:
    """How many cases of the session are not over yet."""
    inside = Slot.objects.visible_to(actor).filter(session=slot.session_id)
    return int(inside.filter(status__in=WAITING).count())
