"""Who could do most harm says again who they are: each view that could says so to its guard."""

import pytest
from django.urls import get_resolver

from agencies.reauthentication import freshly_signed_in
from tests.house.test_house_rules import files, patterns

EXPORT = "it takes a paper out of the product"
OPENS = "it opens a case to somebody who did not see it"
CLOSES = "it takes a case from those who see it"
SIGN_IN = "it changes how, or where, one is signed in"

MUST = {
    "print_minutes": EXPORT,
    "print_release": EXPORT,
    "print_pack": EXPORT,
    "print_preparation": EXPORT,
    "open_case": OPENS,
    "add_named": OPENS,
    "renew_named": OPENS,
    "lift_exclusion": OPENS,
    "name_for_seal": OPENS,
    "unseal": OPENS,
    "draw_sample": OPENS,
    "add_seal": CLOSES,
    "unname": CLOSES,
    "change_password": SIGN_IN,
    "add_passkey": SIGN_IN,
    "add_app": SIGN_IN,
    "remove_second_factor": SIGN_IN,
    "new_recovery_codes": SIGN_IN,
    "end_session": SIGN_IN,
}
ALL = [each for each in patterns(get_resolver()) if hasattr(each.callback, "after")]
ASKING = {each.name for each in ALL if freshly_signed_in in each.callback.after}


@pytest.mark.parametrize("name", MUST)
def test_it_asks_again_who_it_is(name):
    assert name in ASKING


def test_no_view_asks_that_is_not_on_the_list():
    assert set(MUST) >= ASKING


def test_whatever_changes_how_one_signs_in_asks():
    changing = {each.name for each in ALL if each.callback.action == "account.change"}
    assert changing == {name for name, why in MUST.items() if why == SIGN_IN}


def test_there_is_no_export_but_the_one_that_asks():
    """Beside a calendar file, which says when and where, and of whom nothing."""
    exporting = {path.name for path in files("views") if "Content-Disposition" in path.read_text()}
    assert exporting - {"answer.py"} == {"write_down.py"}
