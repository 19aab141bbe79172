"""Processes that die are started again, and all of them end together."""

import json
import signal
import sys
import time

import pytest

from mappa.supervisor import Child, Supervisor, end_leftovers

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    made = Supervisor(tmp_path / "run.json", said.append)
    yield made
    made.end()


def test_a_child_that_is_killed_is_started_again_and_it_is_said(supervisor, said, tmp_path):
    supervisor.start({"worker": SLEEPS}, tmp_path)
    (child,) = supervisor.children
    first = child.running
    first.kill()
    first.wait()
    until(lambda: supervisor.look() or (child.running and child.running is not first))
    assert said == ["worker ended (signal 9); it starts again in 1 s."]
    assert child.running.poll() is None


def test_the_pause_doubles_up_to_a_bound(tmp_path):
    child = Child("beat", ENDS, tmp_path / "beat.log")
    pauses = []
    for _ in range(7):
        child.start()
        child.running.wait()
        assert child.died() == "status 3"
        assert not child.is_due()
        pauses.append(child.pause)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_ending_ends_every_child_and_forgets_them(supervisor, tmp_path):
    supervisor.start({"web": SLEEPS, "beat": SLEEPS}, tmp_path)
    running = [child.running for child in supervisor.children]
    supervisor.end()
    assert [process.poll() for process in running] == [-signal.SIGTERM] * 2
    assert not supervisor.pids.exists()


def test_leftovers_are_ended_and_strangers_with_their_number_are_not(supervisor, tmp_path):
    supervisor.start({"web": SLEEPS, "beat": SLEEPS}, tmp_path)
    web, beat = (child.running for child in supervisor.children)
    noted = dict(json.loads(supervisor.pids.read_text()))
    noted[beat.pid] = 1.5
    supervisor.pids.write_text(json.dumps(list(noted.items())))
    assert end_leftovers(supervisor.pids) == 1
    assert web.poll() is not None
    assert beat.poll() is None


def until(holds) -> None:
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
