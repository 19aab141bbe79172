"""What the screen of a case that is being heard shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from clocks.services import limits_of
from govuk.forms import Form
from meetings.actions import before
from meetings.audience import invited
from meetings.audit_form import AUDIT, Question, unmet
from meetings.decisions import heard_on, incomplete
from meetings.lateness import Spent, spent
from meetings.lifecycle import (
    ActionStatus,
    ReturnStatus,
    SessionStatus,
    SlotStatus,
)
from meetings.models import (
    Action,
    ActionUpdate,
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
from .changed import Changed, since_last_time
from .due import Due, due_in_words
from .live import LivePage, live
from .progress import Clock, Later, Progress, clocks, heard_so_far, later

PARTS = ("attendance", "disclosure", "decision", "action")
WAITING = {SlotStatus.PLANNED, SlotStatus.OPEN}
# The sections of the minutes as a panel comes to them; each group is a part of the screen.
GROUPS = (
    ("risk_and_plan", "Risk and plan", ("risk", "plan", "contingency")),
    ("information", "What was said", ("lead_update", "agency_information")),
    ("people", "Children, diversity and victims", ("children", "diversity", "victims")),
)
# What went wrong is spoken of first.
FIRST = (ActionStatus.DID_NOT, ActionStatus.COULD_NOT, ActionStatus.OPEN, ActionStatus.DONE)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action, how far off it is while it is open, and what was last said of it."""

    action: Action
    due: Due | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """Sections that are spoken of together, as one part of the screen."""

    part: str
    heading: str
    sections: list[SectionPart]

    @property
    def left(self) -> int:
        """How many of them minutes must have and nobody has written, or confirmed."""
        return sum(each.is_left for each in self.sections)


@dataclass(frozen=True, slots=True)
class HoldPage:
    """One case as its panel hears it. `forms` are by part; a part that is over has none."""

    about: of_nominals.About
    slot: Slot
    session: Session
    minutes: Minutes | None
    live: LivePage
    changed: Changed
    earlier: list[ActionLine]
    returns: list[InformationReturn]
    seats: Recorded
    disclosure: Disclosure | None
    decision: Decision | None
    given: list[ActionLine]
    sections: list[SectionPart]
    forms: Mapping[str, Form]
    missing: Mapping[str, str]
    audit: list[Question]
    spent: Spent | None
    later: list[Later]
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
    def groups(self) -> list[SectionGroup]:
        """The sections as the panel comes to them."""
        of = {each.part.key: each for each in self.sections}
        return [
            SectionGroup(part, heading, [of[key] for key in keys if key in of])
            for part, heading, keys in GROUPS
        ]

    @property
    def rest(self) -> SectionGroup:
        """The sections that are written before, after or beside the hearing."""
        grouped = {key for _, _, keys in GROUPS for key in keys}
        left = [each for each in self.sections if each.part.key not in grouped]
        return SectionGroup("minutes", "The rest of the minutes", left)

    @property
    def carried(self) -> list[SectionPart]:
        """The sections that say what earlier minutes said, and wait to be confirmed."""
        return [each for each in self.sections if each.section.is_to_confirm]

    @property
    def progress(self) -> list[Progress]:
        """How far each part of the screen is."""
        seats = sum(seat is not None for seat in self.seats.values())
        return [
            Progress("earlier", "Actions of the last meeting", str(len(self.earlier))),
            Progress.of(
                "attendance",
                "Attendance",
                seats == len(self.seats),
                f"{seats} of {len(self.seats)}",
            ),
            *(_of_group(group) for group in self.groups[:1]),
            Progress("returns", "What agencies sent", self._returned()),
            *(_of_group(group) for group in self.groups[1:]),
            Progress.of(
                "disclosure", "Disclosure decision", self.disclosure is not None, "Not decided"
            ),
            Progress.of("decision", "Level decision", self.decision is not None, "Not decided"),
            Progress("action", "New actions", str(len(self.given))),
            _of_group(self.rest),
        ]

    def _returned(self) -> str:
        sent = sum(each.sent_at is not None for each in self.returns)
        return f"{sent} of {len(self.returns)}"

    @property
    def asked_by_audit(self) -> int:
        """How many questions an audit asks."""
        return len(AUDIT)

    @property
    def unwritten(self) -> list[Part]:
        """The sections that nobody has written and that are required, or only carried over."""
        return [each.part for each in self.sections if each.is_left]

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
    disclosure, decision = _one(Disclosure, slot, actor), _one(Decision, slot, actor)
    minutes = Minutes.objects.visible_to(actor).filter(slot=slot).first()
    is_open = slot.status == SlotStatus.OPEN
    wanted = PARTS if is_open else {sent} if data else set()
    found = {"attendance": seats, "disclosure": disclosure, "decision": decision}
    limits = limits_of(slot.area_id)
    earlier = before(slot, actor=actor)
    now_live, written = live(slot, actor), sections(minutes, actor, sent, data, today=today)
    returns, waiting = list(_returns(slot, actor)), later(slot, actor, at=at)
    heard = heard_so_far(
        seats,
        now_live,
        earlier,
        written,
        anything_sent=any(each.sent_at for each in returns),
        actions=len(now_live.given),
        decided={"disclosure": disclosure, "decision": decision},
        today=today,
    )
    return HoldPage(
        about=of_nominals.about(
            slot.nominal, actor=actor, here="meetings:list_for_nominal", on=today
        ),
        slot=slot,
        session=slot.session,
        minutes=minutes,
        live=now_live,
        changed=since_last_time(slot, actor, today=today),
        earlier=_looked_back_on(earlier, actor, today),
        returns=returns,
        seats=seats,
        disclosure=disclosure,
        decision=decision,
        given=[_line(each, today) for each in now_live.given],
        sections=written,
        forms={
            **forms(slot, actor, at, wanted, found, limits, {sent: data}),
            **own_forms(slot, actor),
        },
        missing=_missing(seats, disclosure, decision) if is_open else {},
        audit=unmet(heard) if is_open else [],
        spent=spent(slot, at=at),
        later=waiting if is_open else [],
        clocks=clocks(limits, heard_on(slot.starts_at, at)) if is_open else [],
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


def _of_group(group: SectionGroup) -> Progress:
    return Progress.of(group.part, group.heading, not group.left, f"{group.left} to write")


def _looked_back_on(actions: Iterable[Action], actor: Actor, today: date) -> list[ActionLine]:
    """Earlier actions with what became of each and why, what went wrong before what did not."""
    rank = {status.value: place for place, status in enumerate(FIRST)}
    ordered = sorted(actions, key=lambda each: rank.get(each.status, len(rank)))
    updates = ActionUpdate.objects.visible_to(actor).filter(action__in=ordered)
    said = dict(updates.order_by("at").values_list("action_id", "text"))
    return [_line(each, today, said.get(each.pk, "")) for each in ordered]


def _line(action: Action, today: date, said: str = "") -> ActionLine:
    is_open = action.status == ActionStatus.OPEN
    return ActionLine(action, due_in_words(action.due_on, today) if is_open else None, said)


def _missing(
    seats: Recorded, disclosure: Disclosure | None, decision: Decision | None
) -> dict[str, str]:
    unrecorded = [agency.name for agency, seat in seats.items() if seat is None]
    return incomplete(unrecorded, disclosure=disclosure is not None, decision=decision is not None)


def _waiting(slot: Slot, actor: Actor) -> int:
    """How many cases of the session are not over yet."""
    inside = Slot.objects.visible_to(actor).filter(session=slot.session_id)
    return int(inside.filter(status__in=WAITING).count())
