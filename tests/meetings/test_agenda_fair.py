"""Among agendas that are equally good, whoever is due sooner is heard sooner."""

from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from meetings.agenda.fair import fairest
from meetings.agenda.stored import (
    Step,
    problem_from_json,
    problem_to_json,
    step_from_json,
    step_to_json,
)
from meetings.packing import Case, Placed, Problem, Rule, Sitting, breaches, score
from meetings.packing.draft import draft
from meetings.packing.openings import options
from tests.meetings.packing.problems import problems

OPENS = datetime(2026, 3, 3, 9, 30, tzinfo=ZoneInfo("Europe/London"))


def session(key, weeks=0, minutes=40):
    return Sitting(key, OPENS + timedelta(weeks=weeks), minutes, frozenset({2}), "chair")


def case(key, due_on, **given):
    return Case(key, 40, 2, frozenset({"police"}), deadline=due_on, **given)


def heard(agenda) -> dict[str, list[str]]:
    return {key: [item.case for item in items] for key, items in agenda.items()}


def late(problem, agenda) -> set[str]:
    return {each.case for each in breaches(problem, agenda) if each.what == Rule.DEADLINE}


def test_of_two_that_are_late_the_one_due_sooner_is_heard_sooner():
    one, two = session("one"), session("two", weeks=2)
    cases = case("long ago", date(2026, 1, 5)), case("lately", date(2026, 2, 20))
    problem = Problem(cases, (one, two))
    agenda = {
        "one": (Placed("lately", one.starts_at),),
        "two": (Placed("long ago", two.starts_at),),
    }
    found = fairest(problem, agenda)
    assert heard(found) == {"one": ["long ago"], "two": ["lately"]}
    assert score(problem, found) == score(problem, agenda)


def test_a_deadline_that_is_met_stays_met_and_what_is_kept_stays():
    one, two = session("one"), session("two", weeks=2)
    agenda = {
        "one": (Placed("lately", one.starts_at),),
        "two": (Placed("long ago", two.starts_at),),
    }
    for lately in (
        case("lately", date(2026, 3, 4)),
        case("lately", date(2026, 2, 20), kept_in="one"),
    ):
        problem = Problem((case("long ago", date(2026, 1, 5)), lately), (one, two))
        assert fairest(problem, agenda) == agenda


@settings(max_examples=25)
@given(problem=problems())
def test_nothing_is_worse_for_it(problem):
    agenda = draft(problem, options(problem))
    found = fairest(problem, agenda)
    assert score(problem, found) == score(problem, agenda)
    assert late(problem, found) == late(problem, agenda)
    assert sorted(chain(*heard(found).values())) == sorted(chain(*heard(agenda).values()))
    assert len(breaches(problem, found)) <= len(breaches(problem, agenda))


@settings(max_examples=25)
@given(problem=problems())
def test_what_is_stored_is_read_back_as_it_was(problem):
    import json

    stored = json.loads(json.dumps(problem_to_json(problem)))
    assert problem_from_json(stored) == problem
    step = Step(draft(problem, options(problem)), frozenset(each.key for each in problem.cases[:1]))
    assert step_from_json(json.loads(json.dumps(step_to_json(step)))) == step
