"""What was typed when a session ended is its writer's, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from access.locks import acting_as, announce
from agencies import typed_text
from agencies.models import BrowserSession, TypedText
from tests.agencies.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/choose-appointment/"  # a page with a form, that everybody may open
WORDS = "He moved to the other flat on Tuesday."
SENT = {"path": PAGE, "action": PAGE, "typed": f'{{"note": ["{WORDS}"], "password": ["x"]}}'}


@pytest.fixture
def signed_in(pat, client, sign_in):
    sign_in(pat.person.email)
    return pat


def end(client) -> None:
    BrowserSession.objects.filter(pk=client.cookies["sessionid"].value).update(
        active_at=now() - timedelta(minutes=15)
    )


def test_a_page_keeps_it_and_the_same_page_offers_it_after_signing_in_again(
    signed_in, client, sign_in
):
    assert client.post("/session/typed-text/", SENT).status_code == 204
    end(client)
    assert client.get(PAGE).status_code == 302
    sign_in(signed_in.person.email)
    page = client.get(PAGE).text
    assert "We kept what you had typed at" in page
    assert WORDS in page
    assert "&#34;password&#34;" not in page


def test_what_was_chosen_from_a_list_is_put_back_and_not_read_out(signed_in, client):
    key = str(signed_in.appointment_id)
    typed = f'{{"note": ["{WORDS}"], "appointment": ["{key}"], "version": ["3"]}}'
    client.post("/session/typed-text/", {**SENT, "typed": typed})
    note, _, said = client.get(PAGE).text.partition("What you had typed")
    assert key in note.partition("data-typed-text")[2]  # for the script
    said = said.partition("Do not keep it")[0]
    assert WORDS in said
    assert key not in said


def test_a_page_that_has_none_asks_the_database_nothing(signed_in, client):
    def asked() -> int:
        with connection.execute_wrapper(count):
            client.get(PAGE)
        return len([sql for sql in seen if "typedtext" in sql])

    def count(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    seen: list[str] = []
    assert asked() == 0
    client.post("/session/typed-text/", SENT)
    seen.clear()
    assert asked() == 1


def test_once_it_is_sent_it_is_forgotten(signed_in, client):
    client.post("/session/typed-text/", SENT)
    chosen = {"appointment": str(signed_in.appointment_id)}
    assert client.post(PAGE, {"appointment": "wrong"}).status_code == 200
    assert WORDS in client.get(PAGE).text
    assert client.post(PAGE, chosen).status_code == 302
    announce(signed_in)
    assert not TypedText.objects.exists()
    assert WORDS not in client.get(PAGE).text


def test_or_when_its_writer_says_so(signed_in, client):
    client.post("/session/typed-text/", SENT)
    response = client.post("/session/typed-text/discard/", {"path": PAGE})
    assert response.url == PAGE
    announce(signed_in)
    assert not TypedText.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "https://elsewhere.example/"},
        {"path": "//elsewhere.example/"},
        {"action": "javascript:alert(1)"},
        {"typed": "[]"},
        {"typed": '{"note": "not a list"}'},
        {"typed": "{"},
    ],
)
def test_only_what_a_form_of_ours_can_hold_is_kept(signed_in, client, wrong):
    assert client.post("/session/typed-text/", SENT | wrong).status_code == 400


def test_nobody_elses_row_can_be_read_or_written(signed_in, client, cast):
    client.post("/session/typed-text/", SENT)
    with acting_as(cast.cora):
        assert not TypedText.objects.exists()
        assert not TypedText.objects.update(path="/")
    announce(None)
    assert not TypedText.objects.exists()
    other = Client()
    other.force_login(cast.cora.person)
    assert WORDS not in other.get(PAGE).text


def test_a_form_sent_too_late_is_kept_and_comes_back(signed_in, sign_in):
    """Without script nobody is warned: the form is sent after the session has ended."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    token = browser.cookies["csrftoken"].value
    given = {"email": signed_in.person.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    browser.post("/sign-in/", given)
    browser.get(PAGE)
    token = browser.cookies["csrftoken"].value
    end(browser)
    late = {"note": WORDS, "csrfmiddlewaretoken": token}
    response = browser.post(PAGE, late, HTTP_REFERER="http://testserver/nominals/?page=2")
    assert response.url == "/sign-in/?next=%2Fnominals%2F%3Fpage%3D2&ended=1"
    page = browser.get(response.url)
    assert "What you had typed is kept" in page.text
    given["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    assert browser.post("/sign-in/", given | {"next": "/nominals/?page=2"}).status_code == 302
    assert WORDS in browser.get("/nominals/").text


def test_a_page_that_wakes_after_the_end_can_still_keep_what_it_holds(signed_in, client):
    end(client)
    assert client.get("/session/time-left/").json() == {"seconds": 0}
    for action in ("/one/", "/two/"):
        assert client.post("/session/typed-text/", SENT | {"action": action}).status_code == 204
    assert client.post("/session/typed-text/", SENT | {"typed": "["}).status_code == 400
    announce(signed_in)
    assert TypedText.objects.count() == 2
    assert client.get("/account/").status_code == 302


def test_who_may_no_longer_sign_in_has_nothing_kept(signed_in, client):
    signed_in.person.is_active = False
    signed_in.person.save(update_fields=["is_active"])
    end(client)
    assert client.post("/session/typed-text/", SENT).status_code == 400


def test_the_key_of_a_session_that_ended_opens_nothing_even_to_who_signs_in_with_it(
    signed_in, client, sign_in
):
    end(client)
    before = client.cookies["sessionid"].value
    client.get("/sign-in/passkey/")
    sign_in(signed_in.person.email)
    assert client.cookies["sessionid"].value != before
    assert not BrowserSession.objects.filter(pk=before).exists()


def test_a_form_without_its_token_is_kept_for_nobody(signed_in, client):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["sessionid"] = client.cookies["sessionid"].value
    end(browser)
    assert browser.post(PAGE, {"note": WORDS}).status_code == 403
    announce(signed_in)
    assert not TypedText.objects.exists()


def test_after_signing_out_nothing_is_known_of_whose_form_it_was(signed_in, client):
    key = client.cookies["sessionid"].value
    client.post("/sign-out/")
    client.cookies["sessionid"] = key
    response = client.post(PAGE, {"note": WORDS})
    assert response.url == f"/sign-in/?next={PAGE}"
    announce(signed_in)
    assert not TypedText.objects.exists()


def test_it_is_dropped_after_seven_days_whoever_signs_in(signed_in, cast):
    announce(signed_in)
    for days in (6, 8):
        at = now() - timedelta(days=days)
        fields = {"note": [WORDS]}
        typed_text.keep(signed_in.person, path=f"/{days}/", action="/", typed=fields, at=at)
    with acting_as(cast.cora):
        typed_text.drop_old()
    announce(signed_in)
    assert [each.path for each in TypedText.objects.all()] == ["/6/"]


def test_an_empty_form_and_an_endless_one_are_not_kept(signed_in):
    announce(signed_in)
    for value in ("", "x" * (typed_text.LONGEST + 1)):
        fields = {"note": [value], "next": ["/"], "csrfmiddlewaretoken": ["x"]}
        kept = typed_text.keep(signed_in.person, path="/", action="/", typed=fields, at=now())
        assert kept is None


def test_a_part_of_a_page_that_is_asked_for_too_late_asks_for_the_whole(signed_in, client):
    end(client)
    response = client.get("/", HTTP_HX_REQUEST="true")
    assert response["HX-Redirect"] == "/sign-in/?next=/"
