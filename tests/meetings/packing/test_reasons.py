"""What the packer says: why a case is there, what would break, what cannot be met and why."""

from dataclasses import replace

import pytest

from meetings.packing import (
    Attender,
    Away,
    Because,
    Case,
    Gap,
    LeftOut,
    Placed,
    Problem,
    Rule,
    Sitting,
    Unmet,
    Why,
    arranged,
    explain,
)
from meetings.packing.solve import propose
from meetings.packing.words import (
    gap_words,
    left_out_words,
    move_words,
    reason_words,
    unmet_words,
)
from tests.meetings.packing.problems import at

MARCH = Sitting("the March session", at(0), 120, frozenset({2}), "Chidi")
APRIL = Sitting("the April session", at(28), 120, frozenset({2}), "Chidi")
LEVEL_3 = Sitting("the Level 3 session", at(29), 120, frozenset({3}), "Bea")
ALL = (MARCH, APRIL, LEVEL_3)


def case(key: str, *agencies: str, day: int | None = None, **more) -> Case:
    given = {"minutes": 30, "level": 2, **more}
    return Case(key, agencies=frozenset(agencies), deadline=day and at(day).date(), **given)


def reasons(problem: Problem, agenda, key: str) -> dict[Because, str]:
    found = explain(problem, agenda, key).reasons
    return {each.because: reason_words(each, str) for each in found}


def test_it_says_what_ties_a_case_to_its_session():
    cases = (
        case("A1", "Housing", day=27),
        case("A2", "Housing", day=29),
        case("A3", "Health", day=60),
        case("A4", "Health"),
        case("A5", kept_in=MARCH.key),
    )
    away = Attender("Health", (Away(at(28), at(29)),))
    problem = Problem(cases, ALL, (away,))
    orders = {MARCH.key: ["A1", "A2", "A3", "A5"], APRIL.key: ["A4"]}
    agenda = arranged(problem, orders)
    assert reasons(problem, agenda, "A1") == {
        Because.ONLY_SITTING: "This is the only session by 30 March 2026 that can hear it.",
        Because.SHARED: "Housing is here for A2 too.",
    }
    assert reasons(problem, agenda, "A2")[Because.DEADLINE] == "It is due by 1 April 2026."
    assert reasons(problem, agenda, "A3") == {
        Because.ONLY_FREE: "This is the only session that can hear it: Health is away in the"
        " April session."
    }
    assert set(reasons(problem, agenda, "A5")) == {Because.KEPT}


def test_it_says_that_it_is_the_last_chance_or_too_late_or_that_nothing_binds():
    cases = (case("A1", day=28), case("A2", day=27), case("A3"), case("A4"))
    placed = replace(APRIL, placed=(Placed("A4", at(28, 3)),))
    problem = Problem(cases, (MARCH, placed))
    agenda = {MARCH.key: (), APRIL.key: (Placed("A1", at(28)), Placed("A2", at(28, 1)),
              Placed("A3", at(28, 2)), *placed.placed)}  # fmt: skip
    assert set(reasons(problem, agenda, "A1")) == {Because.LAST_CHANCE}
    assert set(reasons(problem, agenda, "A2")) == {Because.LATE}
    assert set(reasons(problem, agenda, "A3")) == {Because.NOTHING_BINDS}
    assert set(reasons(problem, agenda, "A4")) == {Because.PLACED}


def test_seniors_are_told_who_else_they_are_here_for():
    cases = (case("A1", level=3, seniors=True), case("A2", level=3, seniors=True))
    problem = Problem(cases, ALL)
    agenda = arranged(problem, {LEVEL_3.key: ["A1", "A2"]})
    assert reasons(problem, agenda, "A1")[Because.SENIORS] == "The seniors are here for A2 too."


