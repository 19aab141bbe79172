"""The cases heard in a period, and what an auditor reads of each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from access.actor import Actor
from meetings.lifecycle import MinutesStatus, SlotStatus
from meetings.models import Action, Minutes, Slot
from referrals.models import Referral
from sharing.models import AuditSample
from sharing.services import audit as services
from sharing.services.audit import Heard


def draw(*, actor: Actor, at: datetime, first: date, last: date, **said: Any) -> list[AuditSample]:
    """Draw a sample of the cases heard in a period, as `sharing.services.audit.draw` says."""
    return services.draw(heard(actor, first, last), actor=actor, at=at, **said)


def heard(actor: Actor, first: date, last: date) -> Heard:
    """The cases of the actor's area with a slot closed in a period, both days included."""
    slots = Slot.objects.visible_to(actor).filter(
        status=SlotStatus.CLOSED, area=actor.area_id, starts_at__date__range=(first, last)
    )
    keys = set(slots.order_by().values_list("nominal_id", flat=True))
    found = papers(actor, keys)
    return Heard(first, last, {key: found[key] for key in keys})


def papers(actor: Actor, nominals: Iterable[UUID]) -> defaultdict[UUID, list[Any]]:
    """Of each nominal: its issued minutes, its actions and its referrals, as the actor sees them.

    Not drafts of minutes, nor what an agency has sent.
    """
    keys = list(nominals)
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    issued = Minutes.objects.visible_to(actor).filter(status=MinutesStatus.ISSUED)
    for each in issued.filter(nominal__in=keys):
        found[each.nominal_id].append(each)
    for action in Action.objects.visible_to(actor).filter(nominal__in=keys):
        found[action.nominal_id].append(action)
    for referral in Referral.objects.visible_to(actor).filter(nominal__in=keys):
        found[referral.nominal_id].append(referral)
    return found
