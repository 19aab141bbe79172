"""How far the hearing of a case is: part by part, and by the clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from access.actor import Actor
from clocks.rules import CERTAINTY_IN_WORDS
from clocks.services import AreaLimits
from meetings.audit_form import Heard
from meetings.decisions import WITH_MEETINGS
from meetings.lateness import expected
from meetings.lifecycle import ActionStatus, SlotStatus
from meetings.models import Action, Attendance, Slot
from meetings.models.hold import ATTENDED

from .asked import Recorded, SectionPart
from .live import LivePage


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
class Later:
    """A case that waits behind this one: when it was to begin, and when it is expected to."""

    slot: Slot
    begins: datetime

    @property
    def is_late(self) -> bool:
        return self.begins > self.slot.starts_at


def later(slot: Slot, actor: Actor, *, at: datetime) -> list[Later]:
    """The cases of the session that are still to be heard after this one."""
    inside = Slot.objects.visible_to(actor).filter(session=slot.session_id)
    slots = list(inside.exclude(status=SlotStatus.CANCELLED).order_by("starts_at", "pk"))
    begins = expected(slots, at=at)
    return [Later(each, begins[each.pk]) for each in slots if each.pk in begins and each != slot]


def clocks(limits: AreaLimits, day: date) -> list[Clock]:
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


def heard_so_far(  # noqa: PLR0913 (what an audit asks about)
    seats: Recorded,
    now: LivePage,
    earlier: Iterable[Action],
    sections: Iterable[SectionPart],
    *,
    anything_sent: bool,
    actions: int,
    decided: Mapping[str, object],
    today: date,
) -> Heard:
    """What has been recorded of a case, as the audit asks about it."""
    written = [each.section for each in sections]
    late = [each for each in earlier if each.status == ActionStatus.OPEN and each.due_on < today]
    return Heard(
        unrecorded=sum(seat is None for seat in seats.values()),
        away=[agency.name for agency, seat in seats.items() if seat and _is_away(seat)],
        without_statement=[
            each.agency for each in now.seats if each.is_there and not each.accepted
        ],
        last_actions_open=len(late),
        texts={each.key: each.text for each in written},
        to_confirm=sum(each.is_to_confirm for each in written),
        anything_sent=anything_sent,
        actions=actions,
        **decided,  # type: ignore[arg-type]
    )


def _is_away(seat: Attendance) -> bool:
    return seat.presence not in {*ATTENDED, Attendance.Presence.REPORT}
