"""What the service does in each area: telling people what is due, and counting."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import require
from audit.trail import write
from clocks.services import limits_of
from notices.models import Notice
from notices.services import notify

from .figures import figures
from .models import Figure
from .staff import Staff, Telling, still_open
from .sweep import Sweep


@transaction.atomic
def find_what_is_due(*, actor: Actor, on: date, at: datetime) -> int:
    """Tell the people of the service's area what is due or late on a day, each thing once.

    What is true that day is worked out afresh, so a missed day is made good and a repeated one
    says nothing new. Nobody is told of a record that they may not see. Answers how many messages
    are new; refused to anyone but the service.
    """
    require(actor, "reminder.send")
    sweep = Sweep(actor, on, limits_of(actor.area_id), Staff(actor.area_id, at))
    new = still_open(_not_told(sweep.tellings()))
    # In one order everywhere, so that two sweeps at once wait for each other and do not lock.
    told = sum(_tell(each, at) for each in sorted(new, key=lambda each: str(each.key)))
    if told:
        write("reminder.send", None, by=actor, at=at, sent=told)
    return told


@transaction.atomic
def count_figures(*, actor: Actor, at: datetime) -> int:
    """Count every figure of the service's area and keep it in place of the last, or refuse.

    Answers how many figures there are.
    """
    require(actor, "figure.count")
    found = figures(actor, localdate(at), limits_of(actor.area_id))
    Figure.objects.bulk_create(
        (
            Figure(area_id=actor.area_id, name=name, rows=rows, counted_at=at)
            for name, rows in found.items()
        ),
        update_conflicts=True,
        unique_fields=["area", "name"],
        update_fields=["rows", "counted_at"],
    )
    return len(found)


def _not_told(tellings: Iterable[Telling]) -> list[Telling]:
    """Those that the ledger does not hold yet."""
    wanted = list(tellings)
    rules, records = {each.rule for each in wanted}, {each.record.pk for each in wanted}
    ledger = Notice.objects.filter(rule__in=rules, about_id__in=records)
    told = set(ledger.values_list("rule", "about_id", "on", "recipient"))
    return [each for each in wanted if each.key not in told]


def _tell(telling: Telling, at: datetime) -> bool:
    record = telling.record
    return notify(
        rule=telling.rule,
        recipient=telling.appointment.person,
        about_id=record.pk,
        on=telling.on,
        at=at,
        link=record.get_absolute_url(),
        nominal_id=telling.nominal,
    )
