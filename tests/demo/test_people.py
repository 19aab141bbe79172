"""The made-up people, counted independently."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings

from demo.county import TooEarly, people
from demo.feasible import plan
from demo.names import FORENAMES, SURNAMES
from demo.people import in_force
from tests.demo.counting import count
from tests.demo.returns import any_tables, published
from tests.demo.test_feasible import PRINTED

EITHER = "notification_breach.cautioned_or_convicted"
BOTH = ("notification_breach.cautioned", "notification_breach.convicted")


def _recount(given_return, made):
    """The independent count, with cautions and convictions as one where the plan has them so."""
    found = count(made, *given_return.period)
    if plan(given_return).counts[EITHER]:
        found[EITHER] = sum(found.pop(name, 0) for name in BOTH)
    return found


def _planned(given_return):
    return Counter({name: n for name, n in plan(given_return).counts.items() if n})


def _people(given_return, today=None, seed=1):
    today = today or given_return.snapshot_date
    return people(given_return, plan(given_return), today=today, seed=seed)


@pytest.fixture(scope="module", params=["2013-14", "2024-25"])
def built(request):
    given_return = PRINTED[request.param]
    return given_return, _people(given_return, today=date(2026, 11, 22))


@pytest.mark.parametrize("year", ["2013-14", "2024-25"])
@pytest.mark.parametrize("days_later", [0, 1, 30, 366, 800])
@pytest.mark.parametrize("seed", [1, 7])
def test_an_independent_count_of_the_people_gives_the_plan(year, days_later, seed):
    given_return = PRINTED[year]
    today = given_return.snapshot_date + timedelta(days=days_later)
    made = _people(given_return, today, seed)
    assert _recount(given_return, made) == _planned(given_return)


@given(any_tables())
@settings(max_examples=60)
def test_whatever_is_printed_the_people_are_those_planned(tables):
    given_return = published(tables)
    made = _people(given_return, today=date(2022, 9, 1))
    assert _recount(given_return, made) == _planned(given_return)


def test_no_two_people_have_the_same_name(built):
    _, made = built
    assert len({(person.surname, person.forenames) for person in made}) == len(made)
    assert {person.surname for person in made} <= set(SURNAMES)
    assert {person.forenames for person in made} <= {
        n for names in FORENAMES.values() for n in names
    }


def test_there_are_people_whom_the_tables_must_not_count(built):
    given_return, made = built
    first, last = given_return.period
    away = Counter()
    for person in made:
        place = in_force(person.locations, last)
        if place and in_force(person.category_episodes, last):
            away[place.kind] += 1
    assert away["prison"] > 20
    assert away["hospital"] > 2
    assert any(p.category_episodes[-1].until_on == last for p in made)
    assert any(p.category_episodes[0].from_on == last + timedelta(days=1) for p in made)
    assert any(e.level == 2 and e.until_on == first for p in made for e in p.level_episodes)
    assert any(
        e.level == 2 and e.from_on == last + timedelta(days=1)
        for p in made
        for e in p.level_episodes
    )
    recalls = [r for p in made for r in p.recalls if first <= r.on <= last]
    assert any(recall.level == 1 for recall in recalls)
    twice = Counter(
        (id(p), r.level, r.cause) for p in made for r in p.recalls if first <= r.on <= last
    )
    assert any(number > 1 for (_, level, _), number in twice.items() if level > 1)


def test_people_in_custody_carry_some_of_the_orders_and_breaches(built):
    given_return, made = built
    first, last = given_return.period
    inside = [p for p in made if (at := in_force(p.locations, last)) and at.kind == "prison"]
    assert any(first <= b.on <= last for p in inside for b in p.notification_breaches)
    assert any(first <= o.made_on <= last for p in inside for o in p.orders)


def test_orders_breaches_and_recalls_outside_the_year_are_there_too(built):
    given_return, made = built
    first, last = given_return.period
    for days in (
        [o.made_on for p in made for o in p.orders],
        [b.on for p in made for b in p.notification_breaches],
        [r.on for p in made for r in p.recalls],
        [e.until_on for p in made for e in p.category_episodes if e.until_on],
    ):
        assert any(day > last for day in days)
        assert any(first <= day <= last for day in days)
    assert any(o.made_on < first for p in made for o in p.orders)


def test_nothing_overlaps_and_nothing_is_later_than_today(built):
    _, made = built
    today = date(2026, 11, 22)
    for person in made:
        for spells in (person.category_episodes, person.level_episodes, person.locations):
            for one, after in pairwise(spells):
                assert one.until_on == after.from_on
            for spell in spells:
                assert spell.from_on <= today
                assert spell.until_on is None or spell.from_on < spell.until_on <= today
        happened = [o.made_on for o in person.orders]
        happened += [b.on for b in person.notification_breaches]
        happened += [r.on for r in person.recalls]
        assert all(person.category_episodes[0].from_on <= day <= today for day in happened)
        assert person.date_of_birth < person.category_episodes[0].from_on


def test_a_level_goes_with_a_category_and_category_3_never_with_level_1(built):
    _, made = built
    for person in made:
        spans = [
            (e.from_on, e.until_on) for e in (person.level_episodes[0], person.level_episodes[-1])
        ]
        assert spans[0][0] == person.category_episodes[0].from_on
        assert spans[-1][1] == person.category_episodes[-1].until_on
        for level in person.level_episodes:
            category = in_force(person.category_episodes, level.from_on)
            assert category is not None
            assert (level.level, category.category) != (1, 3)


def test_an_episode_has_a_reason_once_it_has_ended_and_not_before(built):
    _, made = built
    for person in made:
        for episode in person.category_episodes:
            assert bool(episode.end_reason) == (episode.until_on is not None)
            assert episode.basis


def test_only_people_in_category_1_have_its_duties(built):
    _, made = built
    for person in made:
        days = [o.made_on for o in person.orders] + [b.on for b in person.notification_breaches]
        days += [r.on for r in person.recalls if r.cause == "order"]
        for day in days:
            episode = in_force(person.category_episodes, day)
            assert episode is not None
            assert episode.category == 1


def test_a_return_to_custody_is_from_the_community_to_prison(built):
    _, made = built
    for person in made:
        for recall in person.recalls:
            before = in_force(person.locations, recall.on - timedelta(days=1))
            assert before is None or before.kind == "community"
            assert in_force(person.locations, recall.on).kind == "prison"
            assert in_force(person.level_episodes, recall.on).level == recall.level
            assert in_force(person.category_episodes, recall.on).category == recall.category


def test_somebody_is_counted_at_two_levels_and_somebody_in_two_categories():
    given_return = PRINTED["2013-14"]
    first, last = given_return.period
    made = _people(given_return)
    levels = [
        {e.level for e in p.level_episodes if e.from_on <= last and (e.until_on or last) > first}
        for p in made
    ]
    assert sum({2, 3} <= level for level in levels) >= 3
    assert any(len(p.category_episodes) > 1 for p in made)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_panels_of_today_have_cases(seed):
    made = _people(PRINTED["2024-25"], date(2026, 11, 22), seed)
    now = Counter(e.level for p in made for e in p.level_episodes if e.until_on is None)
    assert 12 <= now[2] <= 18
    assert 1 <= now[3] <= 3


def test_lives_go_on_from_what_they_were():
    given_return = PRINTED["2024-25"]
    early = {(p.surname, p.forenames): p for p in _people(given_return)}
    late = {(p.surname, p.forenames): p for p in _people(given_return, date(2026, 3, 1))}
    assert early.keys() <= late.keys()
    changed = [n for n in early if late[n].level_episodes != early[n].level_episodes]
    assert len(changed) > 10
    for name, person in early.items():
        closed = [e for e in person.level_episodes if e.until_on]
        assert list(late[name].level_episodes[: len(closed)]) == closed


def test_the_same_seed_makes_the_same_people_and_another_seed_others():
    given_return = PRINTED["2024-25"]
    assert _people(given_return, seed=3) == _people(given_return, seed=3)
    assert _people(given_return, seed=3) != _people(given_return, seed=4)


def test_a_day_before_the_year_is_over_is_refused():
    with pytest.raises(TooEarly, match="2025-03-31 or later, not 2025-03-30"):
        _people(PRINTED["2024-25"], date(2025, 3, 30))


def test_a_county_is_made_in_well_under_a_second():
    started = process_time()
    _people(PRINTED["2024-25"], date(2026, 11, 22))
    assert process_time() - started < 1


def test_somebody_in_prison_today_may_have_a_day_of_release():
    today = date(2026, 11, 22)
    due = [p.release_due for p in _people(PRINTED["2024-25"], today) if p.release_due]
    assert due
    assert min(due) > today
