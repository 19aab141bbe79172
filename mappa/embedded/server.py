"""What the embedded servers share: a free port, a process of their own, and who is still alive."""

import os
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil

from mappa.addresses import Unavailable
from mappa.processes import has_ended, still_alive_after

PATIENCE = 20.0  # seconds, for a server to start or to stop on a busy machine


def wheel(package: str, instead_of: str) -> Path:
    """Where a wheel keeps its programs; not imported, which would run code of its own."""
    found = find_spec(package)
    if not found or not found.submodule_search_locations:
        raise Unavailable(f"{instead_of} is not given, and {package} is not installed to stand in.")
    return Path(found.submodule_search_locations[0])


def free_port(wanted: int = 0) -> int:
    """A port that is free on 127.0.0.1: the wanted one if it is."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def process(pid_file: Path, program: str, home: Path) -> psutil.Process | None:
    """The live process of a pid file; None if it died, or its number is another program's now."""
    try:
        found = psutil.Process(int(pid_file.read_text().split()[0]))
        is_ours = Path(found.exe()).name == program and Path(found.cwd()) == home
        return found if is_ours and not has_ended(found) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def spawn(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a server that outlives this process, Ctrl-C and all."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            cwd="/",
        )


def wait_for(answers: Callable[[], bool], has_died: Callable[[], bool]) -> bool:
    """Whether the server answered before it died and before patience ran out."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if answers():
            return True
        if has_died():
            return False
        time.sleep(0.03)
    return False


def end(running: psutil.Process, signal: int, what: str) -> None:
    """Ask a process to end, and wait until it has."""
    with suppress(psutil.NoSuchProcess):
        running.send_signal(signal)
    if still_alive_after(PATIENCE, [running]):
        raise Unavailable(f"{what} (process {running.pid}) does not stop.")


def write_privately(path: Path, text: str) -> None:
    """A file that nobody but its owner could ever have read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
