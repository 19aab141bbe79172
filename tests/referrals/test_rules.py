"""The criteria, and what a referral must say: tables, without a database."""

from types import SimpleNamespace

import pytest

from nominals.models import Level
from referrals.completeness import missing
from referrals.criteria import CRITERIA, STEPS, Outcome, unmet
from referrals.lifecycle import LIFECYCLE
from tests.referrals.conftest import COMPLETE

NOTHING = ""
VALUE = "Level 2 needs formal multi-agency meetings to add value."
ONE_OF_2 = "Level 2 needs at least one of its other criteria to be met."
ONE_OF_3 = "Level 3 needs at least one of its other criteria to be met."


@pytest.mark.parametrize(
    ("level", "ticked", "wanting"),
    [
        (Level.TWO, [], VALUE),
        (Level.TWO, ["high_risk"], VALUE),
        (Level.TWO, ["meetings_add_value"], ONE_OF_2),
        (Level.TWO, ["meetings_add_value", "high_risk"], NOTHING),
        (Level.TWO, ["meetings_add_value", "needs_others"], NOTHING),
        (Level.TWO, ["meetings_add_value", "stepping_down"], NOTHING),
        (Level.TWO, ["meetings_add_value", "senior_commitment"], ONE_OF_2),
        (Level.THREE, [], VALUE),
        (Level.THREE, ["senior_commitment"], VALUE),
        (Level.THREE, ["meetings_add_value", "senior_commitment"], ONE_OF_2),
        (Level.THREE, ["meetings_add_value", "high_risk"], ONE_OF_3),
        (Level.THREE, ["meetings_add_value", "high_risk", "senior_commitment"], NOTHING),
        (Level.THREE, ["meetings_add_value", "needs_others", "high_profile"], NOTHING),
    ],
)
def test_what_is_still_to_be_ticked(level, ticked, wanting):
    assert unmet(level, ticked) == wanting


def test_every_outcome_is_a_step_of_the_referral():
    assert set(STEPS) == set(Outcome)
    assert {step for step, _level in STEPS.values()} <= set(LIFECYCLE.steps)


def test_only_acceptance_has_a_level():
    assert {outcome for outcome, (_step, level) in STEPS.items() if level} == {
        Outcome.ACCEPT_AT_LEVEL_2,
        Outcome.ACCEPT_AT_LEVEL_3,
    }


def test_each_criterion_is_keyed_by_its_own_key():
    assert all(key == each.key for key, each in CRITERIA.items())


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({}, []),
        ({"category": None}, ["Select the category"]),
        ({"reason": ""}, ["Say why the case needs multi-agency meetings"]),
        ({"risk": "", "assessed_on": None}, [
            "Describe the risk of serious harm", "Enter the date of the current risk assessment"]),
        ({"victims": ""}, ["Describe the victims and persons at risk, or say that none are known"]),
        ({"wanted": ""}, ["Say what is wanted, and from which agencies"]),
        ({"level_sought": 3}, ["Say what Level 2 cannot deliver"]),
        ({"level_sought": 3, "beyond_level_2": "Seniority."}, []),
        ({"disclosure": "", "release_on": None}, []),
    ],
)  # fmt: skip
def test_what_a_referral_must_say(without, words):
    referral = SimpleNamespace(**{**COMPLETE, **without})
    assert [each.words for each in missing(referral)] == words
