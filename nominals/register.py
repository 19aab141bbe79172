"""The register: which nominals somebody may see, a page at a time, and finding one by name.

Keys are selected from the shares first, group by group along the index that holds their sort
key, and the records are fetched by key: what a list costs does not grow with the register.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from access.actor import Actor
from access.policy import require
from access.rows import live, withheld_from

from .keyset import Order, Turned, counted_by_group, turn_to
from .models import CategoryEpisode, LevelEpisode, NominalShare

MOST_FOUND = 25
BY_NAME = Order("sort_key", "content_object_id")
BY_NAME_BACKWARDS = Order("sort_key", "content_object_id", descending=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which nominals a list is to show: at any of these levels, in any of these categories."""

    levels: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()


def turn(actor: Actor, *, wanted: Wanted, place: str, order: Order, on: date) -> Turned:
    """One page of the keys of those the actor may see, as things stand on a day."""
    shares = _shares(actor)
    anchor = shares.filter(group_id__in=actor.groups)
    return turn_to(place, shares.filter(*_filters(wanted, on)), anchor, order, groups=actor.groups)


def count(actor: Actor, *, wanted: Wanted, on: date) -> str:
    """How many there are, in words, capped."""
    shares = _shares(actor).filter(*_filters(wanted, on))
    return counted_by_group(shares, BY_NAME, actor.groups)


def find(words: str, *, actor: Actor) -> list[UUID]:
    """The keys of those whose number is exactly this, then of those with a name like it.

    Somebody who is hidden is not found, as if they did not exist. The trail has whom the page
    then names, and never what was typed. The database looks for numbers and names itself, in
    one function along its indexes: row security by itself would have it read every row.
    """
    require(actor, "nominal.find")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nominal FROM nominals_find(%s, %s)", [words, MOST_FOUND])
        return [row[0] for row in cursor.fetchall()]


def _shares(actor: Actor) -> QuerySet[NominalShare]:
    """Live shares, of whichever groups, less those of nominals that the actor must not receive."""
    withheld = withheld_from(actor.person_id, actor.agency_id)
    return NominalShare._base_manager.filter(live()).exclude(content_object_id__in=withheld)


def _filters(wanted: Wanted, on: date) -> list[Any]:
    nominal = OuterRef("content_object_id")
    filters: list[Any] = []
    if wanted.levels:
        levels = LevelEpisode.objects.on(on).filter(nominal=nominal, level__in=wanted.levels)
        filters.append(Exists(levels))
    if wanted.categories:
        categories = CategoryEpisode.objects.on(on)
        held = categories.filter(nominal=nominal, category__in=wanted.categories)
        filters.append(Exists(held))
    return filters
