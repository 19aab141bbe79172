"""Processes that are not our children: whether they have ended, and waiting until they have."""

import time
from collections.abc import Iterable

import psutil


def has_ended(process: psutil.Process) -> bool:
    """True of one that only waits to be forgotten by its parent, too, which may take seconds."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def still_alive_after(seconds: float, processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended when the time is up; none as soon as all have."""
    until = time.monotonic() + seconds
    alive = [process for process in processes if not has_ended(process)]
    while alive and time.monotonic() < until:
        time.sleep(0.02)
        alive = [process for process in alive if not has_ended(process)]
    return alive
