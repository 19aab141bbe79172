"""The policy is what docs/access-matrix.md says, cell by cell."""

import pytest

from access.actor import Role
from access.policy import POLICY, Refused, may, require
from tests.access.matrix import table
from tests.access.relations import actor, others, own

COLUMNS = {
    "Co-ord": Role.COORDINATOR,
    "Admin": Role.ADMINISTRATOR,
    "Chair": Role.CHAIR,
    "Case mgr": Role.PRACTITIONER,
    "Manager": Role.MANAGER,
    "Rep": Role.REPRESENTATIVE,
    "Senior rep": Role.SENIOR_REPRESENTATIVE,
    "VLO": Role.VICTIM_LIAISON,
    "POM": Role.PRISON_OFFENDER_MANAGER,
    "SMB chair": Role.BOARD_CHAIR,
    "SMB": Role.BOARD_MEMBER,
    "Lay": Role.LAY_ADVISER,
    "Auditor": Role.AUDITOR,
    "Info gov": Role.INFORMATION_GOVERNANCE,
    "Service": Role.SERVICE,
}
MATRIX = table("Who may do what")


def test_the_matrix_covers_every_action_and_every_role():
    assert set(MATRIX) == set(POLICY)
    assert all(set(cells) == set(COLUMNS) for cells in MATRIX.values())
    assert set(COLUMNS.values()) == set(Role)


@pytest.mark.parametrize("action", POLICY)
def test_the_policy_answers_as_the_matrix_says(action):
    for column, role in COLUMNS.items():
        who, cell = actor(role), MATRIX[action][column]
        assert cell in {"yes", "own", "-"}
        assert bool(may(who, action, own(who))) is (cell in {"yes", "own"}), (action, column)
        assert bool(may(who, action, others())) is (cell == "yes"), (action, column)


@pytest.mark.parametrize("action", POLICY)
def test_a_refusal_always_says_why(action):
    for role in Role:
        answer = may(actor(role), action, others())
        assert answer or answer.reason.endswith(".")


def test_most_answers_are_no():
    answers = [cell for cells in MATRIX.values() for cell in cells.values()]
    assert answers.count("-") / len(answers) > 0.4


def test_an_action_nobody_listed_is_a_bug_and_not_a_no():
    with pytest.raises(KeyError):
        may(actor(Role.COORDINATOR), "referral.burn", None)


def test_nobody_asking_may_do_nothing():
    with pytest.raises(Refused):
        require(None, "home.show")


def test_what_names_nobody_is_nobodys_own():
    from types import SimpleNamespace

    nobody = SimpleNamespace(agency_id=None, area_id=None)
    assert not may(actor(Role.REPRESENTATIVE), "action.finish", nobody)
