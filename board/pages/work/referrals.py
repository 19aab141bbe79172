"""Referrals that wait for the unit, for a manager or for whoever wrote them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from clocks.services import limits_of
from clocks.working_days import due
from govuk.words import british_date, plural
from referrals.lifecycle import Status
from referrals.models import Referral

from .todo import Todo

LATELY = timedelta(days=14)


def to_screen(actor: Actor, today: date) -> Iterator[Todo]:
    found = Referral.objects.visible_to(actor).filter(status=Status.APPROVED)
    days = _days(found, "approved_at")
    if days:
        yield Todo(
            f"{plural(len(days), 'referral')} to screen",
            _listed(Status.APPROVED),
            _since(days),
            late=_late(actor, "screening", days, today),
        )


def to_approve(actor: Actor, today: date) -> Iterator[Todo]:
    found = Referral.objects.visible_to(actor).filter(
        status=Status.SUBMITTED, manager=actor.person_id
    )
    days = _days(found, "submitted_at")
    if days:
        yield Todo(
            f"{plural(len(days), 'referral')} to approve or send back",
            _listed(Status.SUBMITTED),
            _since(days),
            late=_late(actor, "manager_approval", days, today),
        )


def own(actor: Actor, today: date) -> Iterator[Todo]:
    mine = Referral.objects.visible_to(actor).filter(referrer=actor.person_id)
    found = mine.order_by().aggregate(
        returned=Count("pk", filter=Q(status=Status.RETURNED)),
        draft=Count("pk", filter=Q(status=Status.DRAFT)),
        decided=Count("pk", filter=Q(decided_at__date__gt=today - LATELY)),
    )
    if n := found["returned"]:
        words = plural(n, "referral to answer", "referrals to answer")
        yield Todo(words, _listed(Status.RETURNED), "The MAPPA unit asks for more information.")
    if n := found["draft"]:
        words = plural(n, "referral to finish", "referrals to finish")
        yield Todo(words, _listed(Status.DRAFT), "Not yet sent to your manager.")
    if n := found["decided"]:
        words = plural(n, "referral has been decided", "referrals have been decided")
        yield Todo(words, f"{reverse('referrals:list')}?show=all", "In the last two weeks.")


def _days(found: Any, since: str) -> list[date]:
    """The days from which they have waited, the first first."""
    return [localdate(at) for at in found.order_by(since).values_list(since, flat=True)]


def _since(days: list[date]) -> str:
    return f"The first has waited since {british_date(days[0])}."


def _late(actor: Actor, clock: str, days: list[date], today: date) -> int:
    limits = limits_of(actor.area_id)
    return sum(due(limits.of(clock, day), day) < today for day in days)


def _listed(status: Status) -> str:
    return f"{reverse('referrals:list')}?status={status}"
