"""Sessions, slots and invitations, as far as they decide who sees what."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from access.actor import Actor
from agencies.facts import Posts
from clocks.services import AreaLimits
from meetings.lifecycle import InvitationStatus, SlotStatus
from meetings.models import Invitation, Session, Slot
from nominals.facts import Case

SITTING = ("pk", "area_id", "status", "starts_at", "panel__level", "panel__chairs")
ITEM = ("pk", "nominal_id", "session_id", "referral_id", "area_id", "status")
ASKED = ("pk", "slot_id", "agency_id", "agency__group", "reason", "invited_at", "deputy_id")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session: which panel sits, and when."""

    pk: UUID
    area: UUID
    status: str
    starts_at: datetime
    level: int
    chairs: int
    coordination: int
    service: int

    @property
    def runs(self) -> list[int]:
        """Those who run it: the area's unit, its counting service, the panel's chairs."""
        return [self.coordination, self.service, self.chairs]


@dataclass(frozen=True, slots=True)
class Item:
    """A slot, and who leads the case in it."""

    pk: UUID
    nominal: UUID
    session: UUID
    referral: UUID | None
    area: UUID
    status: str
    case_manager: UUID
    lead_agency: UUID

    @property
    def stands(self) -> bool:
        return self.status != SlotStatus.CANCELLED

    def managed_by(self, posts: Posts) -> set[int]:
        """The case manager's own group, while they work for the lead agency."""
        return posts.of(self.case_manager, agency=self.lead_agency)


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that was not withdrawn."""

    pk: UUID
    item: UUID
    agency: UUID
    group: int
    reason: str
    invited_at: datetime
    deputy: UUID | None


@dataclass(frozen=True)
class Heard:
    """The slots that somebody sees, by key, and who is invited to those not cancelled."""

    items: Mapping[UUID, Item]
    asked: Sequence[Asked] = ()

    @cached_property
    def invited(self) -> Mapping[UUID, Sequence[Asked]]:
        """By slot."""
        found: dict[UUID, list[Asked]] = defaultdict(list)
        for each in self.asked:
            found[each.item].append(each)
        return found

    def of(self, nominals: Collection[UUID], *, area: UUID) -> "Heard":
        """What there is of these nominals in an area."""
        kept = {
            key: item
            for key, item in self.items.items()
            if item.nominal in nominals and item.area == area
        }
        return Heard(kept, [each for each in self.asked if each.item in kept])


@dataclass(frozen=True, slots=True)
class Known:
    """All that the service of an area knows when it works out who is to see what, and when.

    Of the sealed cases it knows which sessions hear them, so that those stay open to whoever
    comes for them: that is told by the national unit, which sees them.
    """

    actor: Actor
    at: datetime
    posts: Posts
    cases: Mapping[UUID, Case]
    limits: AreaLimits
    sittings: Mapping[UUID, Sitting]
    heard: Heard
    sealed: Heard


def sittings(actor: Actor) -> dict[UUID, Sitting]:
    """The sessions that the actor sees, by key."""
    rows = Session.objects.visible_to(actor).order_by()
    groups = ("panel__area__coordination", "panel__area__service")
    return {row[0]: Sitting(*row) for row in rows.values_list(*SITTING, *groups)}


def heard(actor: Actor) -> Heard:
    """The slots that the actor sees, and who is invited to them."""
    slots = Slot.objects.visible_to(actor).order_by()
    leads = ("nominal__case_manager", "nominal__lead_agency")
    items = {row[0]: Item(*row) for row in slots.values_list(*ITEM, *leads)}
    invitations = Invitation.objects.visible_to(actor).order_by()
    rows = invitations.exclude(status=InvitationStatus.WITHDRAWN).values_list(*ASKED)
    asked = (Asked(*row) for row in rows)
    return Heard(items, [each for each in asked if _stands(items.get(each.item))])


def _stands(item: Item | None) -> bool:
    return item is not None and item.stands
