"""Keeps a few processes running: starts one that dies again, and ends them all together."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from mappa.processes import still_alive_after

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a process that died is started again
SETTLED = 60.0  # seconds after which a process counts as having started well
GRACE = 20.0  # seconds to finish in, when asked to end
Say = Callable[[str], None]


class Child:
    """One process, its log, and how long to wait before it is started again."""

    def __init__(self, name: str, command: list[str], log: Path) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.running: subprocess.Popen[bytes] | None = None
        self.started = self.due = self.pause = 0.0
        self.deaths = 0

    def start(self) -> None:
        """In a session of its own: Ctrl-C in the terminal reaches the supervisor, which ends it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.running = subprocess.Popen(  # noqa: S603
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def died(self) -> str:
        """How it ended, if it did since it was last looked at; and when to start it again."""
        if not self.running or (status := self.running.poll()) is None:
            return ""
        now = time.monotonic()
        settled = now - self.started > SETTLED
        self.pause = FIRST_PAUSE if settled else min(self.pause * 2 or FIRST_PAUSE, LONGEST_PAUSE)
        self.running, self.due, self.deaths = None, now + self.pause, self.deaths + 1
        return f"signal {-status}" if status < 0 else f"status {status}"

    def is_due(self) -> bool:
        return not self.running and time.monotonic() >= self.due


class Supervisor:
    """The children of one run. Their numbers are kept in a file, for when it is itself killed."""

    def __init__(self, pids: Path, say: Say) -> None:
        self.pids = pids
        self.say = say
        self.children: list[Child] = []

    def start(self, commands: Mapping[str, list[str]], logs: Path) -> None:
        self.children = [Child(name, line, logs / f"{name}.log") for name, line in commands.items()]
        for child in self.children:
            child.start()
        self._note()

    def look(self) -> None:
        """Say who died, and start whoever is due."""
        for child in self.children:
            if how := child.died():
                self.say(f"{child.name} ended ({how}); it starts again in {child.pause:.0f} s.")
            if child.is_due():
                child.start()
                self._note()

    def end(self) -> None:
        """Ask every child to finish; after a while, no longer ask."""
        live = [child.running for child in self.children if child.running]
        for process in live:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in live:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.pids.unlink(missing_ok=True)

    def _note(self) -> None:
        live = [child.running.pid for child in self.children if child.running]
        self.pids.write_text(json.dumps([[pid, _born(pid)] for pid in live]))


def end_leftovers(pids: Path) -> int:
    """End the children of a supervisor that was killed; how many there were."""
    if not pids.exists():
        return 0
    noted = json.loads(pids.read_text())
    left = [psutil.Process(pid) for pid, born in noted if born and _born(pid) == born]
    for process in left:
        process.terminate()
    for process in still_alive_after(GRACE, left):
        os.killpg(process.pid, signal.SIGKILL)
    pids.unlink()
    return len(left)


def _born(pid: int) -> float:
    """When a process began: with its number, what no other process shares. 0 if it is no more."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return 0.0
