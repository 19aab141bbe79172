"""Telling somebody outside the panel: planned, told, undertaken, supported, looked at, ended."""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from agencies.models import Agency, Appointment, Person
from clocks.services import limit
from clocks.working_days import due
from disclosures.audience import close_to_tellers, keep_in_step, open_to_teller
from disclosures.lifecycle import ApplicationStatus, DeliveryStatus
from disclosures.models import Application, Delivery, DeliveryReview
from meetings.lifecycle import SlotStatus
from meetings.models import Disclosure
from nominals.models import Exclusion
from notices.services import notify
from victims.models import VictimRecord


class Plan(TypedDict):
    """Who tells whom, what, how and by when; and whether the person is told that it is done."""

    relation: str
    victim: VictimRecord | None
    what: str
    how: str
    agency: Agency
    person: Person | None
    by_when: date
    nominal_told: str
    nominal_told_why: str


@transaction.atomic
def plan(
    behind: Disclosure | Application, *, actor: Actor, at: datetime, **said: Unpack[Plan]
) -> Delivery:
    """Plan to tell somebody what a panel or a scheme decided to tell; who tells them is told.

    Whoever is named to tell them sees the case from now, until it is called off or ended.
    NotPossible where it was not decided to tell, or the slot of the decision is not closed.
    """
    decided = _decided(behind)
    _check(decided.nominal_id, said, at=at)
    decided.planned_at = at
    for name, value in said.items():
        setattr(decided, name, value)
    begin(decided, "plan", actor=actor, at=at)
    open_to_teller(decided, actor=actor, at=at)
    _tell_teller(decided, "disclosure.to_tell", at=at)
    return decided


@transaction.atomic
def change_plan(
    delivery: Delivery, *, actor: Actor, at: datetime, version: int, **said: Unpack[Plan]
) -> None:
    """Change what is planned, before it is done; whoever is named to tell now is told.

    `version` is the plan as the writer saw it: NotPossible if it has changed since.
    """
    _still(delivery, DeliveryStatus.PLANNED)
    _check(delivery.nominal_id, said, at=at)
    before, delivery.version = delivery.person_id, version
    amend(delivery, "change_plan", actor=actor, at=at, **said)
    close_to_tellers(delivery, at=at)
    open_to_teller(delivery, actor=actor, at=at)
    keep_in_step(delivery, actor=actor, at=at)
    if delivery.person_id != before:
        _tell_teller(delivery, "disclosure.to_tell", at=at)


@transaction.atomic
def deliver(delivery: Delivery, *, actor: Actor, at: datetime, on: date, text: str) -> None:
    """Record that they were told, on a day that is not to come, and how it went.

    When it is looked at again follows from the area's time limit.
    """
    if on > localdate(at) or on < localdate(delivery.planned_at):
        raise NotPossible("Give the day they were told: not in the future, nor before the plan.")
    review_on = due(limit("disclosure_review", delivery.area_id, on), on)
    told: dict[str, Any] = {"delivered_on": on, "delivered_how": text, "review_on": review_on}
    advance(delivery, "deliver", actor=actor, at=at, **told)


@transaction.atomic
def call_off(delivery: Delivery, *, actor: Actor, at: datetime, because: str) -> None:
    """Do not tell them after all, and why; whoever was to tell them is told."""
    advance(delivery, "call_off", actor=actor, at=at, because=because, delivered_how=because)
    _tell_teller(delivery, "disclosure.called_off", at=at)
    close_to_tellers(delivery, at=at)


@transaction.atomic
def record_undertaking(
    delivery: Delivery, *, actor: Actor, at: datetime, undertaking: str, on: date, text: str
) -> None:
    """Record whether they undertook to keep it to themselves, and what they understood."""
    _still(delivery, DeliveryStatus.DELIVERED)
    if delivery.delivered_on is None or not delivery.delivered_on <= on <= localdate(at):
        raise NotPossible("An undertaking is given on the day they are told, or after it.")
    given: dict[str, Any] = {
        "undertaking": undertaking,
        "undertaking_on": on,
        "undertaking_note": text,
    }
    amend(delivery, "record_undertaking", actor=actor, at=at, **given)


