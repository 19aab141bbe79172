"""Pages of a long list, found by where the last page ended: no page costs more than the first.

The place in the address is the key of a record, signed, and never what the list is sorted by:
that may be a name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

A_PAGE = 25
ENOUGH = A_PAGE + 1  # one more than a page shows whether there is another
MOST_COUNTED = 1000  # past that a list says "1,000+", so nobody counts further
AFTER, BEFORE = "after", "before"
A_GROUP = "unnest(%s::int[]) AS mine (id)"


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
    place: str,
    rows: QuerySet[Any],
    anchor: QuerySet[Any],
    order: Order,
    *,
    groups: Collection[int] | None = None,
) -> Turned:
    """The page of `rows` at a place; with no place that is there, the first.

    `anchor` is the whole list, in which the value that stands at the place is looked up. Given
    `groups`, the rows are shares, and those of these groups count.
    """
    way, key = _read(place)
    value = anchor.filter(**{order.key: key}).values_list(order.value, flat=True)[:1] if key else ()
    beyond = next((_beyond(order, way, each, key) for each in value), None)
    found = _fetch(rows.filter(beyond or Q()), order, way if beyond else AFTER, groups)
    keys, more = found[:A_PAGE], len(found) > A_PAGE
    if beyond and way == BEFORE:
        keys.reverse()
        return _turned(keys, has_previous=more, has_next=True)
    return _turned(keys, has_previous=bool(beyond), has_next=more)


def counted(rows: QuerySet[Any]) -> str:
    """How many rows there are, in words, up to the most that is counted."""
    return _in_words(rows[: MOST_COUNTED + 1].count())


def counted_by_group(rows: QuerySet[Any], order: Order, groups: Collection[int]) -> str:
    """How many records these groups' shares open, in words, up to the most that is counted."""
    enough = MOST_COUNTED + 1
    asked = _asked(rows, order, AFTER)
    of_one, given = _of_one_group(asked, most=enough)
    merged, given_again = _merged(asked, groups, most=enough)
    # Where one group alone opens enough, no further one is read.
    counting = (
        f"SELECT coalesce((SELECT {enough} FROM {A_GROUP} WHERE"  # noqa: S608
        f" (SELECT count(*) FROM ({of_one}) AS one) = {enough} LIMIT 1),"
        f" (SELECT count(*) FROM ({merged} LIMIT {enough}) AS counted))"
    )
    with connection.cursor() as cursor:
        cursor.execute(counting, [sorted(groups), *given, *given_again])
        return _in_words(cursor.fetchone()[0])


def _in_words(many: int) -> str:
    return f"{MOST_COUNTED:,}+" if many > MOST_COUNTED else f"{many:,}"


def _fetch(
    rows: QuerySet[Any], order: Order, way: str, groups: Collection[int] | None
) -> list[UUID]:
    asked = _asked(rows, order, way)
    if groups is None:
        return [key for _value, key in asked[:ENOUGH]]
    merged, given = _merged(asked, groups, most=ENOUGH)
    down = "DESC" if _is_down(order, way) else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(f"{merged} ORDER BY 1 {down}, 2 {down} LIMIT {ENOUGH}", given)
        return [key for _value, key in cursor.fetchall()]


def _asked(rows: QuerySet[Any], order: Order, way: str) -> QuerySet[Any]:
    """Value and key of each record once: several shares may open it."""
    sign = "-" if _is_down(order, way) else ""
    sort = [f"{sign}{order.value}", f"{sign}{order.key}"]
    return rows.order_by(*sort).values_list(order.value, order.key).distinct()


def _is_down(order: Order, way: str) -> bool:
    return order.descending == (way == AFTER)


def _merged(asked: QuerySet[Any], groups: Collection[int], *, most: int) -> tuple[str, list[Any]]:
    """SQL that reads group by group, each along the index that begins with its group.

    Each gives as many as the whole is to give, which is provably enough. The statement is the
    same for one group and for forty.
    """
    of_one, given = _of_one_group(asked, most=most)
    every = f"SELECT DISTINCT one.* FROM {A_GROUP} CROSS JOIN LATERAL ({of_one})"  # noqa: S608
    return f"{every} AS one (value, key)", [sorted(groups), *given]


def _of_one_group(asked: QuerySet[Any], *, most: int) -> tuple[str, list[Any]]:
    sql, given = asked.filter(group_id=RawSQL("mine.id", []))[:most].query.sql_with_params()
    return sql, list(given)


def _beyond(order: Order, way: str, value: Any, key: UUID | None) -> Q:
    past = "lt" if _is_down(order, way) else "gt"
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
