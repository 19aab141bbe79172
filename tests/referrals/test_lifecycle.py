"""What can happen to a referral, from each status."""

import pytest

from access.lifecycle import NotPossible
from access.policy import POLICY
from referrals.lifecycle import LIFECYCLE, Status

POSSIBLE = {
    Status.DRAFT: ["submit", "withdraw"],
    Status.SUBMITTED: ["send_back", "approve", "withdraw"],
    Status.APPROVED: [
        "return_for_information", "accept", "keep_at_level_1", "decline", "redirect", "withdraw",
    ],
    Status.RETURNED: ["submit", "withdraw"],
    Status.ACCEPTED: [],
    Status.KEPT_AT_LEVEL_1: [],
    Status.DECLINED: [],
    Status.REDIRECTED: [],
    Status.WITHDRAWN: [],
}  # fmt: skip


@pytest.mark.parametrize("status", Status)
def test_what_can_happen_next(status):
    assert LIFECYCLE.possible(status) == POSSIBLE[status]


@pytest.mark.parametrize("status", Status)
def test_nothing_else_can(status):
    for step, _leaves, _reaches in LIFECYCLE:
        if step not in POSSIBLE[status]:
            with pytest.raises(NotPossible, match="it is now"):
                LIFECYCLE.after(step, status)


def test_every_step_has_a_rule():
    assert {f"referral.{step}" for step, _leaves, _reaches in LIFECYCLE} <= set(POLICY)
