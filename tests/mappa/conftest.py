"""An installation of a test's own: its state in a folder of its own, and nobody's addresses."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest
from django.db import connection

from mappa.processes import still_alive_after

ROOT = Path(__file__).resolve().parent.parent.parent
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
ENSURE = """
import json
from dataclasses import asdict
from mappa.embedded import ensure_services
print(json.dumps(asdict(ensure_services())))
"""


@dataclass
class Installation:
    """Commands run as if nothing else of the product were on this machine."""

    state: Path
    env: dict[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={**self.env, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={**self.env, **more},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def ensure(self, **more: str) -> dict[str, object]:
        done = self.run("-c", ENSURE, **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def pid(self, name: str) -> int:
        return int((self.state / name).read_text().split()[0])

    def kill(self, name: str) -> int:
        """kill -9, and wait until nothing of it is left but its pid file."""
        process = psutil.Process(self.pid(name))
        process.send_signal(signal.SIGKILL)
        assert not still_alive_after(10, [process])
        return process.pid


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    hidden = {"PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE", *ADDRESSES}
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    made = Installation(folder, {**env, "MAPPA_STATE": str(folder)})
    yield made
    if made.started:
        made.run("-m", "mappa.stop", "stop")
    for process in made.started:
        process.kill()
        process.communicate()
    done = made.run("-m", "mappa.stop", "reset")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def installation(tmp_path) -> Iterator[Installation]:
    with installed(tmp_path / "state") as made:
        yield made


@pytest.fixture(scope="module")
def shared_installation(tmp_path_factory) -> Iterator[Installation]:
    """For tests that leave it as it was."""
    with installed(tmp_path_factory.mktemp("shared") / "state") as made:
        yield made


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Urls:
    owner_url: str
    redis_url: str


@pytest.fixture
def db_urls(db) -> Urls:
    """The migrated database of this worker, as its owner reaches it."""
    name = connection.settings_dict["NAME"]
    owner = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{name}")
    return Urls(urlunsplit(owner), os.environ["REDIS_URL"])
