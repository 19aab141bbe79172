"""A published annual return, read from its file and checked."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from demo.counted import GRIDS, LISTS, is_counted, leaves

COUNTED = "counted"
NOT_COUNTED = "not counted"
FIRST_YEAR, LAST_YEAR = 2001, 2199


class NotAReturn(Exception):
    """The file cannot be read as a return, with a sentence that says why."""


@dataclass(frozen=True)
class PublishedReturn:
    """What a MAPPA area printed for one reporting year.

    `tables` is as printed: table -> row -> figure, or table -> row -> column -> figure; None is
    "not applicable". `layout` has the same shape with every figure replaced by a marker, so that
    the same tables can be printed from a count without any figure being kept.
    """

    area: str
    year: str
    period: tuple[date, date]
    snapshot_date: date
    population_aged_10_plus: int
    tables: Mapping[str, Any]
    printed_blank: tuple[str, ...]
    absent_tables: tuple[str, ...]

    @property
    def printed(self) -> dict[str, int]:
        """The figures that the product counts, by dotted name, in printed order."""
        return {n: v for n, v in leaves(self.tables) if is_counted(n) and v is not None}

    @property
    def not_applicable(self) -> frozenset[str]:
        return frozenset(n for n, v in leaves(self.tables) if is_counted(n) and v is None)

    @property
    def not_counted(self) -> tuple[str, ...]:
        """The tables and rows that the product does not count, by the shortest name that fits."""
        names = []
        for table, content in self.tables.items():
            if table not in GRIDS and table not in LISTS:
                names.append(table)
            else:
                names += [n for n, _ in leaves({table: content}) if not is_counted(n)]
        return tuple(names)

    @property
    def layout(self) -> dict[str, Any]:
        return _layout(self.tables)


def read(path: Path) -> PublishedReturn:
    """Read a return from its file, or raise `NotAReturn`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise NotAReturn(f"{path} cannot be read: {fault}.") from fault
    return parse(text)


def parse(text: str) -> PublishedReturn:
    """Read a return from its JSON text, or raise `NotAReturn`."""
    try:
        whole = json.loads(text)
    except ValueError as fault:
        raise NotAReturn(f"The return is not JSON: {fault}.") from fault
    if not isinstance(whole, dict):
        raise NotAReturn("The return is not a JSON object.")
    found = PublishedReturn(
        area=_text(whole, "area"),
        year=_text(whole, "year"),
        period=_period(whole),
        snapshot_date=_day(_need(whole, "snapshot_date"), "snapshot_date"),
        population_aged_10_plus=_people(whole, "population_aged_10_plus"),
        tables=_tables(whole),
        printed_blank=_names(whole, "printed_blank"),
        absent_tables=_names(whole, "absent_tables"),
    )
    _check_dates(found)
    return found


def _need(whole: dict[str, Any], key: str) -> Any:
    if key not in whole:
        raise NotAReturn(f"The return has no “{key}”.")
    return whole[key]


def _text(whole: dict[str, Any], key: str) -> str:
    value = _need(whole, key)
    if not isinstance(value, str) or not value.strip():
        raise NotAReturn(f"“{key}” must be text, not {value!r}.")
    return value.strip()


def _day(value: Any, key: str) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as fault:
        raise NotAReturn(f"“{key}” must be a date such as 2025-03-31, not {value!r}.") from fault
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotAReturn(f"“{key}” is not in a year that MAPPA has known: {value!r}.")
    return day


def _period(whole: dict[str, Any]) -> tuple[date, date]:
    match _need(whole, "period"):
        case [first, last]:
            return _day(first, "period"), _day(last, "period")
        case other:
            raise NotAReturn(f"“period” must be a first and a last day, not {other!r}.")


def _people(whole: dict[str, Any], key: str) -> int:
    value = _need(whole, key)
    if type(value) is not int or value < 1:
        raise NotAReturn(f"“{key}” must be a whole number above 0, not {value!r}.")
    return value


def _names(whole: dict[str, Any], key: str) -> tuple[str, ...]:
    match whole.get(key, []):
        case [*names] if all(isinstance(name, str) for name in names):
            return tuple(names)
        case other:
            raise NotAReturn(f"“{key}” must be a list of names, not {other!r}.")


def _tables(whole: dict[str, Any]) -> dict[str, Any]:
    tables = _need(whole, "tables")
    if not isinstance(tables, dict):
        raise NotAReturn("“tables” must hold tables by name.")
    for table in {*GRIDS, *LISTS} & tables.keys():
        if not isinstance(tables[table], dict):
            raise NotAReturn(f"“tables.{table}” must hold rows by name.")
    for name, value in leaves(tables):
        if is_counted(name):
            _check_figure(name, value)
    return tables


def _check_figure(name: str, value: Any) -> None:
    if value is None:
        return
    if type(value) is not int:
        raise NotAReturn(f"“{name}” must be a whole number or null, not {value!r}.")
    if value < 0:
        raise NotAReturn(f"“{name}” is below 0.")


def _check_dates(found: PublishedReturn) -> None:
    first, last = found.period
    if not re.fullmatch(r"\d{4}-\d{2}", found.year):
        raise NotAReturn(f"“year” must be such as 2024-25, not {found.year!r}.")
    after = last + timedelta(days=1)
    if (after.year - 1, after.month, after.day) != (first.year, first.month, first.day):
        raise NotAReturn(f"“period” is not one year: {first} to {last}.")
    if found.year != f"{first.year}-{last.year % 100:02}":
        raise NotAReturn(f"The year {found.year} is not that of the period, {first} to {last}.")
    if found.snapshot_date != last:
        raise NotAReturn(f"“snapshot_date” {found.snapshot_date} is not the last day, {last}.")


def _layout(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    shape: dict[str, Any] = {}
    for key, value in tables.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            shape[key] = _layout(value, f"{name}.")
        elif value is None:
            shape[key] = None
        else:
            shape[key] = COUNTED if is_counted(name) else NOT_COUNTED
    return shape
