"""What the register waits for: decisions nobody planned, and the next step of applications."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from access.actor import Actor
from clocks.services import AreaLimits
from clocks.working_days import ends_at
from meetings.lifecycle import SlotStatus
from meetings.models import Disclosure

from .lifecycle import ApplicationStatus
from .models import Application, ApplicationStep, Delivery
from .schemes import WHOLE, Scheme, steps_of


@dataclass(frozen=True, slots=True)
class Waits:
    """The day by which an application's next step, or at last its decision, is due."""

    on: date
    is_last: bool


def next_of(application: Application, taken: Collection[str], limits: AreaLimits) -> Waits:
    """What an application that is open waits for: its first step not taken, or its decision.

    A step without a time limit of its own has that of the whole.
    """
    left = [part for part in steps_of(application.scheme) if part.key not in taken]
    limit = (left and left[0].limit) or WHOLE[Scheme(application.scheme)]
    counted = limits.of(limit, localdate(application.received_at))
    return Waits(localdate(ends_at(counted, application.received_at)), is_last=not left)


def waiting_applications(actor: Actor, limits: AreaLimits) -> Iterator[tuple[Application, Waits]]:
    """Every application that is open, with what it waits for: two queries."""
    found = Application.objects.visible_to(actor).filter(status=ApplicationStatus.OPEN)
    steps = ApplicationStep.objects.visible_to(actor).filter(application__in=found)
    taken: dict[UUID, set[str]] = {}
    for application, key in steps.values_list("application_id", "key"):
        taken.setdefault(application, set()).add(key)
    for each in found.defer("concern"):
        yield each, next_of(each, taken.get(each.pk, set()), limits)


def unplanned(actor: Actor) -> "QuerySet[Disclosure]":
    """The last decision of each case, once closed, where it is to tell and nothing is planned."""
    planned = Delivery.objects.visible_to(actor).filter(decision=OuterRef("pk"))
    decided = Disclosure.objects.visible_to(actor).filter(
        choice=Disclosure.Choice.DISCLOSE, slot__status=SlotStatus.CLOSED
    )
    left = decided.filter(~Exists(planned), ~decided_again(actor))
    return left.select_related("slot").defer("rationale", "what")


def decided_again(actor: Actor) -> Exists:
    """Whether the panel has decided for a case anew since: what it decided before waits no more."""
    closed = Disclosure.objects.visible_to(actor).filter(slot__status=SlotStatus.CLOSED)
    later = {"nominal": OuterRef("nominal_id"), "slot__starts_at__gt": OuterRef("slot__starts_at")}
    return Exists(closed.filter(**later))