@transaction.atomic
def offer_support(delivery: Delivery, *, actor: Actor, at: datetime, text: str) -> None:
    """Record the support that they are, or were, offered; said again, it is added to."""
    _still(delivery, DeliveryStatus.PLANNED, DeliveryStatus.DELIVERED)
    support = f"{delivery.support}\n\n{text}".strip()
    amend(delivery, "offer_support", actor=actor, at=at, support=support)


@transaction.atomic
def review(
    delivery: Delivery, *, actor: Actor, at: datetime, text: str, next_on: date
) -> DeliveryReview:
    """Look again at whether what was told still protects, and say when to look next."""
    _still(delivery, DeliveryStatus.DELIVERED)
    if next_on <= localdate(at):
        raise NotPossible("Give a date in the future on which to look at it again.")
    amend(delivery, "review", actor=actor, at=at, review_on=next_on)
    found: DeliveryReview = DeliveryReview.objects.create(
        nominal_id=delivery.nominal_id,
        delivery=delivery,
        text=text,
        next_on=next_on,
        by=actor.person,
        at=at,
    )
    return found


@transaction.atomic
def end(delivery: Delivery, *, actor: Actor, at: datetime, reason: str) -> None:
    """It needs no more looking after. NotPossible before the undertaking is recorded."""
    if delivery.status == DeliveryStatus.DELIVERED and not delivery.undertaking:
        raise NotPossible("Record first whether they signed an undertaking.")
    ended: dict[str, Any] = {"ended_on": localdate(at), "end_reason": reason}
    advance(delivery, "end", actor=actor, at=at, **ended)
    close_to_tellers(delivery, at=at)


def _decided(behind: Disclosure | Application) -> Delivery:
    """A delivery of what was decided, not yet planned; NotPossible where it was not."""
    if isinstance(behind, Application):
        if behind.status != ApplicationStatus.TO_TELL:
            raise NotPossible("It is not decided that anybody is told under this application.")
        return Delivery(nominal_id=behind.nominal_id, application=behind)
    if behind.choice != Disclosure.Choice.DISCLOSE:
        raise NotPossible("The panel did not decide to tell anybody.")
    if behind.slot.status != SlotStatus.CLOSED:
        raise NotPossible("Plan it once the case is closed: the decision can still change.")
    return Delivery(nominal_id=behind.nominal_id, decision=behind)


def _check(nominal: UUID, said: Plan, *, at: datetime) -> None:
    agency, person = said["agency"], said["person"]
    if said["by_when"] < localdate(at):
        raise NotPossible("Give a day by which they are told that is today or in the future.")
    if person and not Appointment.objects.live(at).filter(person=person, agency=agency).exists():
        raise NotPossible("Whoever tells them works for the agency that does.")
    if Exclusion.objects.filter(nominal=nominal, agency_id=agency.pk).exists():
        raise NotPossible("That agency must not receive anything about this person.")
    if said["victim"] and said["victim"].nominal_id != nominal:
        raise NotPossible("That victim, or person at risk, is not of this case.")
    if said["nominal_told"] == Delivery.NominalTold.NOT and not said["nominal_told_why"].strip():
        raise NotPossible("Say why the person is not told that this is done.")


def _still(delivery: Delivery, *statuses: DeliveryStatus) -> None:
    if delivery.status not in statuses:
        now = DeliveryStatus(delivery.status).label.lower()
        raise NotPossible(f"This is no longer possible: it is now {now}.")


def _tell_teller(delivery: Delivery, rule: str, *, at: datetime) -> None:
    if delivery.person is None:
        return
    called_off = delivery.status == DeliveryStatus.CALLED_OFF
    notify(
        rule=rule,
        recipient=delivery.person,
        about_id=delivery.pk,
        on=delivery.by_when,
        at=at,
        link=reverse("disclosures:list") if called_off else delivery.get_absolute_url(),
        nominal_id=delivery.nominal_id,
    )
