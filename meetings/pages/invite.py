"""What the pages show before agencies are asked to a case: whom, why, and what that opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from agencies.models import Agency
from meetings.foresight import Foresight, foresee, foresee_each, in_words
from meetings.lifecycle import InvitationStatus
from meetings.models import Invitation, Session, Slot
from meetings.seats import Seat, excluded, seats
from meetings.timetable import to_be_heard


@dataclass(frozen=True, slots=True)
class InvitePage:
    """What inviting an agency to a case would open, before it is invited."""

    words: str
    foresight: Foresight
    exclude_at: str


@dataclass(frozen=True, slots=True)
class ConveneCase:
    """A case, the agencies asked to it and those left off, and what that would open."""

    slot: Slot
    asked: list[Seat]
    left_off: list[Seat]
    words: str
    foresight: Foresight


@dataclass(frozen=True, slots=True)
class ConvenePage:
    """Whom convening invites, to which cases and why; and who is left off."""

    session: Session
    cases: list[ConveneCase]


def may_be_invited(slot: Slot, actor: Actor) -> "QuerySet[Agency]":
    """The area's agencies that are not asked to the case and may receive it, by name."""
    standing = (
        Invitation.objects.visible_to(actor)
        .filter(slot=slot)
        .exclude(status=InvitationStatus.WITHDRAWN)
    )
    barred = {agency for _nominal, agency in excluded([slot.nominal_id])}
    out = barred | set(standing.values_list("agency_id", flat=True))
    others = Agency.objects.filter(area=slot.area_id).exclude(pk__in=out)
    return others.exclude(kind=Agency.Kind.BOARD)


def chosen(agencies: "QuerySet[Agency]", typed: str) -> Agency | None:
    """The agency that was chosen of those that may be invited, if it is one of them."""
    try:
        key = UUID(typed)
    except ValueError:
        return None
    return agencies.filter(pk=key).first()


def invite(slot: Slot, agency: Agency, actor: Actor, *, at: datetime) -> InvitePage:
    """What inviting an agency to a case would open, and where somebody of it can be excluded."""
    seen = foresee(slot.nominal, [agency], actor=actor, at=at)
    excludes = may(actor, "exclusion.add", slot.nominal)
    return InvitePage(
        words=in_words(seen, agency.name),
        foresight=seen,
        exclude_at=reverse("sharing:exclude", args=[slot.nominal_id]) if excludes else "",
    )


def convene_session(session: Session, actor: Actor, *, at: datetime) -> ConvenePage:
    """Whom the invitations will go to, case by case, why, and what that opens to whom."""
    slots = to_be_heard(session, actor=actor)
    of = seats(session.panel, slots, actor=actor)
    asked = {
        slot.nominal: [seat.agency for seat in of[slot.pk] if not seat.left_off] for slot in slots
    }
    seen = foresee_each(asked, actor=actor, at=at)
    return ConvenePage(session, [_case(slot, of[slot.pk], seen[slot.nominal]) for slot in slots])


def _case(slot: Slot, found: Iterable[Seat], seen: Foresight) -> ConveneCase:
    asked, left_off = _split(found)
    return ConveneCase(slot, asked, left_off, in_words(seen, "these agencies"), seen)


def _split(found: Iterable[Seat]) -> tuple[list[Seat], list[Seat]]:
    found = list(found)
    return [seat for seat in found if not seat.left_off], [seat for seat in found if seat.left_off]
