"""Pages of a long list, found by where the last page ended: no page costs more than the first.

The place in the address is the key of a record, signed, and never what the list is sorted by:
that may be a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet

A_PAGE = 25
ENOUGH = A_PAGE + 1  # one more than a page shows whether there is another
MOST_COUNTED = 1000  # past that a list says "1,000+", so nobody counts further
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by: a value, then the key that tells equals apart."""

    value: str
    key: str = "pk"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """The keys of one page in order, and the places of its neighbours (none: nothing there)."""

    keys: list[UUID]
    previous: str = ""
    next: str = ""


def turn_to(
    place: str, slices: Sequence[QuerySet[Any]], anchor: QuerySet[Any], order: Order
) -> Turned:
    """The page at a place, merged from slices of one list; with no place that is there, the first.

    `anchor` is the whole list, in which the value that stands at the place is looked up.
    """
    way, key = _read(place)
    value = anchor.filter(**{order.key: key}).values_list(order.value, flat=True)[:1] if key else ()
    beyond = next((_beyond(order, way, each, key) for each in value), None)
    found = _fetch(slices, order, way if beyond else AFTER, beyond or Q())
    keys, more = found[:A_PAGE], len(found) > A_PAGE
    if beyond and way == BEFORE:
        keys.reverse()
        return _turned(keys, has_previous=more, has_next=True)
    return _turned(keys, has_previous=bool(beyond), has_next=more)


def counted(rows: QuerySet[Any]) -> str:
    """How many rows there are, in words, up to the most that is counted."""
    many = rows[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED:,}+" if many > MOST_COUNTED else f"{many:,}"


def _fetch(slices: Sequence[QuerySet[Any]], order: Order, way: str, beyond: Q) -> list[UUID]:
    sign = "-" if order.descending == (way == AFTER) else ""
    sort = [f"{sign}{order.value}", f"{sign}{order.key}"]
    # Each slice gives as many as a page takes, which is provably enough for the merged page.
    some = [
        each.filter(beyond)
        .order_by(*sort)
        .values_list(order.value, order.key)
        .distinct()[: A_PAGE + 1]
        for each in slices
    ]
    if not some:
        return []
    merged = some[0].union(*some[1:]).order_by(*sort)[:ENOUGH] if some[1:] else some[0]
    return [key for _value, key in merged]


def _beyond(order: Order, way: str, value: Any, key: UUID | None) -> Q:
    past = "lt" if order.descending == (way == AFTER) else "gt"
    return Q(**{f"{order.value}__{past}e": value}) & (
        Q(**{f"{order.value}__{past}": value}) | Q(**{f"{order.key}__{past}": key})
    )


def _turned(keys: list[UUID], *, has_previous: bool, has_next: bool) -> Turned:
    return Turned(
        keys,
        previous=_sign(BEFORE, keys[0]) if keys and has_previous else "",
        next=_sign(AFTER, keys[-1]) if keys and has_next else "",
    )


def _sign(way: str, key: UUID) -> str:
    return signing.dumps([way, key.hex], salt="keyset")


def _read(place: str) -> tuple[str, UUID | None]:
    try:
        way, key = signing.loads(place, salt="keyset")
    except signing.BadSignature:
        return AFTER, None
    return way, UUID(key)
