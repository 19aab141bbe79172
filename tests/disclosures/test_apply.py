"""The disclosure schemes: each its steps and its time, and nothing decided before them."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from clocks.rules import RULES, Certainty
from disclosures.schemes import STEPS, WHOLE, Scheme, steps_of
from disclosures.services import apply, tell
from tests.disclosures.conftest import TESTS, WHO, planned

TODAY = localdate()


def take(register, application, key, **given):
    given = {"on": TODAY, "text": "Done.", **given}
    register.act(apply.take_step, register.again(application), key=key, **given)


def take_all(register, application):
    for part in steps_of(application.scheme):
        take(register, application, part.key)


def test_each_scheme_has_steps_and_time_limits_with_a_source():
    keys = {part.limit for steps in STEPS.values() for part in steps} - {""} | {*WHOLE.values()}
    assert set(STEPS) == set(WHOLE) == set(Scheme)
    assert keys <= set(RULES)
    assert all(RULES[key].source for key in keys)
    unsure = {key for key in keys if RULES[key].certainty == Certainty.UNCONFIRMED}
    assert unsure == {"dvds_first_checks", "dvds_meeting"}


@pytest.mark.parametrize("scheme", Scheme.values)
def test_steps_are_taken_once_and_then_it_is_decided(register, scheme):
    application = register.apply(scheme)
    with pytest.raises(NotPossible, match="these steps are to be taken first"):
        register.act(apply.decide_to_tell, application, rationale="She is at risk.", **TESTS)
    take_all(register, application)
    with pytest.raises(NotPossible, match="taken already"):
        take(register, application, "full_checks")
    register.act(apply.decide_to_tell, register.again(application), rationale="At risk.", **TESTS)
    assert register.again(application).status == "to_tell"


def test_no_is_an_answer_with_a_reason(register):
    application = register.apply()
    take_all(register, application)
    register.act(
        apply.decide_not_to_tell, register.again(application), rationale="Nothing is known."
    )
    with pytest.raises(NotPossible, match="not decided that anybody"):
        register.act(tell.plan, register.again(application), **planned(register.police))


def test_where_it_cannot_wait_it_says_why(register):
    application = register.apply("right_to_know")
    soon = {"rationale": "At risk.", "before_its_steps": "He moves in tonight.", **TESTS}
    register.act(apply.decide_to_tell, application, **soon)
    delivery = register.act(tell.plan, register.again(application), **planned(register.police))
    assert (delivery.application_id, delivery.decision_id) == (application.pk, None)


def test_all_four_tests_are_met(register):
    application = register.apply("right_to_know")
    given = {**TESTS, "necessary": False, "before_its_steps": "Now."}
    with pytest.raises(NotPossible, match="all four tests"):
        register.act(apply.decide_to_tell, application, rationale="At risk.", **given)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"on": TODAY + timedelta(days=1)}, "not in the future"),
        ({"on": TODAY - timedelta(days=9)}, "since the application"),
        ({"key": "burn"}, "not a step of this scheme"),
    ],
)
def test_a_step_makes_sense(register, given, why):
    application = register.apply()
    with pytest.raises(NotPossible, match=why):
        take(register, application, **{"key": "full_checks", **given})


def test_two_at_once_take_a_step_once(register):
    application = register.apply()
    first, second = register.again(application), register.again(application)
    given = {"key": "full_checks", "on": TODAY, "text": "Done."}
    register.act(apply.take_step, first, **given)
    with pytest.raises(NotPossible):
        register.act(apply.take_step, second, **given)


def test_decided_it_stays_decided(register):
    application = register.apply()
    register.act(apply.withdraw, application, rationale="She asks no more.")
    with pytest.raises(NotPossible, match="is decided: it is now withdrawn"):
        take(register, application, "full_checks")


def test_it_did_not_come_in_tomorrow(register):
    with pytest.raises(NotPossible, match="not in the future"):
        register.apply(received_at=now() + timedelta(hours=2))


def test_who_applied_is_as_narrow_as_who_is_told(register):
    from disclosures.services import name

    application = register.apply()
    applicant = register.act(name.add_recipient, application, **WHO)
    cast = register.cast
    assert register.sees(cast.cora, applicant)
    assert register.sees(cast.rex, application)
    assert not register.sees(cast.rex, applicant)
    assert not register.sees(cast.hal, application)


def test_an_agency_that_does_not_handle_it_takes_no_step(register):
    application, poppy = register.apply(), register.cast.poppy
    with acting_as(poppy), pytest.raises(Refused):
        apply.take_step(
            application, actor=poppy, at=now(), key="full_checks", on=TODAY, text="Done."
        )
    with acting_as(register.cast.rex) as rex, pytest.raises(Refused):
        apply.decide_not_to_tell(application, actor=rex, at=now(), rationale="No.")
