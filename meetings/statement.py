"""Which edition of the statement holds, and whether somebody accepted it for a session."""

from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from access.actor import Actor

from .models import Slot, StatementAcceptance, StatementEdition


def current_edition(area_id: UUID, *, on: date) -> StatementEdition:
    """The edition that holds in an area on a day; the first of all has always been in force."""
    return StatementEdition.objects.in_force(area_id, on)[:1].get()


def has_accepted(slot: Slot, *, actor: Actor, at: datetime) -> bool:
    """Whether the actor accepted the edition that holds now, for the session of this slot."""
    holds = StatementEdition.objects.in_force(slot.area_id, localdate(at))
    accepted = StatementAcceptance.objects.visible_to(actor).filter(
        session=slot.session_id, person=actor.person_id, edition=holds.values("pk")[:1]
    )
    return accepted.exists()
