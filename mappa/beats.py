"""How the worker and beat say, every few seconds, that they are alive."""

from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler

from access.locks import refuse_a_powerful_role
from mappa.health import HEARTBEAT_EVERY, beat_heart


class Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc]
    """Beats from the worker's own loop, so that a worker that hangs falls silent."""

    requires = {"celery.worker.components:Timer"}

    repeated: Any = None

    def start(self, parent: Any) -> None:
        beat_heart("worker")
        every = HEARTBEAT_EVERY.total_seconds()
        self.repeated = parent.timer.call_repeatedly(every, beat_heart, ("worker",))

    def stop(self, _parent: Any) -> None:
        if self.repeated:
            self.repeated.cancel()


class PowerlessOnly(bootsteps.Step):  # type: ignore[misc]
    """A worker as a role that policies do not bind does not start."""

    def __init__(self, _parent: Any, **_options: Any) -> None:
        refuse_a_powerful_role()


class BeatingScheduler(PersistentScheduler):  # type: ignore[misc]
    """Beat's own scheduler, heard at each tick."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        beat_heart("beat")
        return super().tick(*args, **kwargs)
