"""The real server on a database of the bench, and people signed in to it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from bench import people
from bench.national import environment
from mappa.settings.demonstration import DEMONSTRATION_PASSWORD
from tests.databases import ROOT, Database

PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back: milliseconds from end to end, in the database, on records; the queries."""

    status: int
    body: str
    location: str
    took: float
    database: float
    records: float
    queries: int


@dataclass
class Visitor:
    """One browser: its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """A form sent from its own page: the token is the page's."""
        return self._ask("POST", path, urlencode(fields))

    def token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).body)
        if not found:
            raise RuntimeError(f"{path} has no form.")
        return found[1]

    def sign_in(self, email: str) -> None:
        fields = {
            "csrfmiddlewaretoken": self.token("/sign-in/"),
            "email": email,
            "password": DEMONSTRATION_PASSWORD,
        }
        if self.post("/sign-in/", fields).status != http.client.FOUND:
            raise RuntimeError(f"{email} could not sign in.")

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        since = perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        took = 1000 * (perf_counter() - since)
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        told = response.headers.get("Server-Timing") or ""
        spent = re.match(r'db;dur=([\d.]+);desc="(\d+)", records;dur=([\d.]+)', told)
        return Answer(
            status=response.status,
            body=text,
            location=response.headers.get("Location") or "",
            took=took,
            database=float(spent[1]) if spent else 0.0,
            records=float(spent[3]) if spent else 0.0,
            queries=int(spent[2]) if spent else 0,
        )


@contextmanager
def serving(database: Database) -> Iterator[int]:
    """gunicorn, as the product runs it, until the block ends; gives its port."""
    port = _free_port()
    env = environment(database) | {"PORT": str(port), "WEB_WORKERS": "1", "WEB_THREADS": "2"}
    command = [sys.executable, "-m", "gunicorn", "--config=python:mappa.web", "--log-level=error"]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def signed_in(port: int, kind: str) -> Visitor:
    visitor = Visitor(port)
    visitor.sign_in(people.email(kind))
    return visitor


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def load() -> tuple[float, float, float]:
    return os.getloadavg()
