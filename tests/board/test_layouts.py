"""The shape of each year's return."""

import json
from datetime import date
from pathlib import Path

import pytest

from board.layouts import ReportingYear, UnknownYear, fill, layout_of, lines

RETURNS = Path(__file__).resolve().parents[2] / "demo" / "returns"


def names(tables, under=""):
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from names(value, f"{under}{key}.")
        else:
            yield f"{under}{key}", value is None


@pytest.mark.parametrize("year", ["2013-14", "2024-25"])
def test_the_law_of_a_year_prints_the_tables_that_were_printed(year):
    printed = json.loads((RETURNS / f"northamptonshire-{year}.json").read_text())["tables"]
    ours = layout_of(ReportingYear.named(year))
    assert list(ours) == list(printed)
    for table in ours:
        if table != "returned_order":  # printed in 2024-25 as one number for each level
            assert list(ours[table]) == list(printed[table])
    if year == "2013-14":
        assert list(names(ours)) == list(names(printed))


@pytest.mark.parametrize(
    ("year", "kinds"),
    [
        ("2013-14", ["sopo", "notification_order", "foreign_travel_order"]),
        (
            "2014-15",
            ["sopo", "shpo", "shpo_foreign_travel", "notification_order", "foreign_travel_order"],
        ),
        ("2015-16", ["shpo", "shpo_foreign_travel", "notification_order"]),
    ],
)
def test_a_year_prints_the_orders_that_courts_could_make_in_it(year, kinds):
    assert list(layout_of(ReportingYear.named(year))["restrictive_orders"]) == kinds


@pytest.mark.parametrize(
    ("year", "rows"),
    [("2023-24", ["cautioned_or_convicted"]), ("2024-25", ["cautioned", "convicted"])],
)
def test_cautions_and_convictions_are_printed_apart_from_2024(year, rows):
    assert list(layout_of(ReportingYear.named(year))["notification_breach"]) == rows


def test_a_year_runs_from_april_to_the_end_of_march():
    year = ReportingYear.named("2009-10")
    assert (year.first, year.last) == (date(2009, 4, 1), date(2010, 3, 31))


@pytest.mark.parametrize(
    "name", ["2024", "2024-26", "2024-2025", "24-25", "", "1999-00", "2024-24"]
)
def test_a_year_that_is_none_is_said_to_be_none(name):
    with pytest.raises(UnknownYear, match=r"2024-25|no MAPPA returns"):
        ReportingYear.named(name)


def test_filling_asks_for_each_counted_cell_and_leaves_the_rest_as_it_is():
    layout = {"other": "not counted", "snapshot": {"total": {"total": "counted"}, "level_1": None}}
    filled = fill(layout, {"snapshot.total.total": 7}.__getitem__)
    assert filled == {"snapshot": {"level_1": None, "total": {"total": 7}}, "other": "not counted"}
    assert list(filled) == ["snapshot", "other"]  # as printed, whatever order they were kept in
    assert list(filled["snapshot"]) == ["level_1", "total"]


def test_the_text_of_a_return_tells_not_applicable_from_nought():
    tables = {"snapshot": {"level_1": {"category_1": 1170, "category_3": None, "total": 0}}}
    text = "\n".join(lines(tables))
    assert "Category 1    Category 3         Total" in text
    assert text.splitlines()[-1].split() == ["Level", "1", "1,170", "-", "0"]
