"""What can be true together, and what is left out."""

from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.counted import can_hold_people, is_component, parts
from demo.feasible import contradictions, plan
from demo.margins import Bounds, Margin, settle
from demo.published import read
from tests.demo.returns import PLACES, WITHIN, any_tables, feasible_tables, published

YEARLY = "yearly_level_2_3"
PRINTED = {
    year: read(Path(f"demo/returns/northamptonshire-{year}.json"))
    for year in ("2013-14", "2024-25")
}


def test_the_older_return_can_be_built_whole():
    made = plan(PRINTED["2013-14"])
    assert made.impossible == ()
    assert made.cells == PRINTED["2013-14"].printed


def test_the_newer_return_has_more_returned_to_custody_than_were_managed():
    found = {i.cell: (i.printed, i.built) for i in plan(PRINTED["2024-25"]).impossible}
    assert found == {
        "returned_licence.level_2.category_3": (10, 0),
        "returned_licence.level_2.total": (15, 5),
        "returned_licence.level_3.category_1": (2, 0),
        "returned_licence.level_3.total": (4, 2),
        "returned_licence.total.category_1": (5, 3),
        "returned_licence.total.category_3": (11, 1),
        "returned_licence.total.total": (19, 7),
    }


def test_each_impossible_cell_says_why():
    why = {i.cell: i.why for i in plan(PRINTED["2024-25"]).impossible}
    assert why["returned_licence.level_2.category_3"] == (
        "The return has 7 managed there in the year, "
        "but 10 returned to custody from there for breach of licence."
    )
    assert why["returned_licence.total.total"] == "The cells that it follows from come to 7."


@given(feasible_tables())
@settings(max_examples=80)
def test_nothing_is_reported_of_a_county_in_which_everything_adds_up(tables):
    given_return = published(tables)
    made = plan(given_return)
    assert made.impossible == ()
    assert made.cells == given_return.printed


@given(any_tables())
@settings(max_examples=150)
def test_whatever_is_printed_every_cell_is_built_or_reported(tables):
    given_return = published(tables)
    made = plan(given_return)
    reported = {i.cell for i in made.impossible}
    for name, printed in given_return.printed.items():
        assert (made.cells[name] != printed) == (name in reported)
    for level, category in PLACES:
        year = made.counts[f"{YEARLY}.{level}.{category}"]
        assert all(made.counts[f"{table}.{level}.{category}"] <= year for table in WITHIN)
    assert all(can_hold_people(name) for name, number in made.counts.items() if number)
    assert made == plan(given_return)


@given(feasible_tables(), st.sampled_from(PLACES), st.integers(1, 5))
@settings(max_examples=60)
def test_a_planted_contradiction_is_reported(tables, place, more):
    level, category = place
    if YEARLY not in tables or "returned_licence" not in tables:
        return
    year = tables[YEARLY][level][category]
    tables["returned_licence"][level][category] = year + more
    reported = {i.cell for i in plan(published(tables)).impossible}
    assert f"returned_licence.{level}.{category}" in reported
    assert not any(name.startswith(("snapshot", YEARLY)) for name in reported)


@pytest.mark.parametrize("wrong", ["total.total", "level_2.total", "total.category_2"])
def test_a_total_that_does_not_add_up_is_reported_and_nothing_else(wrong):
    tables = {
        "snapshot": {
            "level_1": {"category_1": 5, "category_2": 3, "category_3": None, "total": 8},
            "level_2": {"category_1": 1, "category_2": 0, "category_3": 2, "total": 3},
            "total": {"category_1": 6, "category_2": 3, "category_3": 2, "total": 11},
        }
    }
    row, column = wrong.split(".")
    tables["snapshot"][row][column] += 7
    assert [i.cell for i in plan(published(tables)).impossible] == [f"snapshot.{wrong}"]


def test_a_rate_that_its_people_do_not_give_is_reported():
    tables = {
        "snapshot": {"level_1": {"category_1": 500, "category_2": 3, "category_3": None}},
        "rate_per_100k": {"rso_per_100k": 99},
    }
    (found,) = plan(published(tables)).impossible
    assert (found.cell, found.printed, found.built) == ("rate_per_100k.rso_per_100k", 99, 100)


def test_nobody_is_in_category_3_at_level_1_even_when_printed():
    tables = {"snapshot": {"level_1": {"category_1": 5, "category_2": 3, "category_3": 2}}}
    (found,) = plan(published(tables)).impossible
    assert (found.cell, found.built) == ("snapshot.level_1.category_3", 0)


