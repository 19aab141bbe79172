"""A password of one's own choosing: changed by its holder, and not one that others would guess."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now

from access.locks import acting_as
from agencies.models import BrowserSession
from agencies.sign_in import WAIT, WRONG_AGAIN
from audit.models import Event
from notices.models import Notice
from tests.agencies.conftest import PASSWORD

pytestmark = pytest.mark.django_db
CHANGE = "/account/password/"
NEW = "seven kettles under a lighthouse"


def typed(old=PASSWORD, new=NEW, again=None) -> dict[str, str]:
    return {"password": old, "new_password": new, "new_password_again": again or new}


@pytest.fixture
def inside(pat, client, sign_in):
    sign_in(pat.person.email)
    return pat


def is_password(person, password) -> bool:
    person.refresh_from_db()
    return person.check_password(password)


def test_a_person_changes_it_stays_in_here_and_is_out_elsewhere(inside, client, sign_in):
    elsewhere = Client()
    elsewhere.post("/sign-in/", {"email": inside.person.email, "password": PASSWORD})
    before = client.session.session_key
    assert client.post(CHANGE, typed()).url == "/account/"
    assert client.get("/account/").status_code == 200
    assert client.session.session_key != before
    assert BrowserSession.objects.filter(person=inside.person).count() == 1
    assert elsewhere.get("/").status_code == 302
    client.post("/sign-out/")
    assert sign_in(inside.person.email).status_code == 200
    assert sign_in(inside.person.email, NEW).status_code == 302


def test_the_trail_says_so_and_so_does_a_notice_and_neither_says_what_it_is(inside, client):
    client.post(CHANGE, typed())
    with acting_as(inside):
        event = Event.objects.get(action="account.change")
        assert (event.by, event.detail) == (inside.person, {"what": "password changed"})
        assert Notice.objects.filter(rule="account.changed", recipient=inside.person).exists()


def test_it_asks_for_the_one_before_and_counts_wrong_tries(inside, client):
    for _ in range(5):
        assert WRONG_AGAIN in client.post(CHANGE, typed(old="not this one")).text
    assert WAIT in client.post(CHANGE, typed()).text
    assert is_password(inside.person, PASSWORD)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (typed(again="seven kettles under a lamp"), "The two new passwords are not the same"),
        (typed(new="police"), "at least 12 characters</a>"),
        (typed(new="Christopher1992!"), "among the first that would be tried"),
        (typed(new=""), "Enter new password"),
    ],
)
def test_what_will_not_do_is_said_on_the_page_which_repeats_nothing(inside, client, given, why):
    page = client.post(CHANGE, given).text
    assert why in page
    assert "There is a problem" in page
    assert not any(f'value="{each}"' in page for each in given.values() if each)
    assert is_password(inside.person, PASSWORD)


def test_who_has_none_is_not_offered_to_change_it(cast, client):
    cast.hal.person.set_unusable_password()
    cast.hal.person.save(update_fields=["password"])
    client.force_login(cast.hal.person)
    assert CHANGE not in client.get("/account/").text
    assert client.get(CHANGE).status_code == 404


# By a link


LINK = "/sign-in/new-password/"


@pytest.fixture
def link(pat, capsys) -> str:
    """A link that an operator made for Pat, as a path."""
    call_command("password_link", pat.person.email.upper())
    address = capsys.readouterr().out.strip()
    assert address.startswith(f"http://127.0.0.1:8000{LINK}?link=")
    return address.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def elsewhere(pat) -> Client:
    """Pat at another browser, signed in before any link was made."""
    other = Client()
    other.force_login(pat.person)
    return other


def test_by_a_link_one_sets_ones_own_once_and_then_signs_in(pat, elsewhere, link, client):
    assert client.get(link).url == LINK  # and no address holds it from then on
    assert "Set your password" in client.get(LINK).text
    new = {"new_password": NEW, "new_password_again": NEW}
    assert client.post(LINK, new).url == "/sign-in/"
    assert "_auth_user_id" not in client.session
    assert elsewhere.get("/").status_code == 302
    assert is_password(pat.person, NEW)
    client.get(link)
    assert client.get(LINK).status_code == 410
    with acting_as(pat):
        assert Notice.objects.filter(rule="account.changed", recipient=pat.person).exists()


def test_it_serves_whoever_is_signed_in_at_the_same_browser_too(pat, elsewhere, link):
    elsewhere.get(link)
    done = elsewhere.post(LINK, {"new_password": NEW, "new_password_again": NEW}, follow=True)
    assert done.status_code == 200
    assert "Your password is set" in done.text
    assert "_auth_user_id" not in elsewhere.session
    assert is_password(pat.person, NEW)


def test_the_trail_says_that_one_was_made_and_used(pat, link, client, cast):
    client.get(link)
    client.post(LINK, {"new_password": NEW, "new_password_again": NEW})
    with acting_as(cast.service):
        written = Event.objects.filter(record_id=pat.person.pk).order_by("at")
        told = [each.action for each in written]
    assert told == ["person.make_password_link", "person.set_password"]


def test_a_second_factor_is_asked_for_all_the_same(pat, link, client, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.get(link)
    client.post(LINK, {"new_password": NEW, "new_password_again": NEW})
    assert sign_in(pat.person.email, NEW).url.startswith("/sign-in/set-up/")


def test_what_others_would_guess_is_no_first_password_either(pat, link, client):
    client.get(link)
    page = client.post(LINK, {"new_password": "password1234", "new_password_again": "password1234"})
    assert "There is a problem" in page.text
    assert is_password(pat.person, PASSWORD)


@pytest.mark.parametrize(
    "spoilt", ["signed in", "disabled", "a day", "altered", "another's", "none"]
)
def test_a_link_ends(pat, cast, link, client, sign_in, spoilt):
    if spoilt == "signed in":
        sign_in(pat.person.email)
        client.post("/sign-out/")
    if spoilt == "disabled":
        pat.person.is_active = False
        pat.person.save(update_fields=["is_active"])
    key, _, token = link.partition("link=")[2].partition(".")
    told = {
        "altered": f"{key}.{token}x",
        "another's": f"{cast.cora.person.pk}.{token}",
        "none": "x",
    }
    client.get(f"{LINK}?link={told.get(spoilt, f'{key}.{token}')}")
    with time_machine.travel(now() + timedelta(days=spoilt == "a day", seconds=1)):
        answers = [client.get(LINK), client.post(LINK, {"new_password": NEW})]
    assert {each.status_code for each in answers} == {410}
    assert is_password(pat.person, PASSWORD)


@pytest.mark.parametrize(
    "guessed",
    [
        "passwordpassword",
        "Password-12345!",
        "liverpool-dragon-1",
        "P@ssw0rd-monkey",
        "qwertyuiop123",
        "198419851986",
        "aaaaaaabbbbbbb",
        "!!!!2024!!!!2025",
        "mappa-meetings-2026",
        "FernshirePolice2026",
        "panel-chair-level-3",
        "pat-police-fernshire",
    ],
)
def test_what_others_would_guess_is_refused(pat, guessed):
    with pytest.raises(ValidationError):
        validate_password(guessed, user=pat.person)


def test_nor_is_it_ones_own_name(pat):
    pat.person.name = "Persephone Placeholder"
    with pytest.raises(ValidationError, match="too similar"):
        validate_password("persephoneplaceholder", user=pat.person)


@pytest.mark.parametrize(
    "chosen",
    [NEW, PASSWORD, "rT9#vLq2!xZb", "kettle-police-lighthouse-otter", "x" * 3 + "qjwbvhzgkyp" * 90],
)
def test_what_nobody_would_is_taken_however_it_is_composed(pat, chosen):
    validate_password(chosen, user=pat.person)
