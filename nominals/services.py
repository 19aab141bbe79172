"""What changes of a nominal: the level at which they are managed, and their leaving MAPPA."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from access.actor import Actor
from access.lifecycle import NotPossible
from access.policy import require
from audit.trail import write
from clocks.services import limit
from clocks.working_days import ends_at

from .models import Category, CategoryEpisode, Level, LevelEpisode, Nominal, NominalShare

# What still opens the record of somebody who has left: to their area, to those named where it is
# sealed, and to the services that count them.
AFTER_LEAVING = ("area", "service", "seal", "national")
HAS_LEFT = "This person is in no category now, so has left MAPPA already."
STAYS = "Somebody who moves to another category does not leave."


@transaction.atomic
def change_level(
    nominal: Nominal,
    *,
    actor: Actor,
    at: datetime,
    level: Level,
    decided_by: LevelEpisode.DecidedBy,
    because: str,
) -> None:
    """Manage a nominal at a level from today; where it is so already, nothing changes.

    A person in Category 3 is never at Level 1: to take them down is to end their time in MAPPA,
    since it is only the meetings that made them eligible (domain: Category 3).
    """
    require(actor, "nominal.change_level", nominal)
    today = localdate(at)
    now = LevelEpisode.objects.visible_to(actor).on(today).filter(nominal=nominal)
    before = now.values_list("level", flat=True).first()
    if before == level:
        return
    now.update(until_on=today)
    if level == Level.ONE and _leaves(nominal, actor=actor, at=at):
        write("nominal.leave", nominal, by=actor, at=at, before=before, because=because)
        heard = ("slot",) if decided_by == LevelEpisode.DecidedBy.MEETING else ()
        _close_to_others(nominal, at=at, chairs=heard)
        return
    LevelEpisode.objects.create(
        nominal=nominal, level=level, decided_by=decided_by, rationale=because, from_on=today
    )
    write(
        "nominal.change_level",
        nominal,
        by=actor,
        at=at,
        before=before,
        after=level,
        because=because,
    )


@transaction.atomic
def leave(
    nominal: Nominal,
    *,
    actor: Actor,
    at: datetime,
    reason: CategoryEpisode.End,
    because: str,
) -> None:
    """End a nominal's time in MAPPA today, or refuse: they are in no category.

    Their record closes at once to all but the area's MAPPA unit and its counting service.
    """
    require(actor, "nominal.leave", nominal)
    if reason == CategoryEpisode.End.RECATEGORISED:
        raise NotPossible(STAYS)
    today = localdate(at)
    held = CategoryEpisode.objects.visible_to(actor).on(today).filter(nominal=nominal)
    if not held.update(until_on=today, end_reason=reason):
        raise NotPossible(HAS_LEFT)
    LevelEpisode.objects.visible_to(actor).on(today).filter(nominal=nominal).update(until_on=today)
    write("nominal.leave", nominal, by=actor, at=at, reason=str(reason), because=because)
    _close_to_others(nominal, at=at)


def _close_to_others(nominal: Nominal, *, at: datetime, chairs: Collection[str] = ()) -> None:
    """End every share but those that stay when somebody has left; what opens later, too.

    Where a panel ended the case, its chairs keep it for a time: its minutes are still to come.
    """
    shares = NominalShare._base_manager.filter(content_object=nominal)
    until = ends_at(limit("chair_after_leaving", nominal.area_id, localdate(at)), at)
    _end(shares.filter(source__in=chairs), until)
    _end(shares.exclude(source__in=(*AFTER_LEAVING, *chairs)), at)


def _end(shares: QuerySet[NominalShare], at: datetime) -> None:
    shares.filter(Q(expires_at=None) | Q(expires_at__gt=at)).update(expires_at=at)


def _leaves(nominal: Nominal, *, actor: Actor, at: datetime) -> bool:
    """End the Category 3 episode of today, if that is what makes the nominal eligible."""
    today = localdate(at)
    third = (
        CategoryEpisode.objects.visible_to(actor)
        .on(today)
        .filter(nominal=nominal, category=Category.THREE)
    )
    ended = third.update(until_on=today, end_reason=CategoryEpisode.End.MEETINGS_NOT_NEEDED)
    return bool(ended)
