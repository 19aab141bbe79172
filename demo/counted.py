"""Which cells of a published return the product counts, and which people each is a sum over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TOTAL = "total"
CATEGORIES = ("category_1", "category_2", "category_3")
RATE = "rate_per_100k.rso_per_100k"
EITHER = "notification_breach.cautioned_or_convicted"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of people by level and category, with the totals of both."""

    levels: tuple[str, ...]
    # Cells that can hold nobody: Category 3 is never at Level 1; the orders bind Category 1 alone.
    nobody: frozenset[str] = frozenset()


GRIDS: Mapping[str, Grid] = {
    "snapshot": Grid(("level_1", "level_2", "level_3"), frozenset({"level_1.category_3"})),
    "yearly_level_2_3": Grid(("level_2", "level_3")),
    "returned_licence": Grid(("level_2", "level_3")),
    "returned_order": Grid(
        ("level_2", "level_3"),
        frozenset(f"level_{n}.category_{c}" for n in (2, 3) for c in (2, 3)),
    ),
}
LISTS: Mapping[str, tuple[str, ...]] = {
    "notification_breach": ("cautioned_or_convicted", "cautioned", "convicted"),
    "lifetime_revoked": ("lifetime_revoked",),
    "restrictive_orders": (
        "sopo",
        "shpo",
        "shpo_foreign_travel",
        "notification_order",
        "foreign_travel_order",
    ),
    "sro_breach": ("sro_breach",),
    "rate_per_100k": ("rso_per_100k",),
}


def leaves(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every cell of the tables, in printed order, with its dotted name."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def is_counted(name: str) -> bool:
    """Whether the product counts the cell of this dotted name."""
    table, _, rest = name.partition(".")
    if table in LISTS:
        return rest in LISTS[table]
    if table not in GRIDS or not rest:
        return False
    row, _, column = rest.partition(".")
    return row in (*GRIDS[table].levels, TOTAL) and column in ("", *CATEGORIES, TOTAL)


def is_component(name: str) -> bool:
    """Whether the cell is a primary fact, not a total that follows from others."""
    table, *path = name.split(".")
    if name == RATE or TOTAL in path:
        return False
    return table in LISTS or len(path) == 2 or table == "returned_order"  # noqa: PLR2004


def parts(name: str, printed: Mapping[str, Any]) -> tuple[str, ...]:
    """The primary counts that a printed cell is the sum of.

    One number for a level is a total of its categories. "Cautioned or convicted" is a count of
    its own unless the return also prints one of the two.
    """
    table, *path = name.split(".")
    if name == EITHER:
        both = ("notification_breach.cautioned", "notification_breach.convicted")
        return both if any(one in printed for one in both) else (name,)
    if table in LISTS:
        return (name,)
    grid = GRIDS[table]
    row, column = path[0], path[1] if len(path) > 1 else TOTAL
    rows = grid.levels if row == TOTAL else (row,)
    columns = CATEGORIES if column == TOTAL else (column,)
    names = tuple(f"{table}.{r}.{c}" for r in rows for c in columns)
    if is_component(name) and len(path) == 1:
        return names[:1]  # one number for a level's breaches of an order: people of Category 1
    return names


def can_hold_people(name: str) -> bool:
    """Whether anybody at all could be counted in this primary count."""
    table, _, rest = name.partition(".")
    return table not in GRIDS or rest not in GRIDS[table].nobody