def test_the_years_cell_is_left_out_when_two_others_contradict_it():
    tables = {
        "snapshot": {"level_2": {"category_1": 4}},
        YEARLY: {"level_2": {"category_1": 1}},
        "returned_licence": {"level_2": {"category_1": 6}},
    }
    made = plan(published(tables))
    assert [(i.cell, i.built) for i in made.impossible] == [(f"{YEARLY}.level_2.category_1", 6)]


def test_a_cell_left_out_takes_the_value_with_which_more_totals_hold():
    tables = {
        YEARLY: {"level_2": {"category_1": 5, "category_2": 5, "category_3": 5}},
        "returned_licence": {
            "level_2": {"category_1": 1, "category_2": 9, "category_3": 1, "total": 6}
        },
    }
    made = plan(published(tables))
    assert [(i.cell, i.built) for i in made.impossible] == [
        ("returned_licence.level_2.category_2", 4)
    ]


def test_totals_without_parts_are_shared_out():
    tables = {"snapshot": {"level_1": 40, "level_2": 7, "total": 47}}
    made = plan(published(tables))
    assert made.impossible == ()
    assert made.counts["snapshot.level_1.category_3"] == 0
    assert all(
        made.counts[f"{YEARLY}.{level}.{c}"] == made.counts[f"snapshot.{level}.{c}"]
        for level, c in PLACES
    )


def test_one_number_for_cautions_and_convictions_is_the_sum_where_both_are_printed():
    both = {"cautioned_or_convicted": 5, "cautioned": 3}
    made = plan(published({"notification_breach": both}))
    assert made.impossible == ()
    assert made.counts["notification_breach.convicted"] == 2
    wrong = {"cautioned_or_convicted": 6, "cautioned": 3, "convicted": 2}
    (found,) = plan(published({"notification_breach": wrong})).impossible
    assert (found.cell, found.built) == ("notification_breach.cautioned_or_convicted", 5)


figures = st.integers(0, 2)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                f"{table}.level_2.{c}"
                for table in (*WITHIN, YEARLY)
                for c in ("category_1", "category_3")
            ]
        ),
        figures,
    )
)
@settings(max_examples=150)
def test_no_smaller_set_of_cells_left_out_would_do(facts):
    left_out = contradictions(facts)
    assert _can_be(facts, left_out)
    for size in range(len(left_out)):
        assert not any(_can_be(facts, fewer) for fewer in combinations(facts, size))


def _can_be(facts, left_out):
    """Try every value of what is left out or not printed: the definition, by brute force."""
    kept = {name: n for name, n in facts.items() if name not in left_out}
    return all(_place_can_be(kept, c) for c in ("category_1", "category_3"))


def _place_can_be(kept, category):
    names = [f"{table}.level_2.{category}" for table in (*WITHIN, YEARLY)]
    for values in product(range(3), repeat=4):
        day, licence, order, year = values
        agrees = all(kept.get(n, v) == v for n, v in zip(names, values, strict=True))
        if agrees and max(day, licence, order) <= year and (category == "category_1" or not order):
            return True
    return False


CELLS = [(row, column) for row in "ab" for column in "xy"]


@st.composite
def small_tables(draw):
    bounds = {}
    for cell in CELLS:
        least = draw(st.integers(0, 2))
        bounds[cell] = Bounds(least, draw(st.sampled_from([least, 3])))
    asked = draw(
        st.sets(st.sampled_from([("a", None), ("b", None), (None, "x"), (None, "y"), (None, None)]))
    )
    order = sorted(asked, key=str)
    return bounds, [Margin(row, column, draw(st.integers(0, 8))) for row, column in order]


@given(small_tables())
@settings(max_examples=150)
def test_no_other_values_would_let_more_totals_hold(table):
    bounds, margins = table

    def held(values):
        return sum(
            margin.total == sum(n for cell, n in values.items() if margin.covers(cell))
            for margin in margins
        )

    settled = settle(bounds, margins)
    assert all(b.least <= settled[cell] <= b.most for cell, b in bounds.items())
    every = product(*(range(b.least, b.most + 1) for b in bounds.values()))
    assert held(settled) == max(held(dict(zip(bounds, v, strict=True))) for v in every)


def test_every_printed_component_stands_for_one_primary_count():
    for given_return in PRINTED.values():
        printed = given_return.printed
        for name in printed:
            if is_component(name):
                assert len(parts(name, printed)) == 1
