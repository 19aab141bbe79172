"""The name of whoever is told, or applied: recorded apart, for the few who may know it."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from access.actor import Actor
from access.change import amend, begin
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import require
from disclosures.audience import open_to_readers
from disclosures.models import Application, Delivery, Recipient
from victims.audience import keeper


class Who(TypedDict):
    """Who they are, and how they can be reached safely."""

    name: str
    address: str
    telephone: str
    safe_contact: str


@transaction.atomic
def add_recipient(
    of: Delivery | Application, *, actor: Actor, at: datetime, **who: Unpack[Who]
) -> Recipient:
    """Record who is told, or applied, open to those who may know and to no others of the case.

    NotPossible where a name is recorded already, or they are a victim recorded in the case.
    """
    require(actor, "recipient.add", of)
    if isinstance(of, Delivery) and of.victim_id:
        raise NotPossible("They are recorded among the victims of the case: their name is there.")
    # Two who add at once take turns.
    of = type(of).objects.visible_to(actor).select_for_update().get(pk=of.pk)
    field = "delivery" if isinstance(of, Delivery) else "application"
    with acting_as(keeper(of.nominal, actor=actor, at=at)) as able:
        if Recipient.objects.visible_to(able).filter(**{field: of}).exists():
            raise NotPossible("A name is recorded already.")
    recipient = Recipient(nominal_id=of.nominal_id, **{field: of}, **who)
    open_to_readers(recipient, actor=actor, at=at)
    begin(recipient, "add", actor=actor, at=at, on=of)
    return recipient


@transaction.atomic
def amend_recipient(
    recipient: Recipient, *, actor: Actor, at: datetime, version: int, **who: Unpack[Who]
) -> None:
    """Correct who they are; NotPossible if it has changed since the writer saw it."""
    recipient.version = version
    amend(recipient, "amend", actor=actor, at=at, **who)
