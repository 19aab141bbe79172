"""What the live checks say of an agenda made by hand, and how times follow from an order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from meetings.packing import (
    Attender,
    Away,
    Breach,
    Case,
    Engagement,
    Placed,
    Problem,
    Rule,
    Score,
    Sitting,
    arranged,
    breaches,
    finishes,
    score,
)
from meetings.packing.words import breach_words
from tests.meetings.packing.problems import at

FIRST = Sitting("March", at(0), 90, frozenset({2}), "Chidi", conflicts=frozenset({"C"}))
OTHER = Sitting("Level 3", at(0, 1), 90, frozenset({3}), "Bea")
A = Case("A", 30, 2, frozenset({"Police", "Housing"}), deadline=at(1).date())
B = Case("B", 30, 2, frozenset({"Police"}))
C = Case("C", 30, 2, frozenset({"Police", "Housing"}), deadline=at(-2).date())
D = Case("D", 30, 3, frozenset({"Health"}), seniors=True)
E = Case("E", 60, 3, frozenset({"Health", "Housing"}), earliest=at(3).date())


def problem(**changes) -> Problem:
    given = {"cases": (A, B, C, D, E), "sittings": (FIRST, OTHER), **changes}
    return Problem(**given)


def rules(of: Problem, **agenda: list[Placed]) -> list[tuple[Rule, str]]:
    named = {key.replace("_", " "): tuple(items) for key, items in agenda.items()}
    return [(each.what, each.case) for each in breaches(of, named)]


def test_an_agenda_that_can_be_held_breaks_nothing():
    assert rules(problem(), March=[Placed("A", at(0)), Placed("B", at(0, 1))]) == []


def test_a_case_does_not_go_where_it_is_not_heard():
    found = rules(problem(), March=[Placed("D", at(0)), Placed("C", at(0, 1))])
    assert found == [
        (Rule.LEVEL, "D"),
        (Rule.CHAIR_CONFLICT, "C"),
        (Rule.DEADLINE, "C"),
    ]
    assert rules(problem(), **{"Level 3": [Placed("E", at(0, 1))]}) == [(Rule.TOO_EARLY, "E")]


def test_nobody_is_in_two_places():
    found = breaches(
        problem(), {"March": (Placed("A", at(0, 1)),), "Level 3": (Placed("E", at(0, 1)),)}
    )
    assert Breach(Rule.TWO_PLACES, "E", "Level 3", who="Housing", beside="A") in found


def test_a_chair_is_not_in_two_places_either():
    two = replace(OTHER, chair="Chidi")
    found = breaches(
        problem(sittings=(FIRST, two)),
        {"March": (Placed("B", at(0, 1)),), "Level 3": (Placed("D", at(0, 1)),)},
    )
    assert found == [Breach(Rule.TWO_PLACES, "D", "Level 3", who="Chidi", beside="B")]


def test_who_is_away_is_told_with_what_for():
    panel = Away(at(0, 1), at(0, 2), Engagement.OTHER_PANEL)
    found = breaches(
        problem(attenders=(Attender("Housing", (panel,)),)),
        {"March": (Placed("A", at(0) + timedelta(minutes=15)),)},
    )
    assert found == [Breach(Rule.AWAY, "A", "March", who="Housing", away_on=panel.on)]
    assert breach_words(found[0], str) == "Housing is at another panel while A is heard."


def test_two_cases_are_not_heard_at_once_nor_one_twice():
    found = rules(problem(), March=[Placed("A", at(0)), Placed("B", at(0)), Placed("A", at(0, 1))])
    assert found == [(Rule.TWO_AT_ONCE, "B"), (Rule.HEARD_TWICE, "A")]


def test_an_over_run_is_told_in_minutes():
    late = at(0, 2) + timedelta(minutes=10)
    found = breaches(problem(), {"March": (Placed("B", late),)})
    assert found == [Breach(Rule.OVER_FULL, "B", "March", minutes=10)]


def test_what_people_were_told_of_stays_where_it_is():
    placed = replace(FIRST, placed=(Placed("B", at(0, 1)),))
    kept = replace(A, kept_in="Level 3", level=3)
    given = problem(cases=(kept, B), sittings=(placed, OTHER))
    assert rules(given, March=[Placed("B", at(0, 2))]) == [(Rule.MOVED, "B")]
    assert rules(given, March=[*placed.placed, Placed("A", at(0))]) == [
        (Rule.LEVEL, "A"),
        (Rule.MOVED, "A"),
    ]


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_its_sentence(rule):
    sentence = breach_words(Breach(rule, "A", "March", "Housing", None, "B", 5, 2), str)
    assert "A" in sentence
    assert sentence.endswith(".")


def test_cases_follow_one_another_and_wait_for_who_is_away():
    away = Attender("Police", (Away(at(0), at(0, 1)),))
    agenda = arranged(problem(attenders=(away,)), {"March": ["A", "B"]})
    assert agenda == {"March": (Placed("A", at(0, 1)), Placed("B", at(0, 2)))}
    assert score(problem(), agenda).paused == 30


def test_what_has_its_place_keeps_it_whatever_the_order():
    placed = replace(FIRST, placed=(Placed("B", at(0)),))
    agenda = arranged(problem(sittings=(placed, OTHER)), {"March": ["A", "B"]})
    assert agenda == {"March": (Placed("B", at(0)), Placed("A", at(0, 1)))}


def test_what_does_not_fit_runs_over_and_is_seen_to():
    cases = (A, B, replace(C, key="F"), replace(B, key="G", minutes=20))
    given = problem(cases=cases)
    agenda = arranged(given, {"March": ["A", "B", "F", "G"], "Level 3": []})
    march, empty = finishes(given, agenda)
    assert (march.ends_at, march.left, march.over_run) == (at(0, 3) + timedelta(minutes=20), 0, 20)
    assert (empty.ends_at, empty.left, empty.over_run) == (at(0, 1), 90, 0)
    assert [each.minutes for each in breaches(given, agenda) if each.what == Rule.OVER_FULL] == [20]


def test_the_score_is_worked_out_as_by_hand():
    """Police and Housing come to March, where Housing sits through B; D and E are left out."""
    given = problem(horizon=date(2026, 4, 1))
    agenda = arranged(given, {"March": ["A", "B", "C"]})
    until = (date(2026, 4, 1) - C.deadline).days
    assert until == 31
    assert score(given, agenda) == Score(
        missed=1, left_out=1 + 1, late=2, attendances=2, waiting=30
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"sittings": ()},
        {"cases": (A, A)},
        {"sittings": (FIRST, FIRST)},
        {"sittings": (replace(FIRST, placed=(Placed("nobody", at(0)),)),)},
        {"sittings": (replace(FIRST, placed=(Placed("A", at(0, -1)),)),)},
        {"sittings": (replace(FIRST, starts_at=at(0).replace(tzinfo=None)),)},
        {"cases": (replace(A, minutes=0),)},
        {"cases": (replace(A, kept_in="never"),)},
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        problem(**wrong)
