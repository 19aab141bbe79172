"""People who write one draft at once, through web processes that are killed under them.

Each does what the script of the page does (`static/sections.js`): it keeps what is typed until the
server says that it has it, sends again what has no answer, and where somebody else was before it,
puts the two texts together. What they type are marks, a line each, that nobody takes away: so each
mark that was acknowledged must be there at the end, and each version hold those before it.
"""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

from mappa.settings.demonstration import DEMONSTRATION_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0  # seconds for the last of what was typed to be taken
TYPES_EVERY, SAVES_EVERY, FOLLOWS_EVERY = 0.4, 1.5, 4.0  # seconds, on the average


@dataclass(frozen=True)
class Room:
    """A case that is being heard: its slot, its sections by key, and who may write."""

    slot: str
    sections: dict[str, str]
    people: list[str]


@dataclass
class Answer:
    status: int
    headers: Any
    body: str
    took: float  # milliseconds


@dataclass
class Field:
    """One section on the page of one writer."""

    key: str
    path: str
    version: int = 0
    saved: str = ""
    text: str = ""


@dataclass
class Taken:
    """A save that the server acknowledged."""

    section: str
    version: int
    lines: frozenset[str]


@dataclass
class Writer:
    """One person at one page."""

    number: int
    email: str
    port: int
    room: Room
    keys: list[str]
    seed: int
    hand: str = field(default_factory=lambda: str(uuid4()))
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    nth: int = 0
    marks: int = 0
    taken: list[Taken] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    follows: list[tuple[int, float]] = field(default_factory=list)
    conflicts: int = 0
    failures: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed + self.number)
        self.fields = [
            Field(key, f"/sections/{self.room.sections[key]}/write/") for key in self.keys
        ]

    def sign_in(self) -> None:
        page = self.ask("GET", "/sign-in/").body
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        said = {"email": self.email, "password": DEMONSTRATION_PASSWORD}
        assert self.post("/sign-in/", said).status == http.client.FOUND, self.email
        page = self.ask("GET", f"/cases/{self.room.slot}/hold/").body
        assert "data-saves-itself" in page, page[:500]
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    def write_until(self, over: Event) -> None:
        """Type, save as often as the page does, and see at the end that all of it is taken."""
        while not over.is_set():
            self.type()
            if self.random.random() < TYPES_EVERY / SAVES_EVERY:
                self.save(self.random.choice(self.fields))
            over.wait(TYPES_EVERY * self.random.uniform(0.5, 1.5))
        until = time.monotonic() + PATIENCE
        while (left := [each for each in self.fields if each.text != each.saved]) and (
            time.monotonic() < until
        ):
            for each in left:
                self.save(each)
        self.wrong += [f"{each.key} was never taken" for each in left]

    def follow_until(self, over: Event) -> None:
        """Ask what has changed, as the page does beside."""
        path, tag = f"/cases/{self.room.slot}/follow/", ""
        over.wait(self.random.uniform(0, FOLLOWS_EVERY))
        while not over.is_set():
            try:
                answer = self.ask("GET", path, headers={"If-None-Match": tag, "X-Background": "1"})
            except (OSError, http.client.HTTPException):
                self.failures += 1
            else:
                tag = answer.headers.get("ETag", tag)
                self.follows.append((answer.status, answer.took))
                if answer.status not in {http.client.OK, http.client.NOT_MODIFIED}:
                    self.wrong.append(f"a look was answered {answer.status}")
            over.wait(FOLLOWS_EVERY)

    def type(self) -> None:
        self.marks += 1
        where = self.random.choice(self.fields)
        line = f"w{self.number:02}-{self.marks:05}"
        where.text = f"{where.text}\n{line}" if where.text else line

    def save(self, where: Field) -> None:
        if where.text == where.saved:
            return
        self.nth += 1
        sent, key = where.text, where.key
        said = {f"{key}-text": sent, f"{key}-version": where.version}
        said |= {f"{key}-hand": self.hand, f"{key}-nth": self.nth}
        try:
            answer = self.post(where.path, said, {"Accept": "application/json"})
        except (OSError, http.client.HTTPException):
            self.failures += 1
            time.sleep(self.random.uniform(0.05, 0.3))
            return
        self.take(where, answer, sent)

    def take(self, where: Field, answer: Answer, sent: str) -> None:
        if answer.status == http.client.NO_CONTENT:
            where.version, where.saved = int(answer.headers["ETag"].strip('"')), sent
            self.taken.append(Taken(where.key, where.version, frozenset(sent.split("\n"))))
            self.saves.append(answer.took)
        elif answer.status == http.client.CONFLICT:
            self.conflicts += 1
            theirs = json.loads(answer.body)
            there = theirs["text"].split("\n") if theirs["text"] else []
            ours = [line for line in where.text.split("\n") if line not in there]
            where.text = "\n".join([*there, *ours])
            where.version, where.saved = theirs["version"], "\n".join(there)
        else:
            self.wrong.append(f"{where.key} was answered {answer.status}")

    def post(
        self, path: str, said: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.token, **said})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        origin = {"Origin": f"http://127.0.0.1:{self.port}"}
        return self.ask("POST", path, body, {**kind, **origin, **(headers or {})})

    def ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        since = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        took = 1000 * (time.perf_counter() - since)
        return Answer(response.status, response.headers, text, took)


