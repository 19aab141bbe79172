"""Which case is heard when: it changes no figure, and agrees with the levels."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from clocks.working_days import is_working_day
from demo.county import people
from demo.feasible import plan
from demo.meetings_calendar import ROOM
from demo.meetings_programme import MOST, programme
from demo.meetings_terms import Cuts, all_terms, can_move, moved
from demo.people import in_force
from demo.published import read
from tests.demo.counting import count

RETURNS = Path("demo/returns")
NEW, OLD = RETURNS / "northamptonshire-2024-25.json", RETURNS / "northamptonshire-2013-14.json"
CASES = [
    (NEW, date(2025, 3, 31), 1),
    (NEW, date(2025, 4, 3), 2),
    (NEW, date(2026, 11, 22), 3),
    (NEW, date(2027, 4, 2), 4),
    (OLD, date(2014, 3, 31), 5),
    (OLD, date(2015, 1, 1), 6),
    (OLD, date(2026, 11, 22), 7),
]


@cache
def made(path, today, seed):
    published = read(path)
    specs = people(published, plan(published), today=today, seed=seed)
    given = {"period": published.period, "today": today, "rng": Random(seed)}
    return published, specs, programme(specs, **given)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0].stem[-7:]} on {case[1]}")
def county(request):
    return made(*request.param)


def hearings(made_up):
    for level, sittings in made_up.calendar.sittings.items():
        for sitting in sittings:
            for hearing in sitting.hearings:
                yield level, sitting, hearing


def test_fitting_people_to_sittings_changes_no_figure(county):
    published, specs, made_up = county
    assert count(made_up.specs, *published.period) == count(specs, *published.period)


def test_some_people_were_moved(county):
    _, specs, made_up = county
    assert sum(a != b for a, b in zip(specs, made_up.specs, strict=True)) > 10


def test_every_case_is_heard_at_the_level_it_is_at(county):
    """On the day that ends the level it is heard at the one it leaves."""
    _, _, made_up = county
    for level, sitting, hearing in hearings(made_up):
        spec, eve = made_up.specs[hearing.person], sitting.day - timedelta(days=1)
        standing = in_force(spec.level_episodes, eve)
        assert standing
        assert standing.level == level


def test_a_decision_to_move_agrees_with_what_happened_next(county):
    _, _, made_up = county
    moves = on_the_day = 0
    for level, sitting, hearing in hearings(made_up):
        if hearing.chosen in (None, level):
            continue
        moves += 1
        assert hearing.term.by_panel
        assert hearing.chosen == (hearing.term.after or 1)
        assert sitting.day <= hearing.term.until_on
        on_the_day += sitting.day == hearing.term.until_on
    assert moves > 10
    assert on_the_day / moves > 0.65


def test_panels_sit_on_working_days_and_have_room(county):
    _, _, made_up = county
    for level, sittings in made_up.calendar.sittings.items():
        for sitting in sittings:
            assert is_working_day(sitting.day)
            people_heard = [hearing.person for hearing in sitting.hearings]
            assert len(people_heard) == len(set(people_heard))
            assert len(people_heard) <= ROOM[level] + 1


def test_two_years_of_panels_are_held_and_three_months_are_ahead(county):
    _, _, made_up = county
    today = made_up.calendar.today
    held = [sitting.day for sitting in made_up.calendar.past(2)]
    assert min(held) < today - timedelta(days=670)
    assert all((b - a).days <= 63 for a, b in pairwise(held))
    coming = [sitting.day for sitting in made_up.calendar.coming(2)]
    assert len(coming) >= 3
    assert coming[0] <= today + timedelta(days=16)
    assert coming[-1] < today + timedelta(days=95)


def test_a_level_2_sitting_hears_several_cases_and_none_hears_nobody(county):
    _, _, made_up = county
    numbers = [len(sitting.hearings) for sitting in made_up.calendar.past(2)]
    assert min(numbers) >= 1
    assert 4 <= sum(numbers) / len(numbers) <= 8


def test_most_are_heard_in_time_and_some_are_late(county):
    _, _, made_up = county
    days = {}
    for _, sitting, hearing in hearings(made_up):
        days.setdefault(hearing.term, []).append(sitting.day)
    gaps = [
        (later - earlier).days <= MOST[term.level]
        for term, heard in days.items()
        for earlier, later in pairwise(sorted(heard))
    ]
    assert 0.85 < sum(gaps) / len(gaps) < 1


def test_each_decision_sets_the_next_review_within_the_time_limit(county):
    _, _, made_up = county
    for _, sitting, hearing in hearings(made_up):
        if hearing.chosen in (None, 1):
            assert hearing.back_on is None
        else:
            assert 0 < (hearing.back_on - sitting.day).days <= MOST[hearing.chosen]


def test_the_next_sitting_is_nearly_full_and_somebody_waits_for_a_place(county):
    _, _, made_up = county
    nearest, after = made_up.calendar.coming(2)[:2]
    assert 4 <= len(nearest.hearings) <= 6
    assert len(after.hearings) <= 1
    heard = Counter(hearing.term for _, _, hearing in hearings(made_up))
    assert made_up.waiting
    assert not any(heard[term] for term in made_up.waiting)


def test_the_same_seed_gives_the_same_programme():
    published, specs, made_up = made(*CASES[2])
    given = {"period": published.period, "today": CASES[2][1], "rng": Random(CASES[2][2])}
    again = programme(specs, **given)
    assert again.specs == made_up.specs
    assert again.calendar.sittings == made_up.calendar.sittings


def test_nothing_is_moved_over_an_end_of_the_returns_year():
    published, specs, _ = made(*CASES[0])
    cuts = Cuts(*published.period)
    term = next(t for t in all_terms(specs) if t.until_on and t.until_on > cuts.first)
    spec = specs[term.person]
    assert not can_move(spec, term.until_on, cuts.first, cuts)
    assert not can_move(spec, term.until_on, cuts.last + timedelta(days=1), cuts)


def test_what_moves_together_stays_together():
    _, specs, _ = made(*CASES[2])
    left = next(
        spec for spec in specs if spec.category_episodes[-1].end_reason == "meetings_not_needed"
    )
    old = left.category_episodes[-1].until_on
    gone = moved(left, old, old + timedelta(days=2))
    assert gone.category_episodes[-1].until_on == gone.level_episodes[-1].until_on != old
