"""The whole product, started as a newcomer would start it, and people who use it in a browser."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from govuk.assets import PACKAGES
from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
AXE = PACKAGES / "axe-core" / "axe.min.js"
PATIENCE = 240.0  # seconds for the county to be built and the product to be ready, when all is busy
QUICK = {  # so that a story need not wait for what a minute would bring
    "SECONDS_BETWEEN_DELIVERIES": "3",
    "SECONDS_BETWEEN_SWEEPS": "3",
    "SECONDS_BETWEEN_COUNTS": "20",
}
HIDDEN = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "PYTEST_XDIST_WORKER",
}


@dataclass(frozen=True)
class Product:
    """The product as it runs: its address, and its database as the owner sees it."""

    address: str
    state: Path

    def asks(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the owner of the tables reads: for what a story takes as given."""
        password = json.loads((self.state / "passwords.json").read_text())["mappa_owner"]
        port = (self.state / "postgres.port").read_text().strip()
        url = f"postgresql://mappa_owner:{password}@127.0.0.1:{port}/mappa"
        with psycopg.connect(url, autocommit=True) as owner:
            return owner.execute(query, parameters).fetchall()


@pytest.fixture(scope="package")  # no longer: it goes on sweeping and ringing while it stands
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`make run` without the set-up: real services, the county, web, worker and beat."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    state = tmp_path_factory.mktemp("journeys") / "var"
    env = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    state.mkdir(parents=True)
    with (state / "said.txt").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "mappa.run"],
            cwd=ROOT,
            env={**env, "MAPPA_STATE": str(state), "PORT": str(port), **QUICK},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for_ready(process, state / "said.txt")
        yield Product(f"http://127.0.0.1:{port}", state)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for_ready(process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if "\nReady:" in said.read_text():
            return
        time.sleep(0.3)
    raise AssertionError("The product did not become ready:\n" + said.read_text()[-4000:])


@pytest.fixture(scope="module")  # no longer: while it runs, Django takes this thread for async
def browser() -> Iterator[Browser]:
    with chromium(left_undone="the browser journeys were not made") as running:
        yield running


@dataclass
class Someone:
    """A person at a browser: what they do is prose, and every page they open is checked."""

    address: str
    email: str
    context: BrowserContext
    scripts: bool = True
    page: Page = field(init=False)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on(
            "console",
            lambda said: (
                said.type == "error"
                and "status of 4" not in said.text  # the browser's own note of a refusal
                and self.complaints.append(said.text)
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def signs_in(self, password: str) -> "Someone":
        self.opens("/sign-in/")
        self.page.get_by_label("Email address").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).first.click()
        self.looks()
        return self

    def opens(self, path: str) -> None:
        """Go to an address, which is there and opens."""
        assert self.tries(path) == 200, path
        self.looks()

    def tries(self, path: str) -> int:
        """Go to an address; the status that came back."""
        answer = self.page.goto(path if path.startswith("http") else self.address + path)
        assert answer
        return answer.status

    def follows(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.looks()

    def presses(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.looks()

    def sees(self, words: str) -> bool:
        return words in self.page.inner_text("body")

    def looks(self) -> None:
        """Every page: marked, accessible, no wider than the screen, nothing against its policy."""
        self.page.wait_for_load_state("load")
        if self.scripts:  # a part of the page may still be on its way
            expect(self.page.locator(".htmx-request")).to_have_count(0)
        assert "OFFICIAL-SENSITIVE" in self.page.inner_text("body")
        if self.scripts and self._is_new():  # axe is a script itself
            self._is_accessible()
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        assert self.complaints == [], self.page.url

    def _is_new(self) -> bool:
        """Whether this kind of page, at this width and in this state, was not looked at before."""
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", self.page.url.split("?")[0])
        shape = (kind, self.page.viewport_size["width"], self.page.title())
        is_new = shape not in LOOKED_AT
        LOOKED_AT.add(shape)
        return is_new

    def _is_accessible(self) -> None:
        self.page.evaluate(AXE_SOURCE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        problems = [
            (each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]
        ]
        assert problems == [], self.page.url


LOOKED_AT: set[tuple[str, int, str]] = set()
AXE_SOURCE = AXE.read_text() if AXE.exists() else ""


@pytest.fixture
def arrives(browser: Browser, product: Product) -> Iterator[Callable[..., Someone]]:
    """Somebody of the demonstration sits down at a browser of their own, and signs in."""
    from django.conf import settings

    open_contexts: list[BrowserContext] = []

    def arrive(email: str, *, width: int = 1280, scripts: bool = True) -> Someone:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        open_contexts.append(context)
        someone = Someone(product.address, email, context, scripts)
        return someone.signs_in(settings.DEMONSTRATION_PASSWORD)

    yield arrive
    for context in open_contexts:
        context.close()
