"""Reading a published return."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from demo.published import NotAReturn, parse, read

RETURNS = Path("demo/returns")
FILES = sorted(RETURNS.glob("*.json"))


@pytest.fixture
def whole():
    return json.loads((RETURNS / "northamptonshire-2024-25.json").read_text())


def _changed(whole, path, value):
    changed = deepcopy(whole)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return json.dumps(changed)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_of_the_copies_is_read_and_counted(path):
    published = read(path)
    assert published.area == "Northamptonshire"
    assert published.snapshot_date == published.period[1]
    assert published.not_counted == ()
    assert published.printed["snapshot.total.total"] in (941, 1170)


def test_a_count_for_each_level_and_a_count_for_each_category_are_both_read():
    old, new = (read(path) for path in FILES)
    assert old.printed["returned_order.level_2.category_1"] == 4
    assert "returned_order.level_2.category_2" in old.not_applicable
    assert new.printed["returned_order.level_2"] == 0


def test_the_layout_has_the_shape_of_the_tables_and_none_of_their_figures():
    published = read(RETURNS / "northamptonshire-2013-14.json")
    assert published.layout.keys() == published.tables.keys()
    assert published.layout["snapshot"]["level_1"] == {
        "category_1": "counted",
        "category_2": "counted",
        "category_3": None,
        "total": "counted",
    }
    assert not any(digit in json.dumps(list(_leaves(published.layout))) for digit in "0123456789")


def _leaves(layout):
    for value in layout.values():
        yield from _leaves(value) if isinstance(value, dict) else [value]


def test_tables_and_rows_that_the_product_does_not_count_are_kept_and_named(whole):
    whole["tables"]["polygraphs"] = {"tests": "about 40", "by_sex": {"male": -1}}
    whole["tables"]["restrictive_orders"]["drone_ban"] = 3
    whole["tables"]["snapshot"]["level_2"]["category_4"] = 1
    published = parse(json.dumps(whole))
    assert set(published.not_counted) == {
        "polygraphs",
        "restrictive_orders.drone_ban",
        "snapshot.level_2.category_4",
    }
    assert published.tables["polygraphs"]["tests"] == "about 40"
    assert published.layout["restrictive_orders"]["drone_ban"] == "not counted"


@pytest.mark.parametrize("key", ["area", "year", "period", "snapshot_date", "tables"])
def test_a_return_without_something_it_needs_says_what(whole, key):
    del whole[key]
    with pytest.raises(NotAReturn, match=f"no “{key}”"):
        parse(json.dumps(whole))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("population_aged_10_plus",), 0, "above 0"),
        (("population_aged_10_plus",), None, "above 0"),
        (("tables", "snapshot", "level_1", "category_1"), -1, "level_1.category_1.*below 0"),
        (("tables", "snapshot", "level_1", "category_1"), "952", "whole number"),
        (("tables", "snapshot", "level_1", "category_1"), True, "whole number"),
        (("tables", "snapshot", "level_1", "category_1"), 9.5, "whole number"),
        (("tables", "snapshot"), [1, 2], "tables.snapshot"),
        (("tables",), 7, "tables by name"),
        (("area",), "", "must be text"),
        (("period",), ["2024-04-01"], "first and a last day"),
        (("period",), ["2024-04-01", "2025-03-30"], "not one year"),
        (("period",), ["2024-02-29", "2025-02-28"], "not that of|not the last|not one year"),
        (("period",), ["2023-04-01", "2024-03-31"], "not that of the period"),
        (("snapshot_date",), "2025-03-30", "not the last day"),
        (("snapshot_date",), "31/03/2025", "such as 2025-03-31"),
        (("snapshot_date",), "9999-12-31", "not in a year"),
        (("year",), "2024", "such as 2024-25"),
        (("printed_blank",), "none", "list of names"),
    ],
)  # fmt: skip
def test_a_return_that_is_wrong_is_refused_with_a_sentence(whole, path, value, says):
    with pytest.raises(NotAReturn, match=says):
        parse(_changed(whole, path, value))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null"])
def test_what_is_not_a_json_object_is_refused(text):
    with pytest.raises(NotAReturn, match="JSON"):
        parse(text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(NotAReturn, match="cannot be read"):
        read(tmp_path / "nowhere.json")
    (tmp_path / "picture.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotAReturn, match="cannot be read"):
        read(tmp_path / "picture.json")


def test_a_return_of_another_county_and_year_is_read(whole):
    text = _changed(
        whole | {"area": "Rutland", "year": "2019-20", "snapshot_date": "2020-03-31"},
        ("period",),
        ["2019-04-01", "2020-03-31"],
    )
    assert parse(text).snapshot_date == date(2020, 3, 31)
