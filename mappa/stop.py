"""`make stop` ends a run and the embedded services; `make reset` throws their state away."""

import fcntl
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from mappa.addresses import Unavailable
from mappa.embedded import state, stop_services
from mappa.supervisor import end_leftovers

PATIENCE = 60.0  # seconds for a run to end in
# Only what the product itself puts there: MAPPA_STATE may be a folder that holds other things.
OURS = (
    "logs",
    "passwords.json",
    "postgres",
    "postgres.draft",
    "postgres.port",
    "run.json",
    "run.lock",
    "services.lock",
    "valkey",
)


def stop(folder: Path) -> None:
    """Ask a live run to end; then end whatever runs on from this state folder."""
    lock = folder / "run.lock"
    if is_live(lock):
        os.kill(int(lock.read_text()), signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while is_live(lock):
            if time.monotonic() > until:
                raise Unavailable("The run does not end.")
            time.sleep(0.1)
    end_leftovers(folder / "run.json")
    stop_services()


def reset(folder: Path) -> None:
    """Throw the state away; refused while a run is live."""
    if is_live(folder / "run.lock"):
        raise Unavailable(f"A run is live on {folder}: stop it first.")
    end_leftovers(folder / "run.json")
    stop_services()
    for path in [folder / name for name in OURS]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()


def is_live(lock: Path) -> bool:
    """Whether a run holds its lock."""
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


if __name__ == "__main__":
    try:
        {"stop": stop, "reset": reset}[sys.argv[1]](state())
    except Unavailable as why_not:
        sys.exit(str(why_not))
