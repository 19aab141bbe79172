"""Single sign-on, with a real provider: who is let in, and every way in which nobody is."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from access.locks import acting_as
from agencies.acting import APPOINTMENT, SECOND_FACTOR
from agencies.models import Person
from audit.models import Event
from tests.agencies.identity_provider import CLIENT, SECRET, IdentityProvider, new_key, served

pytestmark = pytest.mark.django_db
REFUSED = "/sign-in/?next=%2F&refused=1"
CONFIRM = "/confirm-it-is-you/"


@pytest.fixture(scope="module")
def keys():
    return new_key(), new_key()


@pytest.fixture
def provider(keys, settings) -> Iterator[IdentityProvider]:
    provider = IdentityProvider(keys[0])
    server = served(provider)
    settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "Fernshire sign-on"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def known(cast, provider):
    provider.says = {"email": cast.pat.person.email, "email_verified": True}
    return cast.pat


@pytest.fixture
def go(client, provider):
    """To the provider and back: where one comes out."""

    def gone(start="/sign-in/single-sign-on/?next=/nominals/") -> str:
        away = client.get(start)
        back = urlsplit(provider.authorize(away.url))
        return client.get(f"{back.path}?{back.query}").url

    return gone


def test_the_front_door_offers_it_only_where_there_is_one(client, provider, settings):
    assert "Sign in with Fernshire sign-on" in client.get("/sign-in/").text
    settings.OIDC_ISSUER = ""
    assert "single-sign-on" not in client.get("/sign-in/").text
    assert client.get("/sign-in/single-sign-on/").status_code == 404
    assert client.get("/sign-in/single-sign-on/done/").status_code == 404


def test_it_asks_with_a_proof_key_a_state_and_a_nonce(client, provider):
    asked = dict(parse_qsl(urlsplit(client.get("/sign-in/single-sign-on/").url).query))
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/sign-in/single-sign-on/done/"
    assert {"openid", "email"} <= set(asked["scope"].split())
    assert len(asked["nonce"]) > 20
    assert len(asked["state"]) == 43  # 256 bits


def test_a_person_who_is_here_is_let_in_and_known_afterwards_by_subject(known, go, client):
    assert go() == "/nominals/"
    assert client.session[APPOINTMENT] == str(known.appointment_id)
    linked = SocialAccount.objects.get()
    assert (linked.provider, linked.uid) == (urlsplit(linked.provider).geturl(), "subject-1")
    with acting_as(known):
        event = Event.objects.get(action="person.sign_in")
    assert event.detail["how"]["by"] == "single sign-on"


def test_a_changed_address_is_the_same_person_still(known, go, provider):
    go()
    provider.says = {"email": "somebody.else@mappa.example", "email_verified": True}
    assert go() == "/nominals/"
    provider.says = {}
    assert go() == "/nominals/"


def test_an_address_that_was_given_to_somebody_new_opens_nothing(known, go, provider):
    go()
    provider.says["sub"] = "subject-2"
    assert go() == REFUSED


LIES = {
    "a forged issuer": {"iss": "https://elsewhere.example"},
    "a wrong audience": {"aud": "another-service"},
    "a token for somebody else": {"azp": "another-service"},
    "too old": {"exp": 1},
    "another request's": {"nonce": "x" * 43},
    "no subject": {"sub": ""},
    "an address not verified": {"email_verified": False},
    "an address said to be verified": {"email_verified": "true"},
    "an address nobody has": {"email": "nobody@mappa.example"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_is_not_so_lets_nobody_in(known, go, provider, client, lie):
    people = Person.objects.count()
    provider.says |= lie
    assert go() == REFUSED
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert Person.objects.count() == people


def test_a_token_that_somebody_else_signed_lets_nobody_in(known, go, provider, keys):
    provider.signed_by = keys[1]
    assert go() == REFUSED


@pytest.mark.parametrize("method", ["none", "HS256", "RS384"])
def test_a_token_signed_by_a_method_that_is_not_on_the_list_lets_nobody_in(
    known, go, provider, client, method
):
    provider.method = method
    assert go() == REFUSED
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("moved", ["token", "keys"])
def test_where_the_provider_leads_on_to_is_not_gone_to(known, go, provider, moved):
    assert go() == "/nominals/"
    provider.moved = f"/{moved}"
    assert go() == REFUSED


@pytest.mark.parametrize(
    ("began", "leads_to_provider"),
    [("cross-site", False), ("same-site", False), ("same-origin", True), ("none", True)],
)
def test_a_link_of_another_site_leads_to_the_front_door_and_no_further(
    known, provider, client, began, leads_to_provider
):
    start = "/sign-in/single-sign-on/?next=/nominals/"
    address = client.get(start, HTTP_SEC_FETCH_SITE=began).url
    assert address.startswith(provider.issuer) is leads_to_provider
    assert leads_to_provider or address == "/sign-in/?next=%2Fnominals%2F"


def test_another_issuers_document_leads_nowhere(known, provider, client):
    provider.document = {"issuer": "https://elsewhere.example"}
    assert client.get("/sign-in/single-sign-on/").url == REFUSED


def test_a_provider_that_does_not_answer_leads_nowhere(known, provider, client, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert client.get("/sign-in/single-sign-on/").url == REFUSED


def test_an_answer_that_nobody_asked_for_lets_nobody_in(known, provider, client):
    back = "/sign-in/single-sign-on/done/"
    assert client.get(f"{back}?code=code-0&state=made-up").url == REFUSED
    assert client.get(back).url == REFUSED


def test_an_answer_counts_once_and_for_one_browser(known, provider, client, cast):
    back = urlsplit(provider.authorize(client.get("/sign-in/single-sign-on/").url))
    stranger = type(client)()
    assert stranger.get(f"{back.path}?{back.query}").url == REFUSED
    assert client.get(f"{back.path}?{back.query}").url == "/"
    assert client.get(f"{back.path}?{back.query}").url == REFUSED


def test_an_answer_in_another_providers_name_lets_nobody_in(known, provider, client):
    back = urlsplit(provider.authorize(client.get("/sign-in/single-sign-on/").url))
    address = f"{back.path}?{back.query}&iss=https%3A%2F%2Felsewhere.example"
    assert client.get(address).url == REFUSED


@pytest.mark.parametrize("linked", [True, False])
def test_who_may_no_longer_sign_in_may_not_by_this_either(known, go, linked):
    if linked:
        go()
    known.person.is_active = False
    known.person.save(update_fields=["is_active"])
    assert go() == REFUSED


@pytest.mark.parametrize(
    ("says", "second"),
    [
        ({}, ""),
        ({"amr": ["pwd"]}, ""),
        ({"amr": ["pwd", "mfa"]}, "identity provider"),
        ({"acr": "two-factors"}, "identity provider"),
        ({"acr": "one-factor"}, ""),
    ],
)
def test_our_second_factor_is_asked_for_unless_the_provider_saw_one(
    known, go, provider, client, settings, says, second
):
    settings.SECOND_FACTOR_REQUIRED, settings.OIDC_MFA_ACR = True, ["two-factors"]
    provider.says |= says
    came = go()
    if second:
        assert (came, client.session[SECOND_FACTOR]) == ("/nominals/", second)
    else:
        assert came.startswith("/sign-in/set-up/")
        assert client.get("/nominals/").status_code == 302


def test_it_confirms_who_one_is_if_it_asked_anew(known, go, provider, client, settings):
    settings.FRESH_MINUTES = 5
    go()
    again = "/sign-in/single-sign-on/?again=1&next=/account/"
    asked = dict(parse_qsl(urlsplit(client.get(again).url).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert go(again) == "/account/"
    provider.says["auth_time"] = 1
    assert go(again) == REFUSED.replace("%2F&", "%2Faccount%2F&")
    said = client.get(f"/sign-in/?next={CONFIRM}&refused=1", follow=True)
    assert said.request["PATH_INFO"] == CONFIRM
    assert "did not confirm that it is you" in said.text
    del provider.says["auth_time"]
    provider.says["sub"] = "subject-2"
    assert go(again) == REFUSED.replace("%2F&", "%2Faccount%2F&")


def test_a_refusal_is_in_the_trail(known, go, provider, refusals):
    provider.says["aud"] = "another-service"
    with refusals() as written:
        go()
    assert written == [("person.sign_in", None, "single sign-on")]
