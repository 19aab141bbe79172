"""The packer finds the best there is: nothing that trying everything finds is better."""

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.packing import Placed, Rule, Score, Why, breaches, explain
from meetings.packing.solve import propose
from tests.meetings.packing.oracle import Chosen, best, everything
from tests.meetings.packing.problems import HALF_HOUR, OPENS, problems

LONG = 60  # seconds, of which a small problem takes a tenth of one
LITTLE = 0.3


@settings(max_examples=40)
@given(problems())
def test_no_other_agenda_is_better(problem):
    proposal = propose(problem, seconds=LONG)
    assert proposal.proven
    assert proposal.score == best(problem)


@settings(max_examples=40)
@given(problems(cases=5, half_hours=2, sittings=2))
def test_what_cannot_be_met_cannot_be_met_and_for_the_reason_given(problem):
    proposal = propose(problem, seconds=LONG)
    ways = [kept_or_in_time(problem, chosen) for chosen in everything(problem)]
    for unmet in proposal.unmet:
        wanted = {unmet.case, *(asked_of(problem.case[key]) for key in unmet.among)}
        assert not any(wanted <= way for way in ways)
        alone = any(unmet.case in way for way in ways)
        assert alone == (unmet.why == Why.NO_ROOM and bool(unmet.among))
        if unmet.among:
            assert unmet.smallest
            assert all(any(wanted - {one} <= way for way in ways) for one in wanted)
    heard = {item.case for items in proposal.agenda.values() for item in items}
    assert {left.case for left in proposal.left_out} == {c.key for c in problem.cases} - heard


def kept_or_in_time(problem, chosen: Chosen) -> frozenset[str]:
    """The cases heard in time, and those heard where they are kept."""
    cases = [(problem.case[key], sitting) for key, (sitting, _) in chosen.items()]
    met = {case.key for case, sitting in cases if problem.in_time(case, sitting)}
    return frozenset(
        met | {asked_of(case) for case, sitting in cases if case.kept_in == sitting.key}
    )


def asked_of(case) -> str:
    return f"{case.key} is kept" if case.kept_in else case.key


@settings(max_examples=90)
@given(problems(cases=3, half_hours=2, sittings=2), st.data())
def test_the_live_checks_allow_what_can_be_held_and_nothing_else(problem, data):
    starts = st.tuples(st.sampled_from(problem.sittings), st.integers(-1, 3))
    drawn = {case.key: data.draw(st.none() | starts) for case in problem.to_place}
    first = {sitting.key: (sitting.starts_at - OPENS) // HALF_HOUR for sitting in problem.sittings}
    new = {key: (to[0], first[to[0].key] + to[1]) for key, to in drawn.items() if to}
    agenda = {
        sitting.key: (
            *sitting.placed,
            *(Placed(key, OPENS + n * HALF_HOUR) for key, (at, n) in new.items() if at == sitting),
        )
        for sitting in problem.sittings
    }
    wrong = [
        each
        for each in breaches(problem, agenda)
        if each.what != Rule.DEADLINE and each.case in new
    ]
    placed = problem.placed_in
    ways = [{k: v for k, v in way.items() if k not in placed} for way in everything(problem)]
    assert (new in ways) == (not wrong)


@settings(max_examples=15)
@given(problems(cases=14, half_hours=8, sittings=4))
def test_a_proposal_breaks_no_rule_however_little_time_there_was(problem):
    proposal = propose(problem, seconds=LITTLE)
    missed = {unmet.case for unmet in proposal.unmet}
    for breach in breaches(problem, proposal.agenda):
        assert breach.case in problem.placed_in or breach.what == Rule.DEADLINE
        assert breach.what != Rule.DEADLINE or breach.case in missed
    for sitting in problem.sittings:
        assert set(sitting.placed) <= set(proposal.agenda[sitting.key])
    for gap in proposal.gaps:
        assert gap.bound < gap.value == getattr(proposal.score, gap.name)


@settings(max_examples=15)
@given(problems(cases=7, half_hours=4, sittings=3))
def test_no_case_can_be_moved_for_the_better(problem):
    proposal = propose(problem, seconds=LONG)
    assert proposal.proven
    for case in problem.to_place:
        explanation = explain(problem, proposal.agenda, case.key)
        assert bool(explanation.sitting) == bool(explanation.reasons)
        assert len(explanation.moves) == len(problem.sittings) - bool(explanation.sitting)
        for move in explanation.moves:
            broken = {breach.what for breach in move.breaks} - {Rule.DEADLINE}
            assert broken or move.change >= Score()
