"""The lives of what belongs to a panel: each step, from where, to where, and from nowhere else."""

import pytest

from access.lifecycle import NotPossible
from access.policy import POLICY
from meetings.lifecycle import (
    ACTION,
    EXTENSION,
    INVITATION,
    MINUTES,
    RETURN,
    SESSION,
    SLOT,
    ActionStatus,
    ExtensionStatus,
    InvitationStatus,
    MinutesStatus,
    ReturnStatus,
    SessionStatus,
    SlotStatus,
)

# kind, its life, its statuses, and for each step what it leaves and what it reaches
LIVES = [
    (
        "session",
        SESSION,
        SessionStatus,
        {
            "convene": ({"planned"}, "convened"),
            "open": ({"convened"}, "open"),
            "close": ({"open"}, "held"),
            "cancel": ({"planned", "convened"}, "cancelled"),
        },
    ),
    (
        "slot",
        SLOT,
        SlotStatus,
        {
            "open": ({"planned"}, "open"),
            "close": ({"open"}, "closed"),
            "cancel": ({"planned"}, "cancelled"),
        },
    ),
    (
        "invitation",
        INVITATION,
        InvitationStatus,
        {
            "accept": ({"invited", "apologised", "reporting"}, "accepted"),
            "send_deputy": ({"invited", "accepted", "apologised", "reporting"}, "accepted"),
            "apologise": ({"invited", "accepted", "reporting"}, "apologised"),
            "report_in_lieu": ({"invited", "accepted", "apologised"}, "reporting"),
            "ask_again": ({"accepted", "apologised", "reporting"}, "invited"),
            "withdraw": ({"invited", "accepted", "apologised", "reporting"}, "withdrawn"),
            "renew": ({"withdrawn"}, "invited"),
        },
    ),
    (
        "return",
        RETURN,
        ReturnStatus,
        {
            "send": ({"requested", "refused"}, "sent"),
            "refuse": ({"requested"}, "refused"),
            "open": ({"sent"}, "open"),
        },
    ),
    (
        "minutes",
        MINUTES,
        MinutesStatus,
        {
            "hand_in": ({"draft"}, "checking"),
            "hand_back": ({"checking"}, "draft"),
            "submit": ({"draft", "checking"}, "submitted"),
            "send_back": ({"submitted"}, "draft"),
            "approve": ({"submitted"}, "approved"),
            "issue": ({"approved", "recalled"}, "issued"),
            "recall": ({"issued"}, "recalled"),
        },
    ),
    (
        "action",
        ACTION,
        ActionStatus,
        {
            "finish": ({"open"}, "done"),
            "report_could_not": ({"open"}, "could_not"),
            "report_did_not": ({"open"}, "did_not"),
            "verify": ({"done"}, "verified"),
            "reopen": ({"done", "could_not", "did_not"}, "open"),
            "cancel": ({"open"}, "cancelled"),
            "carry_forward": ({"open", "could_not", "did_not"}, "carried"),
        },
    ),
    (
        "extension",
        EXTENSION,
        ExtensionStatus,
        {"grant": ({"asked"}, "granted"), "refuse": ({"asked"}, "refused")},
    ),
]
CELLS = [
    (kind, life, step, status, steps[step][1] if status in steps[step][0] else None)
    for kind, life, statuses, steps in LIVES
    for step in steps
    for status in statuses
]


@pytest.mark.parametrize(
    ("kind", "life", "step", "status", "reaches"),
    CELLS,
    ids=[f"{kind}.{step} from {status}" for kind, _, step, status, _ in CELLS],
)
def test_a_step_leaves_these_statuses_and_no_other(kind, life, step, status, reaches):
    if reaches is None:
        with pytest.raises(NotPossible, match=status.label.lower()):
            life.after(step, status)
    else:
        assert life.after(step, status) == reaches


@pytest.mark.parametrize(
    ("kind", "life", "steps"), [(kind, life, steps) for kind, life, _, steps in LIVES]
)
def test_the_table_holds_these_steps_and_each_is_an_action_of_the_policy(kind, life, steps):
    assert {step for step, _, _ in life} == set(steps)
    assert {f"{kind}.{step}" for step in steps} <= set(POLICY)


def test_minutes_that_are_out_can_only_be_recalled():
    assert list(MINUTES.possible(MinutesStatus.ISSUED)) == ["recall"]


def test_what_is_over_stays_over():
    ends = {
        SESSION: {SessionStatus.HELD, SessionStatus.CANCELLED},
        SLOT: {SlotStatus.CLOSED, SlotStatus.CANCELLED},
        RETURN: {ReturnStatus.OPEN},
        ACTION: {ActionStatus.VERIFIED, ActionStatus.CANCELLED, ActionStatus.CARRIED},
    }
    for life, over in ends.items():
        assert [life.possible(status) for status in over] == [[] for _ in over]
