"""The shape of each year's printed return, as that year's law had it, and how it is filled (pure).

A layout holds "counted" where a figure goes, None where the cell does not apply, and any other
word where the report prints something that the product does not count.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

COUNTED = "counted"
TOTAL = "total"
CATEGORIES = ("category_1", "category_2", "category_3")
NATIONAL_CATEGORIES = (*CATEGORIES, "category_4")  # the fourth is counted nationally alone
LEVELS = ("level_1", "level_2", "level_3")
FORMAL = LEVELS[1:]

FIRST_YEAR = 2001  # in which the first arrangements were made
# Sexual Harm Prevention Orders and Sexual Risk Orders took the place of older orders that day.
NEW_ORDERS_ON = date(2015, 3, 8)
# From that year's return, cautions and convictions are printed apart.
PRINTED_APART_ON = date(2024, 4, 1)

# In which the reports print tables, rows and columns. The database keeps no order of keys.
PRINTED = (
    "snapshot", "yearly_level_2_3", "notification_breach", "lifetime_revoked",
    "restrictive_orders", "sro_breach", "returned_licence", "returned_order", "rate_per_100k",
    *LEVELS, *NATIONAL_CATEGORIES,
    "cautioned_or_convicted", "cautioned", "convicted",
    "sopo", "shpo", "shpo_foreign_travel", "notification_order", "foreign_travel_order",
    TOTAL,
)  # fmt: skip
_PLACE = {key: place for place, key in enumerate(PRINTED)}

Tables = dict[str, Any]


class UnknownYear(Exception):
    """No return is made for a year so named; the message says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class ReportingYear:
    """A year that a return is made for: 1 April to 31 March, the day of the snapshot."""

    name: str
    first: date
    last: date

    @classmethod
    def named(cls, name: str) -> "ReportingYear":
        """The year of a name such as 2024-25, or UnknownYear."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", name)
        began = int(found[1]) if found else 0
        if not found or int(found[2]) != (began + 1) % 100:
            raise UnknownYear(f"“{name}” is not a reporting year; write it like 2024-25.")
        if began < FIRST_YEAR:
            raise UnknownYear(f"There were no MAPPA returns in {name}.")
        return cls(name, date(began, 4, 1), date(began + 1, 3, 31))


def layout_of(year: ReportingYear, categories: tuple[str, ...] = CATEGORIES) -> Tables:
    """The tables that the law of the year has printed, with a column for each category."""
    older, newer = year.first < NEW_ORDERS_ON, year.last >= NEW_ORDERS_ON
    order_kinds = [
        *["sopo"] * older,
        *["shpo", "shpo_foreign_travel"] * newer,
        "notification_order",
        *["foreign_travel_order"] * older,
    ]
    apart = year.first >= PRINTED_APART_ON
    tables: Tables = {
        "snapshot": _grid(LEVELS, categories, without={("level_1", "category_3")}),
        "yearly_level_2_3": _grid(FORMAL, categories),
        "notification_breach": _list(
            *(("cautioned", "convicted") if apart else ("cautioned_or_convicted",))
        ),
        "lifetime_revoked": _list("lifetime_revoked"),
        "restrictive_orders": _list(*order_kinds),
        "sro_breach": _list("sro_breach"),
        "returned_licence": _grid(FORMAL, categories),
        "returned_order": _grid(FORMAL, categories, without=_ONLY_CATEGORY_1),
        "rate_per_100k": _list("rso_per_100k"),
    }
    absent = () if newer else ("lifetime_revoked", "sro_breach")
    return {name: table for name, table in tables.items() if name not in absent}


# Only people in Category 1 are bound by the orders whose breach is counted.
_ONLY_CATEGORY_1 = {(row, column) for row in (*FORMAL, TOTAL) for column in NATIONAL_CATEGORIES[1:]}


def _grid(
    levels: tuple[str, ...],
    categories: tuple[str, ...],
    without: Set[tuple[str, str]] = frozenset(),
) -> Tables:
    return {
        row: {
            column: None if (row, column) in without else COUNTED for column in (*categories, TOTAL)
        }
        for row in (*levels, TOTAL)
    }


def _list(*rows: str) -> Tables:
    return dict.fromkeys(rows, COUNTED)


def fill(layout: Mapping[str, Any], figure: Callable[[str], int | None], under: str = "") -> Tables:
    """The same tables as printed, with a figure for each "counted", asked for by its name.

    A name is dotted: table, row and, where there is one, column.
    """
    filled: Tables = {}
    for key in sorted(layout, key=lambda key: _PLACE.get(key, len(_PLACE))):
        name, value = f"{under}{key}", layout[key]
        if isinstance(value, Mapping):
            filled[key] = fill(value, figure, f"{name}.")
        else:
            filled[key] = figure(name) if value == COUNTED else value
    return filled


def lines(tables: Mapping[str, Any]) -> Iterator[str]:
    """The tables as plain text, for a person to read; a dash is "not applicable"."""
    for name, table in tables.items():
        yield from ("", _words(name))
        rows = table.items() if isinstance(table, Mapping) else [(name, table)]
        cells = {row: cell if isinstance(cell, Mapping) else {"": cell} for row, cell in rows}
        width = max((len(_words(row)) for row in cells), default=0) + 2
        columns = next(iter(cells.values()), {})
        if any(columns):
            yield "  " + " " * width + "".join(f"{_words(column):>14}" for column in columns)
        for row, values in cells.items():
            figures = "".join(f"{_shown(value):>14}" for value in values.values())
            yield f"  {_words(row):<{width}}{figures}"


_WORDS = {
    "snapshot": "Living in the community on 31 March",
    "yearly_level_2_3": "Managed at Level 2 or 3 in the year",
    "notification_breach": "Breach of notification requirements",
    "lifetime_revoked": "Lifetime notification revoked",
    "restrictive_orders": "Restrictive orders made",
    "sro_breach": "Notification after breach of a Sexual Risk Order",
    "returned_licence": "Returned to custody: breach of licence",
    "returned_order": "Returned to custody: breach of an order",
    "rate_per_100k": "Rate",
    "rso_per_100k": "Category 1 per 100,000",
    "sopo": "SOPO",
    "shpo": "SHPO",
    "shpo_foreign_travel": "SHPO, foreign travel",
}


def _words(key: str) -> str:
    return _WORDS.get(key, key.replace("_", " ").capitalize())


def _shown(value: Any) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
