"""What changes of a nominal: the level at which they are managed."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import require
from audit.trail import write

from .models import Category, CategoryEpisode, Level, LevelEpisode, Nominal


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
