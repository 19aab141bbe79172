"""No case paper of a session opens before the statement: each view says so, or why not."""

import pytest
from django.urls import get_resolver

from meetings.views.statement import the_statement
from tests.house.test_house_rules import patterns

BEFORE = "it prepares the session, and shows no paper"
ASKED = "an agency answers for itself before it reads anything of others"
OWNER = "an action is its owner's task: it opens by its own share, with no paper of the session"
NO_PAPER = "it shows when and where a session is, and no case"

WITHOUT = {
    "show_session": BEFORE,
    "convene_session": BEFORE,
    "cancel_session": BEFORE,
    "open_session": BEFORE,
    "close_session": BEFORE,
    "add_slot": BEFORE,
    "cancel_slot": BEFORE,
    "invite": BEFORE,
    "withdraw_invitation": BEFORE,
    "propose_invitations": BEFORE,
    "say_needs": BEFORE,
    "carry_over_slot": BEFORE,
    "reschedule_session": BEFORE,
    "show_agenda": BEFORE,
    "move_in_agenda": BEFORE,
    "keep_in_agenda": BEFORE,
    "undo_in_agenda": BEFORE,
    "propose_agenda_again": BEFORE,
    "accept_agenda": BEFORE,
    "give_up_agenda": BEFORE,
    "withdraw_absence": NO_PAPER,
    "show_programme": NO_PAPER,
    "amend_programme": NO_PAPER,
    "plan_programme": NO_PAPER,
    "accept_session": ASKED,
    "accept_invitation": ASKED,
    "apologise_invitation": ASKED,
    "send_return": ASKED,
    "nothing_known": ASKED,
    "refuse_return": ASKED,
    "answer_invitation": ASKED,
    "know_nothing_session": ASKED,
    "show_action": OWNER,
    "update_action": OWNER,
    "finish_action": OWNER,
    "report_could_not": OWNER,
    "report_did_not": OWNER,
    "verify_action": OWNER,
    "reopen_action": OWNER,
    "cancel_action": OWNER,
    "answered_action": OWNER,
    "take_action": OWNER,
    "add_evidence": OWNER,
    "hand_over_action": OWNER,
    "offer_action": OWNER,
    "withdraw_offer": OWNER,
    "accept_offer": OWNER,
    "decline_offer": OWNER,
    "ask_for_longer": OWNER,
    "extend_action": OWNER,
    "carry_action_forward": OWNER,
    "grant_extension": OWNER,
    "refuse_extension": OWNER,
    "calendar_session": NO_PAPER,
    "add_observation": NO_PAPER,
    "show_observation": NO_PAPER,
    "end_observation": NO_PAPER,
    "confirm_observation": NO_PAPER,
    "accept_statement": "it is the statement",
}
ABOUT_PAPERS = {"sharing.views.see", "oversight.looked.views"}  # of no paper do they show anything
OF_A_SESSION = [
    pattern
    for pattern in patterns(get_resolver())
    if pattern.callback.__module__ not in ABOUT_PAPERS
    if (model := getattr(pattern.callback, "model", None)) and model._meta.app_label == "meetings"
]


@pytest.mark.parametrize("pattern", OF_A_SESSION, ids=lambda pattern: pattern.lookup_str)
def test_a_view_of_a_sessions_papers_asks_for_the_statement_or_says_why_not(pattern):
    asks = the_statement in pattern.callback.after
    assert asks is (pattern.name not in WITHOUT)


def test_no_reason_is_given_for_a_view_that_is_gone():
    assert set(WITHOUT) <= {pattern.name for pattern in OF_A_SESSION}


def test_the_papers_themselves_are_among_those_that_ask():
    asking = {each.name for each in OF_A_SESSION if the_statement in each.callback.after}
    assert {"show_slot", "hold_slot", "show_minutes", "print_minutes", "write_section"} <= asking
