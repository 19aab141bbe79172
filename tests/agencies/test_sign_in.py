"""Signing in and out, by the form."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as
from agencies import throttle
from agencies.acting import APPOINTMENT
from agencies.models import Agency, Appointment, BrowserSession, FailedSignIn
from agencies.services import appoint, end_appointment
from agencies.sign_in import NO_APPOINTMENT, WAIT, WRONG
from audit.models import Event
from tests.agencies.conftest import PASSWORD

SIGN_IN = "/sign-in/"


def events_of(actor) -> list[str]:
    with acting_as(actor):
        mine = Event.objects.filter(by=actor.person).order_by("at")
        return [event.action for event in mine if event.kind == Event.Kind.CHANGE]


def text(response) -> str:
    return response.content.decode()


def test_the_right_password_signs_in_and_the_trail_says_so(pat, client, sign_in):
    response = sign_in(pat.person.email)
    assert (response.status_code, response.url) == (302, "/")
    assert client.session[APPOINTMENT] == str(pat.appointment_id)
    assert events_of(pat) == ["person.sign_in"]


def test_the_address_may_be_typed_in_capitals_with_a_space(pat, sign_in):
    assert sign_in(f" {pat.person.email.upper()} ").status_code == 302


def test_signing_in_gives_the_session_a_new_key(pat, client, sign_in):
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(pat.person.email)
    assert client.session.session_key != before
    assert "planted" not in client.session
    assert not BrowserSession.objects.filter(pk=before).exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_for_the_same_work(
    pat, client, sign_in
):
    pages, queries = [], []
    for email in (pat.person.email, "nobody.at.all@mappa.example"):
        with CaptureQueriesContext(connection) as made:
            response = sign_in(email, "a guess that is wrong")
        assert response.status_code == 200
        assert WRONG in text(response)
        pages.append(_without_what_differs(text(response), email))
        queries.append(len(made))
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]
    assert "_auth_user_id" not in client.session


def _without_what_differs(page: str, email: str) -> str:
    """The list of a demonstration names the addresses that there are; the answer must not."""
    lines = page.partition("Try it as")[0].replace(f'value="{email}"', "").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("email", ["known", "unknown"])
def test_a_password_is_hashed_once_whoever_is_asked_for(pat, sign_in, email, monkeypatch):
    hashed, within, hasher = [], [], type(get_hasher())

    def counted(real):
        def does_the_work(*given):
            hashed.extend([] if within else [real])  # a hasher may verify by encoding again
            within.append(real)
            try:
                return real(*given)
            finally:
                within.pop()

        return does_the_work

    for name in ("encode", "verify"):
        monkeypatch.setattr(hasher, name, counted(getattr(hasher, name)))
    sign_in(pat.person.email if email == "known" else "nobody@mappa.example", "wrong")
    assert len(hashed) == 1


def test_somebody_who_may_no_longer_sign_in_gets_the_answer_of_a_wrong_password(pat, sign_in):
    pat.person.is_active = False
    pat.person.save(update_fields=["is_active"])
    assert WRONG in text(sign_in(pat.person.email))


def test_somebody_without_an_appointment_is_told_what_to_do_and_stays_outside(pat, client, sign_in):
    end_appointment(Appointment.objects.get(pk=pat.appointment_id), at=now())
    assert NO_APPOINTMENT in text(sign_in(pat.person.email))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/nominals/find/", "/nominals/find/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("nominals/", "/"),
        ("", "/"),
    ],
)
def test_it_leads_on_only_to_a_page_of_ours(pat, sign_in, asked, given):
    assert sign_in(pat.person.email, next=asked).url == given


def test_a_page_that_needs_a_name_sends_to_sign_in_and_on_from_there(cast, client):
    response = client.get(reverse("nominals:list"))
    assert response.url == "/sign-in/?next=/nominals/"
    assert 'name="next" value="/nominals/"' in text(client.get(response.url))


def test_who_is_signed_in_already_is_sent_on(pat, client, sign_in):
    sign_in(pat.person.email)
    assert client.get(f"{SIGN_IN}?next=/nominals/").url == "/nominals/"


def test_what_was_typed_is_kept_but_the_password(pat, sign_in):
    page = text(sign_in(pat.person.email, "wrong-but-long"))
    assert f'value="{pat.person.email}"' in page
    assert "wrong-but-long" not in page
    assert "<title>Error: Sign in" in page


def test_signing_out_forgets_the_session_and_clears_the_browser(pat, client, sign_in):
    sign_in(pat.person.email)
    key = client.session.session_key
    response = client.post(reverse("agencies:sign_out"))
    assert response.url == SIGN_IN
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not BrowserSession.objects.filter(pk=key).exists()
    assert client.get(reverse("nominals:list")).status_code == 302
    assert events_of(pat) == ["person.sign_in", "person.sign_out"]


def test_nobody_is_signed_out_by_a_link(client, db):
    assert client.get(reverse("agencies:sign_out")).status_code == 405


# Two appointments


@pytest.fixture
def second(pat):
    """Pat represents the police, too."""
    agency = Agency.objects.get(pk=pat.agency_id)
    return appoint(pat.person, agency=agency, role=Role.REPRESENTATIVE, at=now())


def test_who_has_two_appointments_chooses(pat, second, client, sign_in):
    response = sign_in(pat.person.email, next="/nominals/")
    assert response.url == "/choose-appointment/?next=%2Fnominals%2F"
    page = text(client.get(response.url))
    assert "Agency representative, Fernshire Police" in page
    response = client.post(response.url, {"appointment": str(second.pk), "next": "/nominals/"})
    assert response.url == "/nominals/"
    assert "Agency representative" in text(client.get(response.url))
    assert events_of(pat) == ["person.sign_in", "appointment.choose"]


def test_only_who_has_two_appointments_is_offered_to_change(pat, cast, client, sign_in, second):
    sign_in(pat.person.email)
    assert "Change appointment" in text(client.get("/"))
    client.post(reverse("agencies:sign_out"))
    sign_in(cast.cora.person.email)
    assert "Change appointment" not in text(client.get("/"))


def test_nobody_chooses_an_appointment_that_is_not_theirs(pat, second, cast, client, sign_in):
    sign_in(pat.person.email)
    chosen = {"appointment": str(cast.cora.appointment_id)}
    response = client.post(reverse("agencies:choose_appointment"), chosen)
    assert response.status_code == 200
    assert client.session[APPOINTMENT] == str(pat.appointment_id)


# The throttle


def tried(email: str, *, address: str = "192.0.2.7") -> throttle.Counts:
    return throttle.of_password(email, address=address)


def test_five_wrong_tries_must_wait_even_with_the_right_password(pat, sign_in):
    for _ in range(throttle.MOST_OF_ONES_OWN):
        assert WRONG in text(sign_in(pat.person.email, "wrong"))
    assert WAIT in text(sign_in(pat.person.email))


def test_an_address_that_nobody_has_waits_just_as_long(cast, sign_in):
    for _ in range(throttle.MOST_OF_ONES_OWN):
        assert WRONG in text(sign_in("nobody@mappa.example", "wrong"))
    assert WAIT in text(sign_in("nobody@mappa.example", "wrong"))


def test_a_stranger_elsewhere_locks_nobody_out(pat, client):
    given = {"email": pat.person.email, "password": "wrong"}
    for _ in range(throttle.MOST_OF_ONES_OWN + 1):
        client.post(SIGN_IN, given, REMOTE_ADDR="192.0.2.7")
    response = client.post(SIGN_IN, given | {"password": PASSWORD}, REMOTE_ADDR="192.0.2.8")
    assert response.status_code == 302


def test_one_password_cannot_be_tried_on_everybody(cast):
    at = now()
    for number in range(throttle.MOST_FROM_ONE_ADDRESS):
        throttle.count_failure(tried(f"{number}@mappa.example"), at=at)
    assert throttle.must_wait(tried("another@mappa.example"), at=at)
    assert not throttle.must_wait(tried("another@mappa.example", address="192.0.2.8"), at=at)


def test_without_a_network_address_nobody_shares_a_count(pat):
    at = now()
    for number in range(throttle.MOST_FROM_ONE_ADDRESS + 1):
        throttle.count_failure(tried(f"{number}@mappa.example", address=""), at=at)
        throttle.count_failure(throttle.of_passkey(None, address=""), at=at)
    assert not throttle.must_wait(throttle.of_code(pat.person, address=""), at=at)
    assert not throttle.must_wait(throttle.of_passkey(None, address=""), at=at)


def test_the_wait_ends_and_its_tries_are_dropped(cast):
    at, mine = now(), tried("a@mappa.example")
    for _ in range(throttle.MOST_OF_ONES_OWN):
        throttle.count_failure(mine, at=at)
    later = at + throttle.COUNTED_FOR
    assert throttle.must_wait(mine, at=later - timedelta(seconds=1))
    assert not throttle.must_wait(mine, at=later)
    throttle.count_failure(tried("b@mappa.example"), at=later)
    assert FailedSignIn.objects.count() == 2


def test_getting_in_forgets_ones_own_wrong_tries(pat, sign_in, client):
    for _ in range(2):
        for _ in range(throttle.MOST_OF_ONES_OWN - 1):
            sign_in(pat.person.email, "wrong")
        assert sign_in(pat.person.email).status_code == 302
        client.post(reverse("agencies:sign_out"))


def test_the_tries_hold_neither_the_address_nor_the_password(pat, sign_in):
    sign_in(pat.person.email, "wrong")
    kept = " ".join(str(vars(each)) for each in FailedSignIn.objects.all())
    assert pat.person.email not in kept
    assert "127.0.0.1" not in kept


@pytest.mark.parametrize(
    ("proxy", "counted"), [(None, "127.0.0.1"), (("HTTP_X_FORWARDED_PROTO", "https"), "192.0.2.9")]
)
def test_behind_the_proxy_it_is_the_address_that_the_proxy_saw(rf, settings, proxy, counted):
    from agencies.origin import address_of

    settings.SECURE_PROXY_SSL_HEADER = proxy
    request = rf.post(SIGN_IN, HTTP_X_FORWARDED_FOR="203.0.113.5, 192.0.2.9")
    assert address_of(request) == counted


# The demonstration's list


def test_a_demonstration_lists_its_people_and_their_password(cast, client, settings):
    page = text(client.get(SIGN_IN))
    assert settings.DEMONSTRATION_PASSWORD in page
    for actor in (cast.cora, cast.hal, cast.bea):
        assert actor.person.name in page
        assert actor.person.email in page
    assert cast.service.person.name not in page


def test_somebody_with_a_real_address_is_not_on_the_list(cast, client):
    cast.hal.person.email = "hal@housing.fernshire.gov"
    cast.hal.person.save(update_fields=["email"])
    assert cast.hal.person.name not in text(client.get(SIGN_IN))


@pytest.mark.parametrize("production", [{"DEMONSTRATION": False}, {"DEMONSTRATION_PASSWORD": ""}])
def test_anywhere_else_there_is_no_list_and_no_password(cast, client, settings, production):
    password = settings.DEMONSTRATION_PASSWORD
    for name, value in production.items():
        setattr(settings, name, value)
    page = text(client.get(SIGN_IN))
    assert password not in page
    assert cast.cora.person.name not in page
    assert cast.cora.person.email not in page


def test_a_person_of_the_demonstration_signs_in_with_one_button(cast, client, sign_in, settings):
    cast.cora.person.set_password(settings.DEMONSTRATION_PASSWORD)
    cast.cora.person.save(update_fields=["password"])
    assert f'name="email" value="{cast.cora.person.email}"' in text(client.get(SIGN_IN))
    assert sign_in(cast.cora.person.email, settings.DEMONSTRATION_PASSWORD).status_code == 302


# A try that was refused


def test_a_try_that_must_wait_is_in_the_trail_too(pat, sign_in, refusals):
    for _ in range(throttle.MOST_OF_ONES_OWN):
        sign_in(pat.person.email, "wrong")
    with refusals() as written:
        sign_in(pat.person.email)
    assert written == [("person.sign_in", pat.person.pk, "wait")]


def test_a_wrong_try_is_in_the_trail_with_whom_it_claimed_to_be_and_not_what_was_typed(
    pat, cast, sign_in, refusals
):
    with refusals() as written:
        sign_in(pat.person.email, "wrong")
        sign_in("nobody@mappa.example", "wrong")
    assert written == [
        ("person.sign_in", pat.person.pk, "password"),
        ("person.sign_in", None, "password"),
    ]
