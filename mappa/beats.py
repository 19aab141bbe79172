"""What is added to Celery's worker and beat: a sign of life, and a refusal to be powerful."""

from typing import Any

from celery import bootsteps
from celery.beat import Scheduler
from django.conf import settings
from django.db import connection

from access.locks import refuse_a_powerful_role
from mappa.heart import BEATS_EVERY, beat


class Heartbeat(bootsteps.StartStopStep):
    """Beats from the worker's own loop, so that a worker that hangs falls silent."""

    requires = ("celery.worker.components:Timer",)
    repeated: Any = None

    def start(self, parent: Any) -> None:
        beat("worker", settings.REDIS_URL)
        self.repeated = parent.timer.call_repeatedly(
            BEATS_EVERY, beat, ("worker", settings.REDIS_URL)
        )

    def stop(self, _parent: Any) -> None:
        if self.repeated:
            self.repeated.cancel()


class PowerlessOnly(bootsteps.Step):
    """A worker as a role that policies do not bind does not start."""

    def __init__(self, parent: Any, **options: Any) -> None:
        refuse_a_powerful_role()
        connection.close()
        # The processes that do the work are forked from this one, and open their own.
        connection.close_pool()  # type: ignore[attr-defined]
        super().__init__(parent, **options)


class BeatingScheduler(Scheduler):
    """Beat's timetable, heard at each tick.

    Kept in memory: what is due is a question to the database, so a forgotten ring costs nothing.
    """

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        beat("beat", settings.REDIS_URL)
        return super().tick(*args, **kwargs)
