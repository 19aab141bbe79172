"""A passkey, the end of a session and what was typed, in a real browser."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.agencies.conftest import PASSWORD
from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
WORDS = "He has been seen near the school twice."
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True)
class Service:
    """The product on a database of the test's own."""

    address: str
    owner_url: str
    email: str
    case: str

    def as_if_idle_for(self, seconds: int) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            owner.execute(
                "UPDATE agencies_browsersession SET active_at = now() - make_interval(secs => %s)",
                [seconds],
            )


@pytest.fixture
def service(stack) -> Iterator[Service]:
    env = {**stack.env, "DJANGO_SETTINGS_MODULE": "tests.agencies.strict"}
    script = [sys.executable, "-m", "tests.agencies.somebody_with_a_case"]
    said = subprocess.run(script, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "python:mappa.web", "--workers", "1"]
    serving = subprocess.Popen(
        command, cwd=ROOT, env={**env, "PORT": str(port)}, stderr=subprocess.PIPE, text=True
    )
    while "Booting worker" not in (line := serving.stderr.readline()):
        assert line, "the server did not start"
    # A passkey is for a name, and this is the one that needs no certificate.
    yield Service(f"http://localhost:{port}", stack.owner_url, *json.loads(said.stdout))
    serving.terminate()
    serving.communicate(timeout=20)


@contextmanager
def somebody() -> Iterator[BrowserContext]:
    """A person at a browser that can make passkeys, and whose clock the test winds."""
    with chromium(left_undone="no passkey was tried") as browser:
        context = browser.new_context(viewport={"width": 390, "height": 800})
        context.set_default_timeout(10_000)
        yield context


@pytest.mark.journey
def test_a_passkey_lets_in_and_a_session_that_ends_loses_nothing(service):
    with somebody() as context:
        page = context.new_page()
        page.clock.install()
        key = context.new_cdp_session(page)
        key.send("WebAuthn.enable")
        key.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))

        sets_up_a_passkey(page, service)
        page.goto(f"{service.address}/nominals/{service.case}/referrals/start/")
        page.locator("main form button").first.click()
        box, form = page.locator("textarea[name=risk]"), page.url
        box.fill(WORDS)
        is_warned_and_stays(page, service)
        is_left_alone_and_put_out(page, service)
        signs_in_with_the_passkey_alone(page)
        expect(page).to_have_url(form)
        expect(box).to_have_value(WORDS)
        expect(page.get_by_text("We kept what you had typed at")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage).length") == 0
        kept = page.evaluate("Object.keys(sessionStorage)")
        assert kept in ([], ["htmx-current-path-for-history"])
        assert complaints == []


def sets_up_a_passkey(page: Page, service: Service) -> None:
    page.goto(f"{service.address}/sign-in/")
    page.get_by_label("Email address").fill(service.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.get_by_label("A name for this passkey").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    page.get_by_role("button", name="I have kept them").click()
    page.goto(f"{service.address}/account/")
    expect(page.get_by_role("rowheader", name="Work laptop")).to_be_visible()


def is_warned_and_stays(page: Page, service: Service) -> None:
    warning = page.get_by_role("dialog", name="You are about to be signed out")
    service.as_if_idle_for(13 * 60)
    page.clock.fast_forward("13:05")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()


def is_left_alone_and_put_out(page: Page, service: Service) -> None:
    warning = page.get_by_role("dialog", name="You are about to be signed out")
    service.as_if_idle_for(13 * 60)
    page.clock.fast_forward("13:05")
    expect(warning).to_be_visible()
    service.as_if_idle_for(15 * 60 - 10)
    page.clock.fast_forward("02:00")
    page.wait_for_url(re.compile("/sign-in/"))
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()


def signs_in_with_the_passkey_alone(page: Page) -> None:
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use your passkey").click()
