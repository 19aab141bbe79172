"""Which limit holds in an area: the default, or its own, from the day that it names."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from access.locks import acting_as
from clocks.models import Override
from clocks.rules import RULES, Certainty, Unit
from clocks.services import limit, limits_of
from clocks.working_days import due


@pytest.fixture
def decide(cast):
    """The area decides on a limit of its own."""

    def decided(from_date, amount=25, **given):
        values = {
            "key": "first_meeting_level_2",
            "unit": Unit.WORKING_DAYS,
            "area_id": cast.area.pk,
        }
        values |= {"source": "Board minutes, June 2026", "reason": "Two panels a month"}
        with acting_as(cast.cora):
            return Override.objects.create(
                amount=amount, from_date=from_date, by=cast.cora.person, **{**values, **given}
            )

    return decided


@pytest.mark.parametrize("key", RULES)
def test_until_an_area_decides_the_default_holds(cast, key):
    found, rule = limit(key, cast.area.pk, date(2026, 11, 20)), RULES[key]
    assert (found.amount, found.unit, found.source) == (rule.amount, rule.unit, rule.source)
    assert (found.certainty, found.own_since) == (rule.certainty, None)


def test_an_area_decides_from_a_day_on_and_says_why(cast, decide):
    decide(date(2026, 7, 1))
    found = limit("first_meeting_level_2", cast.area.pk, date(2026, 7, 1))
    assert (found.amount, found.length) == (25, "25 working days")
    assert (found.source, found.reason) == ("Board minutes, June 2026", "Two panels a month")
    assert (found.certainty, found.own_since) == (Certainty.DECIDED, date(2026, 7, 1))


def test_a_case_already_running_keeps_the_limit_that_it_started_with(cast, decide):
    started = date(2026, 6, 30)
    before = due(limit("first_meeting_level_2", cast.area.pk, started), started)
    decide(date(2026, 7, 1), amount=5)
    assert due(limit("first_meeting_level_2", cast.area.pk, started), started) == before


def test_the_latest_decision_holds_and_the_earlier_one_for_what_started_under_it(cast, decide):
    decide(date(2026, 9, 1), amount=15)
    decide(date(2026, 7, 1), amount=25)
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 31), date(2026, 9, 1)]
    found = [limit("first_meeting_level_2", cast.area.pk, day).amount for day in days]
    assert found == [20, 25, 25, 15]


def test_an_areas_decision_is_its_own_and_about_one_limit(cast, decide):
    decide(date(2026, 7, 1), amount=6, unit=Unit.WEEKS)
    on = date(2026, 11, 20)
    assert limit("first_meeting_level_2", uuid4(), on).amount == 20
    assert limit("first_meeting_level_3", cast.area.pk, on).amount == 5
    assert limit("first_meeting_level_2", cast.area.pk, on).length == "6 weeks"


def test_a_limit_nobody_listed_is_a_bug(cast):
    with pytest.raises(KeyError):
        limit("second_breakfast", cast.area.pk, date(2026, 11, 20))


def test_who_counts_many_clocks_asks_the_database_once(cast, decide, django_assert_num_queries):
    decide(date(2026, 7, 1))
    with django_assert_num_queries(1):
        limits = limits_of(cast.area.pk)
        assert [each.key for each in limits.all(date(2026, 11, 20))] == list(RULES)
        assert limits.of("first_meeting_level_2", date(2026, 11, 20)).amount == 25


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"unit": "moons"}, "a_time_limit_is_in_a_known_unit"),
        ({"source": ""}, "an_area_says_where_its_time_limit_comes_from_and_why"),
        ({"reason": ""}, "an_area_says_where_its_time_limit_comes_from_and_why"),
        ({}, "an_area_sets_a_time_limit_once_from_a_day"),
    ],
)
def test_the_database_refuses_a_decision_that_makes_no_sense(decide, wrong, constraint):
    decide(date(2026, 7, 1), key="screening" if wrong else "first_meeting_level_2")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        decide(date(2026, 7, 1), **wrong)
