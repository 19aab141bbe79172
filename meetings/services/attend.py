"""Who came to a case, seat by seat."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from access.actor import Actor
from access.lifecycle import NotPossible
from agencies.models import Agency
from meetings.audience import invited
from meetings.models import Attendance, Slot
from meetings.readiness import being_heard
from meetings.recording import write_once

SAID = ("presence", "represented_by", "seniority", "deputy", "late")


class SeatSaid(TypedDict):
    """What may be said of a seat."""

    agency: Agency
    presence: str
    represented_by: NotRequired[str]
    version: NotRequired[int | None]
    seniority: NotRequired[str]
    deputy: NotRequired[bool]
    late: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Seat:
    """How an agency's seat was filled; `version` is as in `record_attendance`.

    `seniority` is of whoever came, `deputy` that they came for somebody else.
    """

    agency: Agency
    presence: str
    represented_by: str = ""
    version: int | None = None
    seniority: str = ""
    deputy: bool = False
    late: bool = False


@transaction.atomic
def record_attendance(slot: Slot, *, actor: Actor, at: datetime, **seat: Unpack[SeatSaid]) -> None:
    """Write how an invited agency's seat was filled, or correct it while the case is heard.

    `version` is the record as the actor saw it (`NEW` where there was none); left out, whatever
    is there is corrected.
    """
    record_seats(slot, actor=actor, at=at, seats=[Seat(**seat)])


@transaction.atomic
def record_seats(slot: Slot, *, actor: Actor, at: datetime, seats: Iterable[Seat]) -> None:
    """Write how several seats were filled, all of them or none."""
    being_heard(slot, actor=actor)
    asked = set(invited(slot, actor=actor))
    recorded = Attendance.objects.visible_to(actor).filter(slot=slot)
    found = {each.agency_id: each for each in recorded}
    for seat in seats:
        if seat.agency not in asked:
            raise NotPossible("That agency is not invited to this slot.")
        attendance = found.get(seat.agency.pk) or Attendance(slot=slot, agency=seat.agency)
        said = {name: getattr(seat, name) for name in SAID}
        write_once(attendance, "record", said, actor=actor, at=at, version=seat.version)
