"""Before what could do most harm, one says again who one is."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now

from agencies.models import BrowserSession, TypedText
from agencies.reauthentication import CONFIRMED_AT, freshly_signed_in
from agencies.sign_in import WRONG_AGAIN
from audit.models import Event
from tests.agencies.conftest import PASSWORD

CONFIRM = "/confirm-it-is-you/"


@pytest.fixture(autouse=True)
def asked(settings):
    settings.FRESH_MINUTES = 5


def export(request):
    return freshly_signed_in(request, None) or HttpResponse("exported")


def said(client, ago: timedelta) -> None:
    session = client.session
    session[CONFIRMED_AT] = (now() - ago).isoformat()
    session.save()


@pytest.mark.parametrize(
    ("ago", "answer"),
    [(timedelta(minutes=4), 200), (timedelta(minutes=6), 302), (timedelta(minutes=-6), 302)],
)
def test_only_who_said_so_lately_may(rf, client, db, ago, answer):
    said(client, ago)
    request = rf.get("/out/?kind=all")
    request.session = client.session
    response = export(request)
    assert response.status_code == answer
    if answer == 302:
        assert response.url == f"{CONFIRM}?next=%2Fout%2F%3Fkind%3Dall"


@pytest.fixture
def ask(rf, client, cast, as_actor):
    def asked(path, data=None, **headers):
        request = rf.post(path, data, **headers)
        request.session, request.actor = client.session, cast.pat
        as_actor(cast.pat)
        return export(request)

    return asked


def test_who_never_said_so_is_asked_and_comes_back_to_the_page_of_the_form(ask):
    response = ask("/out/now/", HTTP_REFERER="http://testserver/out/?kind=all#top")
    assert response.url == f"{CONFIRM}?next=%2Fout%2F%3Fkind%3Dall"
    response = ask("/out/now/", HTTP_REFERER="http://elsewhere.example/out/")
    assert response.url == f"{CONFIRM}?next=%2Fout%2Fnow%2F"


def test_what_was_typed_is_kept_for_when_they_come_back(ask, cast):
    ask("/out/now/", {"why": "A reason"}, HTTP_REFERER="http://testserver/out/?kind=all")
    kept = TypedText.objects.get()
    assert (kept.path, kept.action, kept.person) == ("/out/", "/out/now/", cast.pat.person)
    assert kept.fields == {"why": ["A reason"]}


def test_a_part_of_a_page_asks_for_the_whole_page(ask):
    response = ask("/out/now/", HTTP_HX_REQUEST="true")
    assert (response.status_code, response["HX-Redirect"][: len(CONFIRM)]) == (200, CONFIRM)


def test_nothing_is_read_before_one_said_so_and_nothing_typed_is_lost(
    cast, nominal, client, as_actor
):
    cast.cora.person.set_password(PASSWORD)
    cast.cora.person.save(update_fields=["password"])
    client.force_login(cast.cora.person)
    address = f"/nominals/{nominal.pk}/seal/add/"
    answers = [client.get(address), client.post(address, {"reason": "A long reason"})]
    assert {each.url for each in answers} == {f"{CONFIRM}?next={quote(address, safe='')}"}
    as_actor(cast.cora)
    assert not Event.objects.filter(kind="reading", by=cast.cora.person).exists()
    assert client.post(CONFIRM, {"password": PASSWORD, "next": address}).url == address
    page = client.get(address)
    assert (page.status_code, "A long reason" in page.text) == (200, True)


def test_whoever_may_not_is_refused_and_not_asked(cast, nominal, client):
    client.force_login(cast.hal.person)
    assert client.get(f"/nominals/{nominal.pk}/seal/add/").status_code == 404
    client.force_login(cast.cora.person)
    assert client.get("/emergencies/open/").status_code == 403


def test_saying_so_gives_the_session_a_new_key_and_no_longer_life(pat, client):
    client.force_login(pat.person)
    before = BrowserSession.objects.get(pk=client.session.session_key)
    begun = now() - timedelta(hours=3)
    BrowserSession.objects.filter(pk=before.pk).update(begun_at=begun)
    client.post(CONFIRM, {"password": PASSWORD})
    after = BrowserSession.objects.get(pk=client.session.session_key)
    assert after.pk != before.pk
    assert (after.begun_at, after.person) == (begun, pat.person)
    assert not BrowserSession.objects.filter(pk=before.pk).exists()
    assert client.get("/").status_code == 200


def test_signing_in_is_saying_so(pat, client, sign_in):
    sign_in(pat.person.email)
    assert CONFIRMED_AT in client.session


def test_the_password_confirms_and_the_trail_says_so(pat, client, sign_in, as_actor):
    client.force_login(pat.person)
    page = client.get(f"{CONFIRM}?next=/nominals/")
    assert 'value="/nominals/"' in page.text
    response = client.post(CONFIRM, {"password": PASSWORD, "next": "/nominals/"})
    assert (response.status_code, response.url) == (302, "/nominals/")
    assert CONFIRMED_AT in client.session
    as_actor(pat)
    assert Event.objects.filter(by=pat.person, action="person.confirm").exists()


def test_a_wrong_password_confirms_nothing_and_is_counted(pat, client):
    client.force_login(pat.person)
    for _ in range(5):
        assert WRONG_AGAIN in client.post(CONFIRM, {"password": "wrong"}).text
    assert "Wait 15 minutes" in client.post(CONFIRM, {"password": PASSWORD}).text
    assert CONFIRMED_AT not in client.session


def test_nobody_who_is_not_signed_in_is_asked(db, client):
    assert client.get(CONFIRM).url.startswith(reverse("agencies:sign_in"))
