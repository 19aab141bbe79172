"""Nobody who sees names is in before a second factor: by an app, a recovery code or a passkey."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from access.locks import acting_as
from agencies import second_factor, throttle
from agencies.acting import SECOND_FACTOR
from agencies.half_way import HALF_WAY, LASTS
from agencies.models import BrowserSession
from agencies.sign_in import WRONG_CODE
from audit.models import Event
from notices.models import Notice
from tests.agencies.conftest import PASSWORD

pytestmark = pytest.mark.django_db
STEP = "/sign-in/second-factor/"
SET_UP = "/sign-in/set-up/"
APP = "/sign-in/set-up/app/"
KEY = re.compile(r'class="mappa-key">([A-Z2-7 ]+)<')
PERIOD = 30


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED, settings.FRESH_MINUTES = True, 5


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time that codes are for, which stands still, so that none is too late by chance."""
    told = [time.time()]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: told[0])
    return told


def code_of(secret: str, *, later: int = 0) -> str:
    """What an app shows, or will show some half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + later))


def secret_on(page) -> str:
    return KEY.search(page.text)[1].replace(" ", "")


@pytest.fixture
def enrolled(pat, client, sign_in):
    """Pat, who has set an app up at the first sign-in, and is out again; with its secret."""
    sign_in(pat.person.email)
    secret = secret_on(client.get(APP))
    assert client.post(APP, {"code": code_of(secret)}).status_code == 302
    client.post("/sign-out/")
    row = Authenticator.objects.get(user=pat.person, type="totp")
    row.data[second_factor.LAST_COUNTER] = 0  # so that a test need not wait for the next code
    row.save()
    return secret


# Before it


def test_after_the_password_one_is_led_to_set_one_up_and_nothing_else_opens(pat, client, sign_in):
    response = sign_in(pat.person.email, next="/nominals/")
    assert response.url == f"{SET_UP}?next=%2Fnominals%2F"
    assert client.get(response.url).status_code == 200
    assert "_auth_user_id" not in client.session
    for address in ("/", "/nominals/", "/account/", "/account/app/", "/confirm-it-is-you/"):
        assert client.get(address).url.startswith("/sign-in/?next=")


@pytest.mark.parametrize("who", ["cora", "hal", "bea", "ada"])
def test_it_is_required_whatever_one_is(cast, client, sign_in, who):
    person = getattr(cast, who).person
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    assert sign_in(person.email).url == f"{SET_UP}?next=%2F"
    client.force_login(person)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("shown", ["", None])
def test_a_session_that_came_to_be_some_other_way_acts_for_nobody(pat, client, shown):
    client.force_login(pat.person)
    if shown is not None:
        session = client.session
        session[SECOND_FACTOR] = shown
        session.save()
    for address in ("/", "/nominals/", "/account/"):
        assert client.get(address).url.startswith("/sign-in/")


def test_half_way_lasts_ten_minutes(pat, client, sign_in):
    sign_in(pat.person.email)
    session = client.session
    session[HALF_WAY] |= {"at": (now() - LASTS - timedelta(seconds=1)).isoformat()}
    session.save()
    assert client.get(SET_UP).url.startswith("/sign-in/?")


@pytest.mark.parametrize("address", [STEP, SET_UP, APP])
def test_who_has_proved_nothing_is_at_the_beginning(cast, client, address):
    assert client.get(address).url == "/sign-in/?next=%2F"
    assert client.get(f"{APP}picture.svg").status_code == 404


# To set one up


def test_an_app_is_set_up_once_and_its_recovery_codes_are_shown_once(pat, client, sign_in):
    sign_in(pat.person.email, next="/nominals/")
    page = client.get(f"{APP}?next=/nominals/")
    picture = client.get(f"{APP}picture.svg")
    assert picture["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert b"<path" in picture.content
    assert "not the one that the app now shows" in client.post(APP, {"code": "000000"}).text
    response = client.post(APP, {"code": code_of(secret_on(page)), "next": "/nominals/"})
    assert response.url == "/account/recovery-codes/?next=%2Fnominals%2F"
    assert client.session[SECOND_FACTOR] == "app"
    page = client.get(response.url).text
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", page)) == 10
    assert 'href="/nominals/"' in page
    assert not re.search(r"<li>\d{4} \d{4}</li>", client.get(response.url).text)
    with acting_as(pat):
        done = Event.objects.filter(action="account.change").values_list("detail", flat=True)
        assert {each["what"] for each in done} == {"recovery codes made", "app added"}
        assert Notice.objects.filter(rule="account.changed", recipient=pat.person).count() == 1


def test_what_is_kept_of_it_is_encrypted(enrolled, pat, settings):
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert enrolled not in kept
    codes = second_factor.recovery_codes(pat.person)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    assert second_factor.recovery_codes(pat.person) == codes


def test_it_is_encrypted_anew_with_another_key_and_the_old_one_goes(enrolled, pat, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    codes = second_factor.recovery_codes(pat.person)
    call_command("encrypt_anew", verbosity=0)
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factor.recovery_codes(pat.person) == codes
    assert second_factor.check_code(pat.person, code_of(enrolled), at=now()) == "app"


def test_what_was_altered_is_not_decrypted(enrolled, pat):
    row = Authenticator.objects.get(user=pat.person, type="totp")
    kept = row.data["secret"]
    for altered in (f"{'B' if kept[0] == 'A' else 'A'}{kept[1:]}", kept[:24]):
        with pytest.raises(InvalidTag):
            second_factor.Adapter().decrypt(altered)
    assert second_factor.Adapter().encrypt("twice") != second_factor.Adapter().encrypt("twice")


def test_who_has_one_cannot_set_up_another_half_way_in(enrolled, pat, client, sign_in):
    sign_in(pat.person.email)
    for address in (SET_UP, APP):
        assert client.get(address).url.startswith(STEP)
        assert client.post(address, {"code": "000000"}).url.startswith(STEP)


# To use one


def test_the_code_of_the_app_lets_in(enrolled, pat, client, sign_in):
    assert sign_in(pat.person.email, next="/nominals/").url == f"{STEP}?next=%2Fnominals%2F"
    response = client.post(STEP, {"code": code_of(enrolled), "next": "/nominals/"})
    assert response.url == "/nominals/"
    assert client.get("/nominals/").status_code == 200
    with acting_as(pat):
        how = Event.objects.filter(action="person.sign_in").latest("at").detail["how"]
    assert how == {"by": "password", "second": "app"}


@pytest.mark.parametrize("later", [-1, 1])
def test_a_code_is_good_for_its_own_half_minute_alone(enrolled, pat, later):
    with pytest.raises(second_factor.NotRecognised):
        second_factor.check_code(pat.person, code_of(enrolled, later=later), at=now())


def test_a_code_counts_once_and_none_before_it_does_after(enrolled, pat, clock):
    assert second_factor.check_code(pat.person, code_of(enrolled), at=now()) == "app"
    for later in (0, -1):
        with pytest.raises(second_factor.NotRecognised):
            second_factor.check_code(pat.person, code_of(enrolled, later=later), at=now())
    clock[0] += PERIOD
    assert second_factor.check_code(pat.person, code_of(enrolled), at=now()) == "app"


def test_a_recovery_code_counts_once(enrolled, pat, client, sign_in):
    first, *_rest = second_factor.recovery_codes(pat.person)
    sign_in(pat.person.email)
    assert client.post(STEP, {"code": f" {first[:4]} {first[4:]}"}).url == "/"
    client.post("/sign-out/")
    sign_in(pat.person.email)
    assert WRONG_CODE in client.post(STEP, {"code": first}).text
    assert len(second_factor.recovery_codes(pat.person)) == 9


def test_five_wrong_codes_must_wait_wherever_they_come_from(enrolled, pat, client, refusals):
    given = {"email": pat.person.email, "password": PASSWORD}
    for number in range(5):
        elsewhere = Client(REMOTE_ADDR=f"192.0.2.{number}")
        elsewhere.post("/sign-in/", given)
        with refusals() as written:
            assert WRONG_CODE in elsewhere.post(STEP, {"code": "not it"}).text
        assert written == [("person.sign_in", pat.person.pk, "code")]
    client.post("/sign-in/", given)
    assert "Wait 15 minutes" in client.post(STEP, {"code": code_of(enrolled)}).text


def test_wrong_codes_of_everybody_else_keep_nobody_out(enrolled, pat, cast, client, sign_in):
    for number in range(throttle.MOST_FROM_ONE_ADDRESS):
        elsewhere = f"192.0.2.{number % 11}"
        others = (cast.cora, cast.hal, cast.ada)[number % 3].person
        throttle.count_failure(throttle.of_code(others, address=elsewhere), at=now())
    sign_in(pat.person.email)
    assert client.post(STEP, {"code": code_of(enrolled)}).url == "/"


def test_passkeys_that_go_wrong_in_an_agency_lock_only_their_own_holder_out(enrolled, pat, cast):
    at, address = now(), "192.0.2.7"
    for _ in range(throttle.MOST_OF_ONES_OWN):
        throttle.count_failure(throttle.of_passkey(cast.hal.person, address=address), at=at)
        throttle.count_failure(throttle.of_passkey(None, address=address), at=at)
    assert throttle.must_wait(throttle.of_passkey(cast.hal.person, address="192.0.2.8"), at=at)
    for person in (pat.person, None):
        assert not throttle.must_wait(throttle.of_passkey(person, address=address), at=at)


def test_whoever_has_one_is_asked_for_it_even_where_none_is_required(
    enrolled, pat, client, sign_in, settings
):
    settings.SECOND_FACTOR_REQUIRED = False
    assert sign_in(pat.person.email).url.startswith(STEP)
    assert client.get("/").status_code == 302


def test_who_is_disabled_half_way_in_gets_no_further(enrolled, pat, client, sign_in):
    sign_in(pat.person.email)
    pat.person.is_active = False
    pat.person.save(update_fields=["is_active"])
    assert client.post(STEP, {"code": code_of(enrolled)}).url.startswith("/sign-in/?")


@pytest.mark.parametrize(
    "answer", ["{}", "[]", '"x"', "null", '{"id": "AA", "type": "public-key"}']
)
def test_what_is_no_passkeys_answer_is_an_error_on_the_page(enrolled, pat, client, sign_in, answer):
    sign_in(pat.person.email)
    for address in (STEP, "/sign-in/passkey/"):
        page = client.post(address, {"credential": answer})
        assert page.status_code == 200
        assert "There is a problem" in page.text


# One's own account


@pytest.fixture
def inside(enrolled, pat, client, sign_in):
    sign_in(pat.person.email)
    client.post(STEP, {"code": code_of(enrolled)})
    return pat


def test_the_last_one_cannot_be_taken_away_where_one_is_required(inside, client, settings):
    (key,) = Authenticator.objects.filter(type="totp").values_list("pk", flat=True)
    assert "Add another first" in client.get("/account/").text
    with CaptureQueriesContext(connection) as asked:
        page = client.post("/account/remove/", {"which": str(key)}, follow=True)
    assert "The last way to sign in has to stay" in page.text
    held = [each["sql"] for each in asked if each["sql"].endswith("FOR UPDATE")]
    assert "agencies_person" in held[0]  # another that is taken away at this moment waits
    assert second_factor.kinds_of(inside.person) == {"app"}
    settings.SECOND_FACTOR_REQUIRED = False
    client.post("/account/remove/", {"which": str(key)})
    assert second_factor.kinds_of(inside.person) == set()


def test_nobody_takes_away_somebody_elses(inside, client, cast, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    theirs = Authenticator.objects.create(
        user=cast.cora.person, type="webauthn", data={"name": "x"}
    )
    for which in (str(theirs.pk), "not a number", ""):
        client.post("/account/remove/", {"which": which})
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_new_recovery_codes_end_the_old(inside, client):
    before = second_factor.recovery_codes(inside.person)
    response = client.post("/account/recovery-codes/new/")
    assert client.get(response.url).text.count("<li>") >= 10
    assert set(second_factor.recovery_codes(inside.person)).isdisjoint(before)


@pytest.mark.parametrize("address", ["/account/app/", "/account/passkeys/add/"])
def test_to_change_how_one_signs_in_one_says_again_who_one_is(inside, client, address, settings):
    assert client.get(address).status_code == 200
    settings.FRESH_MINUTES = 0
    assert client.get(address).url.startswith("/confirm-it-is-you/")


# A lost one


def test_a_lost_one_is_reset_by_a_command_which_ends_the_sessions_and_says_so(
    inside, client, cast, sign_in
):
    call_command("reset_second_factor", inside.person.email.upper(), verbosity=0)
    assert client.get("/").status_code == 302
    assert not BrowserSession.objects.filter(person=inside.person).exists()
    with acting_as(cast.service):
        event = Event.objects.get(action="person.reset_second_factor")
        assert event.record_id == inside.person.pk
    with acting_as(inside):
        assert Notice.objects.filter(rule="account.changed").exists()
    assert sign_in(inside.person.email).url.startswith(SET_UP)


def test_an_address_that_nobody_has_resets_nothing(cast):
    with pytest.raises(CommandError, match="Nobody"):
        call_command("reset_second_factor", "nobody@mappa.example")
