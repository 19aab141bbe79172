"""Who cannot come on which days, so that no agenda counts on them."""

from datetime import date, datetime

from django.db import transaction

from access.actor import Actor
from access.change import amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Agency, Appointment, Person
from meetings.models import Absence

ELSEWHERE = "Only an agency or a person of your own area can be away here."


@transaction.atomic
def add(
    *,
    actor: Actor,
    at: datetime,
    from_on: date,
    to_on: date,
    agency: Agency | None = None,
    person: Person | None = None,
) -> Absence:
    """Keep that an agency of the actor's own area, or a person in it, cannot come, or refuse."""
    absence = Absence(
        area_id=actor.area_id, agency=agency, person=person, from_on=from_on, to_on=to_on
    )
    require(actor, "absence.withdraw", absence)  # of one's own area: adding alone knows no record
    if agency and agency.area_id != actor.area_id:
        raise NotPossible(ELSEWHERE)
    held = Appointment.objects.live(at).filter(area=actor.area_id)
    if person and not held.filter(person=person).exists():
        raise NotPossible(ELSEWHERE)
    begin(absence, "add", actor=actor, at=at)
    return absence


@transaction.atomic
def withdraw(absence: Absence, *, actor: Actor, at: datetime) -> None:
    """Take an absence back, once."""
    if absence.withdrawn_at:
        raise NotPossible("This has been taken back already.")
    amend(absence, "withdraw", actor=actor, at=at, withdrawn_at=at)
