"""The confidentiality and diversity statement: published by the unit, accepted by each reader."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import begin
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.rows import share
from meetings.audience import mine_first
from meetings.clashes import saying
from meetings.models import Session, Slot, StatementAcceptance, StatementEdition
from meetings.statement import current_edition, has_accepted
from victims.audience import keeper


@transaction.atomic
def publish(
    *, actor: Actor, at: datetime, confidentiality: str, diversity: str, in_force_from: date
) -> StatementEdition:
    """Publish a new edition for the actor's area, in force from a day to come, or refuse.

    From that day each reader is asked again, for each session. It begins with a day, so that
    nobody is stopped in the middle of a hearing. Once published it is never changed.
    """
    if in_force_from <= localdate(at):
        raise NotPossible("A new edition can come into force tomorrow at the earliest.")
    edition = StatementEdition(
        area_id=actor.area_id,
        number=_next_number(actor),
        confidentiality=confidentiality,
        diversity=diversity,
        in_force_from=in_force_from,
        published_by=actor.person,
        published_at=at,
    )
    with saying(editions_of_an_area_are_numbered_once="Somebody has just published an edition."):
        begin(edition, "publish", actor=actor, at=at)
    return edition


@transaction.atomic
def accept(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """Accept the edition that holds now, for the session of this slot; once is enough.

    Kept open to the person and to those who run the session.
    """
    if has_accepted(slot, actor=actor, at=at):
        return
    acceptance = StatementAcceptance(
        session_id=slot.session_id,
        edition=current_edition(slot.area_id, on=localdate(at)),
        person=actor.person,
        appointment_id=actor.appointment_id,
        agency_id=actor.agency_id,
        accepted_at=at,
    )
    given = {"source": "statement", "source_id": acceptance.pk, "at": at, "by": actor.person}
    reason = "Accepted it, or runs the session"
    for groups in mine_first(_open_to(slot, actor, at), actor):
        share(acceptance, groups, reason=reason, **given)
    with saying(an_edition_is_accepted_once_for_a_session="You have just accepted it."):
        begin(acceptance, "accept", actor=actor, at=at)


def _open_to(slot: Slot, actor: Actor, at: datetime) -> list[int]:
    """The person, and those who run the session: the unit, its service, the panel's chairs.

    Those whom minutes alone reach do not see whose session it was, so the service says.
    """
    area = slot.area
    with acting_as(keeper(slot.nominal, actor=actor, at=at)) as service:
        session = Session.objects.visible_to(service).filter(pk=slot.session_id)
        chairs = list(session.values_list("panel__chairs", flat=True))
    return [actor.person.own_group_id, area.coordination_id, area.service_id, *chairs]


def _next_number(actor: Actor) -> int:
    """Editions are counted on from the one that every area begins with."""
    known = StatementEdition.objects.known_to(actor.area_id)
    last: int = known.order_by().aggregate(last=Max("number"))["last"]
    return last + 1
