"""Adding to issued minutes: written, approved by the chair, and sent as the minutes were."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Person
from meetings.audience import coordinators, leads, representatives, tell
from meetings.lifecycle import AddendumStatus, MinutesStatus
from meetings.models import Addendum, Minutes
from meetings.readership import listed


@transaction.atomic
def begin_addendum(minutes: Minutes, *, actor: Actor, at: datetime, text: str) -> Addendum:
    """Write what is to be added to issued minutes, or refuse: before, the minutes themselves can.

    The same words written twice, as by a button pressed twice, are one addendum.
    """
    require(actor, "addendum.write", minutes)
    _issued(minutes, actor)
    same = Addendum.objects.visible_to(actor).filter(
        minutes=minutes, text=text, written_by=actor.person, status=AddendumStatus.DRAFT
    )
    if found := same.first():
        return found
    addendum = Addendum(
        nominal_id=minutes.nominal_id,
        minutes=minutes,
        text=text,
        written_by=actor.person,
        written_at=at,
    )
    begin(addendum, "write", actor=actor, at=at, on=minutes)
    return addendum


@transaction.atomic
def write(addendum: Addendum, *, actor: Actor, at: datetime, text: str, version: int) -> None:
    """Write a draft addendum on, as the actor last saw it; or refuse."""
    _issued(addendum.minutes, actor)
    now = Addendum.objects.visible_to(actor).get(pk=addendum.pk)
    if now.status != AddendumStatus.DRAFT:
        raise NotPossible("This addendum is no longer a draft: its text cannot be changed.")
    addendum.version = version
    said = {"text": text, "written_by": actor.person, "written_at": at}
    amend(addendum, "write", actor=actor, at=at, **said)


@transaction.atomic
def submit(addendum: Addendum, *, actor: Actor, at: datetime) -> None:
    """Send an addendum to the chair."""
    _issued(addendum.minutes, actor)
    advance(addendum, "submit", actor=actor, at=at)
    _tell(addendum, [addendum.minutes.slot.session.chair], "addendum.to_approve", at=at)


@transaction.atomic
def send_back(addendum: Addendum, *, actor: Actor, at: datetime, because: str) -> None:
    """Return an addendum to those who write it, with the chair's reason."""
    advance(addendum, "send_back", actor=actor, at=at, because=because)
    to = coordinators(addendum.area_id, at=at)
    _tell(addendum, to, "addendum.sent_back", at=at)


@transaction.atomic
def approve(addendum: Addendum, *, actor: Actor, at: datetime) -> None:
    """Approve an addendum: it gets the next number, and goes to whoever was sent the minutes.

    Two approved at once get one number each, since each waits for the minutes.
    """
    minutes = addendum.minutes
    _issued(minutes, actor)
    so_far = Addendum.objects.visible_to(actor).filter(minutes=minutes)
    last: int = so_far.order_by().aggregate(last=Max("number"))["last"] or 0
    said = {"number": last + 1, "approved_by": actor.person, "approved_at": at}
    advance(addendum, "approve", actor=actor, at=at, **said)
    agencies = [agency.pk for agency in listed(minutes, actor=actor)]
    readers = [*leads(minutes.slot, at=at), *representatives(agencies, at=at)]
    _tell(addendum, readers, "minutes.added_to", at=at)


@transaction.atomic
def withdraw(addendum: Addendum, *, actor: Actor, at: datetime, because: str) -> None:
    """Give up an addendum that was not issued, for a reason."""
    advance(addendum, "withdraw", actor=actor, at=at, because=because)


def _issued(minutes: Minutes, actor: Actor) -> None:
    """Keep the minutes as they are until this transaction ends; NotPossible unless issued."""
    rows = Minutes.objects.visible_to(actor).select_for_update().filter(pk=minutes.pk)
    if rows.values_list("status", flat=True).first() != MinutesStatus.ISSUED:
        raise NotPossible("Only minutes that are issued are added to.")


def _tell(addendum: Addendum, people: Iterable[Person], rule: str, *, at: datetime) -> None:
    tell(people, addendum.minutes, rule=rule, about_id=addendum.pk, on=localdate(at), at=at)
