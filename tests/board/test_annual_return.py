"""The annual return, counted from people's lives by the definitions that the reports give."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.actor import Role
from access.locks import acting_as
from access.policy import Refused
from agencies.models import Population
from board.annual_return import annual_return
from board.layouts import ReportingYear, layout_of
from board.models import ReturnLayout
from tests.factories import make_actor, make_agency, make_area

from .people import LONG_AGO, make_life, settled

YEAR = ReportingYear.named("2024-25")
FIRST, LAST = YEAR.first, YEAR.last
SUMMER, AUTUMN = date(2024, 7, 1), date(2024, 10, 1)
DAY = timedelta(days=1)


@pytest.fixture
def tables(cast):
    def count(year=YEAR):
        with acting_as(cast.service):
            return annual_return(cast.area, year, actor=cast.service)

    return count


def grid(table):
    """The figures of a table that are neither nought nor not applicable."""
    return {
        (int(row[-1]), int(column[-1])): n
        for row, cells in table.items()
        for column, n in cells.items()
        if row != "total" and column != "total" and n
    }


def test_an_area_of_nobody_has_noughts_and_dashes(cast, tables):
    found = tables()
    assert found["snapshot"]["level_1"] == {
        "category_1": 0, "category_2": 0, "category_3": None, "total": 0
    }  # fmt: skip
    assert found["rate_per_100k"] == {"rso_per_100k": None}  # no population is recorded


def test_the_snapshot_counts_those_living_in_the_community_on_the_day(cast, tables):
    settled(cast)
    settled(cast, place="approved_premises")
    for place in ("prison", "hospital", "abroad", "absconded"):
        settled(cast, place=place)
    assert grid(tables()["snapshot"]) == {(1, 1): 2}


def test_the_snapshot_counts_who_came_that_day_and_not_who_left_it(cast, tables):
    settled(cast, since=LAST)
    settled(cast, since=LAST + DAY)
    make_life(
        cast,
        categories=[(1, LONG_AGO, LAST, "notification", "died")],
        levels=[(1, LONG_AGO, LAST)],
        places=[("community", LONG_AGO, LAST)],
    )
    assert grid(tables()["snapshot"]) == {(1, 1): 1}


def test_the_snapshot_takes_category_level_and_place_as_they_were_that_day(cast, tables):
    make_life(
        cast,
        categories=[(2, LONG_AGO, LAST, "sentence", "recategorised"), (1, LAST)],
        levels=[(1, LONG_AGO, LAST), (3, LAST, LAST + DAY), (2, LAST + DAY)],
        places=[
            ("prison", LONG_AGO, LAST),
            ("community", LAST, LAST + DAY),
            ("prison", LAST + DAY),
        ],
    )
    assert grid(tables()["snapshot"]) == {(3, 1): 1}


def test_totals_add_up_and_category_4_is_in_no_area_table(cast, tables):
    for category, level in ((1, 1), (1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (3, 3), (4, 1), (4, 2)):
        settled(cast, category, level)
    found = tables()["snapshot"]
    assert found == {
        "level_1": {"category_1": 2, "category_2": 1, "category_3": None, "total": 3},
        "level_2": {"category_1": 1, "category_2": 0, "category_3": 1, "total": 2},
        "level_3": {"category_1": 0, "category_2": 1, "category_3": 1, "total": 2},
        "total": {"category_1": 3, "category_2": 2, "category_3": 2, "total": 7},
    }


@pytest.mark.parametrize(
    ("begins", "ends", "is_counted"),
    [
        (LONG_AGO, FIRST, False),  # over on the first day
        (LONG_AGO, FIRST + DAY, True),
        (LAST, None, True),
        (LAST + DAY, None, False),
        (SUMMER, SUMMER, False),  # undone the day it was written: never true
    ],
)
def test_the_year_counts_whoever_was_managed_at_level_2_or_3_on_any_day_of_it(
    cast, tables, begins, ends, is_counted
):
    make_life(
        cast,
        categories=[(2, LONG_AGO, None, "sentence")],
        levels=[(2, begins, ends)],
        places=[("prison", LONG_AGO)],
    )
    assert grid(tables()["yearly_level_2_3"]) == ({(2, 2): 1} if is_counted else {})


def test_the_year_counts_a_person_once_in_each_cell_in_which_they_stood(cast, tables):
    make_life(
        cast,
        categories=[
            (2, LONG_AGO, AUTUMN, "sentence", "recategorised"),
            (3, AUTUMN, None, "offence"),
        ],
        levels=[
            (2, LONG_AGO, SUMMER),
            (3, SUMMER, SUMMER + 30 * DAY),
            (2, SUMMER + 30 * DAY, None),
        ],
    )
    found = tables()["yearly_level_2_3"]
    assert grid(found) == {(2, 2): 1, (3, 2): 1, (2, 3): 1}
    assert found["total"] == {"category_1": 0, "category_2": 2, "category_3": 1, "total": 3}


def test_a_category_held_only_outside_the_time_at_the_level_is_not_that_cell(cast, tables):
    make_life(
        cast,
        categories=[(2, LONG_AGO, AUTUMN, "sentence", "recategorised"), (1, AUTUMN)],
        levels=[(2, SUMMER, AUTUMN), (1, AUTUMN)],
    )
    make_life(
        cast,  # the category that they had at that level was over before the year
        categories=[(2, LONG_AGO, FIRST, "sentence", "licence_ended")],
        levels=[(2, LONG_AGO, AUTUMN)],
    )
    assert grid(tables()["yearly_level_2_3"]) == {(2, 2): 1}


def test_returns_to_custody_count_people_and_not_events(cast, tables):
    settled(cast, 2, 2, returns=[("licence", 2, 2, SUMMER), ("licence", 2, 2, AUTUMN)])
    settled(
        cast,
        2,
        3,
        returns=[
            ("licence", 3, 2, FIRST),
            ("licence", 2, 2, LAST),
            ("licence", 3, 2, FIRST - DAY),
            ("licence", 3, 2, LAST + DAY),
        ],
    )
    settled(cast, 2, 1, returns=[("licence", 1, 2, SUMMER)])
    assert grid(tables()["returned_licence"]) == {(2, 2): 2, (3, 2): 1}


def test_only_category_1_is_bound_by_the_orders_whose_breach_is_counted(cast, tables):
    settled(cast, 1, 2, returns=[("order", 2, 1, SUMMER)])
    settled(cast, 3, 2, returns=[("order", 2, 3, SUMMER)])
    found = tables()["returned_order"]
    assert found["level_2"] == {"category_1": 1, "category_2": None, "category_3": None, "total": 1}
    assert found["total"]["total"] == 1


def test_breaches_and_orders_are_counted_in_the_year_and_by_kind(cast, tables):
    days = (FIRST - DAY, FIRST, LAST, LAST + DAY)
    settled(
        cast,
        breaches=[*(("cautioned", on) for on in days), ("convicted", SUMMER)],
        orders=[*(("shpo", on) for on in days), ("notification_order", SUMMER), ("sro", SUMMER)],
    )
    found = tables()
    assert found["notification_breach"] == {"cautioned": 2, "convicted": 1}
    assert found["restrictive_orders"] == {
        "shpo": 2, "shpo_foreign_travel": 0, "notification_order": 1
    }  # fmt: skip


def test_an_older_return_counts_cautions_and_convictions_together(cast, tables):
    on = date(2013, 9, 2)
    settled(cast, since=date(2010, 1, 4), breaches=[("cautioned", on), ("convicted", on)])
    found = tables(ReportingYear.named("2013-14"))
    assert found["notification_breach"] == {"cautioned_or_convicted": 2}
    assert "sro_breach" not in found


def test_changes_of_notification_are_counted_on_the_day_they_took_effect(cast, tables):
    for on in (FIRST - DAY, FIRST, LAST, LAST + DAY):
        make_life(cast, categories=[(1, on, None, "sro_breach")])
        make_life(cast, categories=[(1, LONG_AGO, on, "notification", "lifetime_revoked")])
        make_life(cast, categories=[(1, LONG_AGO, on, "notification", "died")])
    found = tables()
    assert found["sro_breach"] == {"sro_breach": 2}
    assert found["lifetime_revoked"] == {"lifetime_revoked": 2}


@pytest.mark.parametrize(("residents", "rate"), [(300_000, 1), (200_000, 2), (200_001, 1)])
def test_the_rate_is_of_category_1_to_the_nearest_whole_person(cast, tables, residents, rate):
    for _ in range(3):
        settled(cast)
    settled(cast, 2)
    Population.objects.create(
        area=cast.area, year="2024-25", aged_10_plus=residents, source="Made up"
    )
    assert tables()["rate_per_100k"] == {"rso_per_100k": rate}


def test_the_layout_of_an_area_goes_before_that_of_the_law(cast, tables):
    settled(cast, 1, 2, returns=[("order", 2, 1, SUMMER)])
    ReturnLayout.objects.create(
        area=cast.area,
        year="2024-25",
        begins_on=FIRST,
        ends_on=LAST,
        tables={
            "returned_order": {"total": "counted", "level_2": "counted", "level_3": "counted"},
            "snapshot": {"level_2": {"category_1": "counted", "category_3": None}},
            "serious_further_offences": {"charged": "not counted"},
        },
    )
    assert tables() == {
        "snapshot": {"level_2": {"category_1": 1, "category_3": None}},
        "returned_order": {"level_2": 1, "level_3": 0, "total": 1},
        "serious_further_offences": {"charged": "not counted"},
    }


def test_another_area_is_another_return(cast, tables):
    settled(cast)
    area = make_area("Thornshire", "TH")
    service = make_actor("Counts of Thornshire", Role.SERVICE, make_agency(area, "board"))
    with acting_as(service):
        found = annual_return(area, YEAR, actor=service)
    assert grid(found["snapshot"]) == {}
    assert grid(tables()["snapshot"]) == {(1, 1): 1}


def test_only_the_counting_service_counts(cast):
    for actor in (cast.cora, cast.bea):
        with acting_as(actor), pytest.raises(Refused):
            annual_return(cast.area, YEAR, actor=actor)


def test_the_number_of_queries_does_not_grow_with_the_people(
    cast, tables, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        tables()
    for category, level in ((1, 1), (2, 2), (3, 3)):
        settled(cast, category, level, breaches=[("cautioned", SUMMER)])
    with django_assert_max_num_queries(14):
        tables()


def told(*options):
    said, complained = StringIO(), StringIO()
    call_command("annual_return", *options, stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


def test_the_command_prints_the_tables_as_json(cast, tables):
    settled(cast)
    said, complained = told("--area", "fernshire", "--year", "2024-25", "--format", "json")
    assert json.loads(said) == tables()
    assert "No population is recorded for 2024-25" in complained


def test_the_command_prints_the_tables_to_read(cast):
    settled(cast)
    said, _ = told("--area", "Fernshire", "--year", "2024-25")
    assert said.startswith("Fernshire, 2024-25: counted from the database")
    assert ["Level", "1", "1", "0", "-", "1"] in [line.split() for line in said.splitlines()]


@pytest.mark.parametrize(
    ("area", "year", "reason"),
    [
        (
            "Atlantis",
            "2024-25",
            "There is no area called “Atlantis”. The areas here are: Fernshire.",
        ),
        ("Fernshire", "2024/25", "“2024/25” is not a reporting year; write it like 2024-25."),
        ("Fernshire", "2098-99", "The year 2098-99 has not begun."),
    ],
)
def test_the_command_says_in_a_sentence_what_it_does_not_know(cast, area, year, reason):
    with pytest.raises(CommandError) as refused:
        told("--area", area, "--year", year)
    assert str(refused.value) == reason


def test_every_counted_cell_of_every_law_is_a_number(cast, tables):
    Population.objects.bulk_create(
        Population(area=cast.area, year=name, aged_10_plus=100_000, source="Made up")
        for name in ("2012-13", "2014-15", "2020-21", "2024-25")
    )
    for name in ("2012-13", "2014-15", "2020-21", "2024-25"):
        year = ReportingYear.named(name)
        found = tables(year)
        for table, rows in layout_of(year).items():
            for row, shape in rows.items():
                cells = shape if isinstance(shape, dict) else {"": shape}
                values = found[table][row] if isinstance(shape, dict) else {"": found[table][row]}
                for column, marker in cells.items():
                    assert (values[column] is None) == (marker is None), (name, table, row, column)
