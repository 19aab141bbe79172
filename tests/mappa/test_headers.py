"""What every answer of every address carries, and where a request may come from."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.house.test_house_rules import ALL

pytestmark = pytest.mark.django_db

ON_EVERYTHING = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FOR_PAGES = {"Cache-Control", "X-Robots-Tag"}  # a static file holds nothing of a case
KEYS = {"pk": uuid4(), "key": "x"}


def addresses() -> dict[str, str]:
    """An address for each pattern of the product, with keys of nothing."""
    found = {}
    for pattern in ALL:
        route = "/" + str(pattern.pattern)
        for name in pattern.pattern.converters:
            route = route.replace(f"<uuid:{name}>", str(KEYS[name]))
            route = route.replace(f"<slug:{name}>", str(KEYS[name]))
        found[pattern.lookup_str] = route
    return found


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (each.split() for each in policy.split(";"))}


def check(response) -> None:
    held = {name: response.get(name) for name in ON_EVERYTHING}
    assert held == ON_EVERYTHING
    assert "camera=()" in response["Permissions-Policy"]
    policy = directives(response["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert not any("unsafe" in value for values in policy.values() for value in values)
    if response["Content-Type"].startswith("text/html"):
        assert policy["script-src"] == policy["style-src"] == ["'self'"]
        assert policy["base-uri"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
    else:
        assert "sandbox" in policy


@pytest.fixture(scope="module")
def found():
    return addresses()


def test_every_address_answers_with_them_to_who_is_signed_in(cast, found):
    assert len(found) > 60
    client = Client(raise_request_exception=False)
    client.force_login(cast.cora.person)
    for name, address in found.items():
        response = client.get(address)
        assert response.status_code < 500 or address == "/readyz", name
        check(response)


def test_and_to_nobody_who_sends_something(db, found):
    for name, address in found.items():
        response = Client(raise_request_exception=False).post(address)
        assert response.status_code < 500 or address == "/readyz", name
        check(response)


def test_a_page_that_is_nowhere_has_them_too(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    check(response)


@pytest.mark.parametrize(
    ("began", "status"),
    [("cross-site", 403), ("same-site", 403), ("same-origin", 302), ("none", 302), ("", 302)],
)
def test_nothing_is_changed_by_a_request_that_another_site_began(cast, client, began, status):
    client.force_login(cast.cora.person)
    said = {"HTTP_SEC_FETCH_SITE": began} if began else {}
    assert client.post(reverse("agencies:sign_out"), **said).status_code == status
    assert ("_auth_user_id" in client.session) is (status == 403)


def test_a_page_of_another_site_may_lead_here(client):
    response = client.get(reverse("agencies:sign_in"), HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("name", "kind"), [("mappa.svg", "image/svg+xml"), ("mappa.css", "text/css")]
)
def test_a_static_file_has_a_policy_too_and_says_its_charset(client, name, kind):
    response = client.get(f"/static/{name}")
    response.close()
    assert response.status_code == 200
    assert response["Content-Type"].replace('"', "") == f"{kind}; charset=utf-8"
    policy = directives(response["Content-Security-Policy"])
    assert policy == {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": []}
    kept = {name: ON_EVERYTHING[name] for name in ON_EVERYTHING.keys() - FOR_PAGES}
    assert {name: response.get(name) for name in kept} == kept


def test_no_page_is_kept_by_the_script_that_brings_parts_of_pages(client):
    page = client.get(reverse("agencies:sign_in")).text
    assert "&#34;" not in page.split('name="htmx-config"')[1].split(">")[0]
    for off in ('"historyEnabled": false', '"historyCacheSize": 0', '"allowEval": false'):
        assert off in page
