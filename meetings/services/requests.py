"""Requests for minutes by somebody outside the panel: checked, decided by the chair, answered."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, begin
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Person
from meetings.audience import coordinators, tell
from meetings.lifecycle import OUT, MinutesStatus
from meetings.models import Minutes, MinutesRequest

UNAPPROVED = {status for status in MinutesStatus if status not in {*OUT, MinutesStatus.APPROVED}}


@transaction.atomic
def receive(  # noqa: PLR0913 (a request says all of this)
    minutes: Minutes,
    *,
    actor: Actor,
    at: datetime,
    asked_by: str,
    ground: str,
    wanted: str,
    received_on: date,
) -> MinutesRequest:
    """Record that somebody asks for minutes: who, on what ground, and when it came; or refuse.

    The same again, as by a button pressed twice, is the same request.
    """
    require(actor, "minutes_request.add", minutes)
    rows = Minutes.objects.visible_to(actor).select_for_update().filter(pk=minutes.pk)
    if rows.values_list("status", flat=True).first() in UNAPPROVED:
        raise NotPossible("These minutes are not approved yet: ask again when they are.")
    if received_on > localdate(at):
        raise NotPossible("A request cannot have come on a day in the future.")
    said = {"asked_by": asked_by, "ground": ground, "wanted": wanted, "received_on": received_on}
    before = MinutesRequest.objects.visible_to(actor).filter(minutes=minutes, **said)
    if found := before.first():
        return found
    asked = MinutesRequest(nominal_id=minutes.nominal_id, minutes=minutes, **said)
    begin(asked, "add", actor=actor, at=at, on=minutes)
    return asked


@transaction.atomic
def verify(asked: MinutesRequest, *, actor: Actor, at: datetime, checked: str) -> None:
    """Say how it is known who asks, and hand the request to the chair, who is told."""
    advance(asked, "verify", actor=actor, at=at, checked=checked)
    _tell(asked, [asked.minutes.slot.session.chair], "minutes_request.to_decide", at=at)


@transaction.atomic
def decide(
    asked: MinutesRequest, *, actor: Actor, at: datetime, outcome: str, reasons: str
) -> None:
    """Decide as the chair what is released, with reasons, and tell the unit."""
    if not reasons.strip():
        raise NotPossible("Say why: a request is decided with reasons.")
    said: dict[str, Any] = {
        "outcome": outcome,
        "reasons": reasons,
        "decided_by": actor.person,
        "decided_at": at,
    }
    advance(asked, "decide", actor=actor, at=at, **said)
    _tell(asked, coordinators(asked.area_id, at=at), "minutes_request.decided", at=at)


@transaction.atomic
def answer(asked: MinutesRequest, *, actor: Actor, at: datetime, how: str) -> None:
    """Record how the answer was sent, today."""
    said: dict[str, Any] = {"answered_on": localdate(at), "answered_how": how}
    advance(asked, "answer", actor=actor, at=at, **said)


@transaction.atomic
def withdraw(asked: MinutesRequest, *, actor: Actor, at: datetime, because: str) -> None:
    """Close a request that nobody makes any more, for a reason."""
    advance(asked, "withdraw", actor=actor, at=at, because=because)


def _tell(asked: MinutesRequest, people: Iterable[Person], rule: str, *, at: datetime) -> None:
    tell(people, asked.minutes, rule=rule, about_id=asked.pk, on=localdate(at), at=at)
