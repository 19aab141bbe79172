"""A session ends when nothing is done, is seen by whose it is, and can be ended from elsewhere."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from access.locks import acting_as
from agencies.account import mark_of
from agencies.devices import words_for
from agencies.models import BrowserSession
from agencies.sessions import WRITTEN_EVERY, drop_old_sessions
from audit.models import Event
from tests.agencies.conftest import PASSWORD

pytestmark = pytest.mark.django_db
MARK = re.compile(r'name="which" value="([0-9a-f]{24})"')
IN_BACKGROUND = {"HTTP_X_BACKGROUND": "1"}


@pytest.fixture
def signed_in(pat, client, sign_in):
    sign_in(pat.person.email)
    return pat


def row(client) -> BrowserSession:
    return BrowserSession.objects.get(pk=client.cookies["sessionid"].value)


def set_back(client, ago: timedelta, *, begun: timedelta | None = None) -> None:
    moved = {"active_at": now() - ago}
    if begun:
        moved["begun_at"] = now() - begun
    BrowserSession.objects.filter(pk=row(client).pk).update(**moved)


def left(client) -> int:
    return client.get("/session/time-left/", **IN_BACKGROUND).json()["seconds"]


def test_a_session_knows_whose_it_is(signed_in, client):
    assert row(client).person == signed_in.person
    assert 14 * 60 < left(client) <= 15 * 60


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (15, 302)])
def test_it_ends_after_fifteen_idle_minutes(signed_in, client, minutes, status):
    set_back(client, timedelta(minutes=minutes))
    response = client.get("/")
    assert response.status_code == status
    if status == 302:
        assert response.url == "/sign-in/?next=/"


def test_it_ends_after_half_a_day_however_busy(signed_in, client):
    set_back(client, timedelta(), begun=timedelta(hours=12))
    assert client.get("/").status_code == 302


def test_what_a_person_does_keeps_it(signed_in, client):
    set_back(client, timedelta(minutes=10))
    client.get("/")
    assert now() - row(client).active_at < WRITTEN_EVERY


def test_what_a_page_does_by_itself_does_not(signed_in, client):
    set_back(client, timedelta(minutes=14))
    assert left(client) <= 60
    kept = {"path": "/", "action": "/x/", "typed": '{"why": ["because"]}'}
    assert client.post("/session/typed-text/", kept, **IN_BACKGROUND).status_code == 204
    assert now() - row(client).active_at > timedelta(minutes=13)


def test_staying_is_asked_for_by_a_person(signed_in, client):
    set_back(client, timedelta(minutes=14))
    assert client.post("/session/stay/").json()["seconds"] > 14 * 60
    set_back(client, timedelta(minutes=15))
    assert client.post("/session/stay/").status_code == 302


def test_nobody_has_no_time_left(client, db):
    assert left(client) == 0


def test_a_click_seldom_writes(signed_in, client):
    before = row(client).active_at
    client.get("/")
    assert row(client).active_at == before


def test_the_page_knows_how_long_it_has_and_says_nothing_that_changes_by_the_second(
    signed_in, client
):
    for minutes in (0, 10):
        set_back(client, timedelta(minutes=minutes))
        assert 'data-seconds="900"' in client.get("/").text
    set_back(client, timedelta(), begun=timedelta(hours=11, minutes=55))
    assert re.search(r'data-seconds="(300|29\d)"', client.get("/").text)


def test_a_new_sign_in_drops_what_is_long_over(signed_in, client, sign_in):
    old = row(client)
    BrowserSession.objects.filter(pk=old.pk).update(expire_date=now() - timedelta(minutes=1))
    drop_old_sessions(at=now())
    assert not BrowserSession.objects.filter(pk=old.pk).exists()


# One's own sessions


@pytest.fixture
def elsewhere(signed_in):
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari Edg/141.0")
    other.post("/sign-in/", {"email": signed_in.person.email, "password": PASSWORD})
    return other


def test_a_person_sees_where_they_are_signed_in(elsewhere, client):
    page = client.get("/account/").text
    assert "Edge on Windows" in page
    assert "This one" in page
    for session in BrowserSession.objects.all():
        assert session.pk not in page


def test_and_signs_out_elsewhere(elsewhere, client):
    (mark,) = MARK.findall(client.get("/account/").text)
    client.post("/account/sessions/end/", {"which": mark})
    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_of_all_others_at_once(elsewhere, client):
    client.post("/account/sessions/end/", {"which": "others"})
    assert BrowserSession.objects.count() == 1
    assert client.get("/").status_code == 200


def test_an_operator_ends_those_of_one_person_or_everybodys(elsewhere, signed_in, client, cast):
    strange = Client()
    strange.force_login(cast.cora.person)
    call_command("end_sessions", signed_in.person.email.upper(), verbosity=0)
    assert elsewhere.get("/").status_code == client.get("/").status_code == 302
    assert strange.get("/").status_code == 200
    call_command("end_sessions", everybody=True, verbosity=0)
    assert strange.get("/").status_code == 302
    with acting_as(cast.service):
        ended = Event.objects.filter(action="person.end_sessions").order_by("at")
        told = [(each.record_id, each.detail["what"]) for each in ended]
    assert told == [(signed_in.person.pk, "2 sessions ended"), (None, "1 sessions ended")]


@pytest.mark.parametrize("words", [[], ["nobody@mappa.example"]])
def test_an_operator_says_whose(db, words):
    with pytest.raises(CommandError):
        call_command("end_sessions", *words)


def test_never_of_somebody_elses(elsewhere, client, cast):
    strange = Client()
    strange.force_login(cast.cora.person)
    theirs = BrowserSession.objects.get(pk=strange.cookies["sessionid"].value)
    client.post("/account/sessions/end/", {"which": mark_of(theirs)})
    client.post("/account/sessions/end/", {"which": "others"})
    assert strange.get("/").status_code == 200


def test_who_is_disabled_is_out_at_once_everywhere(signed_in, elsewhere, client):
    signed_in.person.is_active = False
    signed_in.person.save(update_fields=["is_active"])
    assert client.get("/").status_code == 302
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/19 Safari/604.1", "Safari on iPhone"),
        ("curl/8", "A browser"),
    ],
)
def test_a_browser_in_words(agent, words):
    assert words_for(agent) == words