def room(env: dict[str, str], people: int) -> Room:
    """A new case on an empty database, and so many writers."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.meetings.room_of_writers", str(people)],
        cwd=ROOT,
        env=env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Room(**json.loads(made.stdout))


@contextmanager
def serving(env: dict[str, str], workers: int) -> Iterator[tuple[int, int]]:
    """gunicorn, as the product runs it, with so many processes: its port and its own key."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = env | {"PORT": str(port), "WEB_WORKERS": str(workers)}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config=python:mappa.web",
        "--log-level=critical",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        until = time.monotonic() + 60
        while not (len(processes_of(server.pid)) >= workers and _answers(port)):
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10):
            return True
    except OSError:
        return False


def processes_of(master: int) -> list[int]:
    """The processes that a server keeps."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == master and fields[0] != "Z":
            found.append(int(path.parent.name))
    return sorted(found)


def kill_one(master: int) -> int:
    """End one web process at once, whatever it is doing; its server starts another."""
    victim = processes_of(master)[0]
    os.kill(victim, signal.SIGKILL)
    return victim


def write_together(
    where: Room, port: int, master: int, *, seconds: float, kills: int, seed: int = 1
) -> list[Writer]:
    """All of the room writes for so many seconds; so many web processes are killed meanwhile.

    Each has three sections, and each section three people or so.
    """
    keys = sorted(where.sections)
    writers = [
        Writer(
            number,
            email,
            port,
            where,
            [keys[(number + step) % len(keys)] for step in (0, 1, 2)],
            seed,
        )
        for number, email in enumerate(where.people)
    ]
    for writer in writers:
        writer.sign_in()
    over = Event()
    threads = [
        Thread(target=act, args=[over])
        for writer in writers
        for act in (writer.write_until, writer.follow_until)
    ]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        time.sleep(seconds / (kills + 1))
        kill_one(master)
    time.sleep(seconds / (kills + 1))
    over.set()
    for thread in threads:
        thread.join(PATIENCE + 20)
        assert not thread.is_alive()
    return writers


def what_went_wrong(writers: list[Writer], owner_url: str, slot: str) -> list[str]:
    """Each mark that was acknowledged and is gone, and each save that wrote over another's."""
    with psycopg.connect(owner_url) as owner:
        rows = owner.execute(
            "SELECT s.key, s.text FROM meetings_section s"
            " JOIN meetings_minutes m ON m.id = s.minutes_id WHERE m.slot_id = %s",
            [slot],
        ).fetchall()
    at_the_end = {key: set(text.split("\n")) for key, text in rows}
    wrong = [line for writer in writers for line in writer.wrong]
    taken = sorted((each for writer in writers for each in writer.taken), key=lambda it: it.version)
    before: dict[str, Taken] = {}
    for each in taken:
        if lost := each.lines - at_the_end[each.section]:
            wrong.append(f"{each.section}: acknowledged and gone: {sorted(lost)[:3]}")
        last = before.setdefault(each.section, each)
        if last.version == each.version and last.lines != each.lines:
            wrong.append(f"{each.section}: version {each.version} was given twice")
        if over := last.lines - each.lines:
            wrong.append(f"{each.section}: version {each.version} lacks {sorted(over)[:3]}")
        before[each.section] = each
    return wrong
