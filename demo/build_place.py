"""A case in a session while its record is being made: who sits there, and what is decided."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from agencies.models import Agency
from demo.build_case import Case
from demo.build_staff import Post
from demo.meetings_calendar import Hearing, Sitting
from meetings.models import Action, Decision, InformationReturn, Invitation, Slot

ONE_MINUTE = timedelta(minutes=1)


@dataclass
class Seat:
    """An agency asked to a case: who answers for it, and how the seat was filled in the end."""

    agency: Agency
    rep: Post
    invitation: Invitation
    asked: InformationReturn
    presence: str = ""


@dataclass
class Place:
    """A case in a session, on record."""

    slot: Slot
    case: Case
    hearing: Hearing
    sitting: Sitting
    chair: Post
    seats: list[Seat] = field(default_factory=list)
    decision: Decision = field(default_factory=Decision)
    actions: list[Action] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.sitting.day

    @property
    def is_past(self) -> bool:
        return self.hearing.chosen is not None