def test_it_says_what_would_break_in_every_other_session():
    cases = (
        case("A1", "Housing", day=27),
        case("A2", "Housing"),
        *(case(f"B{n}", "Police") for n in range(4)),
    )
    problem = Problem(cases, ALL)
    full = ["B0", "B1", "B2", "B3"]
    agenda = arranged(problem, {MARCH.key: ["A1", "A2"], APRIL.key: full})
    to_april, to_level_3 = explain(problem, agenda, "A1").moves
    assert {each.what for each in to_april.breaks} == {Rule.OVER_FULL, Rule.DEADLINE}
    assert "30 minutes of B3 would be outside the session." in move_words(to_april, str)
    assert "A1 would be heard 1 day after it is due." in move_words(to_april, str)
    assert "It would cost 1 attendance more." in move_words(to_april, str)
    assert Rule.LEVEL in {each.what for each in to_level_3.breaks}


def test_a_case_left_out_can_be_asked_about_too():
    problem = Problem((case("A1", "Housing"),), ALL)
    explanation = explain(problem, {each.key: () for each in ALL}, "A1")
    assert (explanation.sitting, explanation.reasons) == (None, ())
    assert explanation.moves[0].starts_at == at(0)
    assert explanation.moves[0].change.left_out < 0


def test_it_says_which_deadlines_cannot_be_met_and_why():
    cases = (
        case("A1", day=-1),
        case("A2", "Housing", day=1),
        *(case(f"B{n}", day=5 + n) for n in range(6)),
        case("C1", day=2, minutes=150),
        case("C2", day=2, earliest=at(3).date()),
    )
    away = Attender("Housing", (Away(at(0), at(1)),))
    proposal = propose(Problem(cases, ALL, (away,)))
    told = {each.case: each for each in proposal.unmet}
    assert told["A1"] == Unmet("A1", Why.NO_SITTING)
    assert told["A2"] == Unmet("A2", Why.AWAY, (MARCH.key,), who=("Housing",))
    assert told["C1"].why == Why.NO_ROOM
    assert told["C2"].why == Why.TOO_EARLY
    (crowded, another) = (each for key, each in told.items() if key.startswith("B"))
    assert crowded.why == another.why == Why.NO_ROOM
    assert crowded.smallest
    assert len(crowded.among) == 4
    assert unmet_words(told["A2"], str) == (
        "A2 cannot be heard in time: Housing is away in the March session."
    )
    assert unmet_words(crowded, str).startswith(
        f"{crowded.case} cannot be heard in time: the March session cannot hear it and B"
    )


def test_it_says_why_a_case_is_left_out():
    cases = (case("A1", minutes=150), case("A2", kept_in=LEVEL_3.key), case("A3", day=-20))
    barred = tuple(replace(each, conflicts=frozenset({"A3"})) for each in ALL)
    proposal = propose(Problem(cases, barred))
    assert [(each.case, each.why) for each in proposal.left_out] == [
        ("A1", Why.NO_ROOM),
        ("A2", Why.KEPT_ELSEWHERE),
        ("A3", Why.CHAIR_CONFLICT),
    ]


def test_an_agencys_cases_are_side_by_side_and_the_seniors_come_once():
    cases = (
        case("A1", "Housing", seniors=True),
        case("A2", "Police"),
        case("A3", "Housing", "Police"),
        case("A4", "Health", seniors=True),
    )
    proposal = propose(Problem(cases, (MARCH,)))
    order = [item.case for item in proposal.agenda[MARCH.key]]
    assert proposal.proven
    assert order in (["A4", "A1", "A3", "A2"], ["A2", "A3", "A1", "A4"])
    assert (proposal.score.waiting, proposal.score.broken) == (0, 0)
    assert proposal.finishes[0].ends_at == at(0, 4)


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_its_sentence(why):
    words = unmet_words(Unmet("A1", why, (MARCH.key,), ("Housing",)), str)
    assert words.endswith(".")
    assert left_out_words(LeftOut("A1", why, (MARCH.key,)), str).endswith(".")


def test_a_gap_is_told_in_words():
    assert gap_words(Gap("attendances", 56, 45)) == (
        "This has 56 attendances. The best possible number is not known, but it is at least 45."
    )
