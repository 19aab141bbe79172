"""Telling those who wait that their case will begin at another time than they were told."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils.timezone import localdate, localtime

from access.actor import Actor
from access.change import amend
from agencies.models import Person
from meetings.audience import leads, representatives
from meetings.lateness import expected, is_material
from meetings.lifecycle import InvitationStatus, SessionStatus, SlotStatus
from meetings.models import Invitation, Session, Slot
from notices.services import notify

MAY_COME = {InvitationStatus.INVITED, InvitationStatus.ACCEPTED}


@transaction.atomic
def tell_waiting(session: Session, *, actor: Actor, at: datetime) -> int:
    """Tell those who wait for the later cases of a session if theirs will begin at another time.

    Once for each change of ten minutes and more, by a message that names nobody. Answers how many
    cases have a new time; none on a day that is not the session's, or before it is open.
    """
    sitting = Session.objects.visible_to(actor).filter(pk=session.pk, status=SessionStatus.OPEN)
    if localdate(session.starts_at) != localdate(at) or not sitting.exists():
        return 0
    rows = Slot.objects.visible_to(actor).select_for_update(of=("self",)).filter(session=session)
    slots = list(rows.exclude(status=SlotStatus.CANCELLED).order_by("pk"))
    begins = expected(slots, at=at)
    moved = [each for each in slots if each.pk in begins and is_material(each, begins[each.pk])]
    for slot in moved:
        slot.session = session
        amend(slot, "delay", actor=actor, at=at, expected_at=begins[slot.pk])
        _tell(slot, actor=actor, at=at)
    return len(moved)


def tell_all_waiting(*, actor: Actor, at: datetime) -> int:
    """The same for each session that is open and that the actor, the area's service, sees."""
    sitting = Session.objects.visible_to(actor).filter(status=SessionStatus.OPEN)
    return sum(tell_waiting(session, actor=actor, at=at) for session in sitting)


def _tell(slot: Slot, *, actor: Actor, at: datetime) -> None:
    if slot.expected_at is None:
        return
    time = localtime(slot.expected_at)
    for person in _waiting_for(slot, actor=actor, at=at):
        notify(
            rule="slot.delayed",
            recipient=person,
            about_id=uuid5(slot.pk, slot.expected_at.isoformat()),  # each new time is told once
            on=localdate(at),
            at=at,
            link=slot.get_absolute_url(),
            nominal_id=slot.nominal_id,
            hour=time.hour,
            minute=time.minute,
        )


def _waiting_for(slot: Slot, *, actor: Actor, at: datetime) -> list[Person]:
    """The people of the agencies that are asked and have not said that they will not come."""
    asked = Invitation.objects.visible_to(actor).filter(slot=slot, status__in=MAY_COME)
    people = representatives(asked.values_list("agency_id", flat=True), at=at)
    everybody = [*people, *leads(slot, at=at)]
    return list({person.pk: person for person in everybody}.values())
