"""The worker and its timetable: Redis is a doorbell, the database remembers what is to be done."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mappa.settings.demonstration")

LONGEST_TASK = timedelta(minutes=5)
HOUR = timedelta(hours=1)

app = Celery("mappa", strict_typing=True)
app.autodiscover_tasks()
app.steps["worker"] |= {"mappa.beats:Heartbeat", "mappa.beats:PowerlessOnly"}


def timetable() -> dict[str, dict[str, Any]]:
    """What the worker is told to look for, and how often."""
    deliveries = timedelta(seconds=settings.SECONDS_BETWEEN_DELIVERIES)
    sweeps = timedelta(seconds=settings.SECONDS_BETWEEN_SWEEPS)
    counts = timedelta(seconds=settings.SECONDS_BETWEEN_COUNTS)
    return {
        "deliver messages": _rings("notices.tasks.deliver", deliveries),
        "search agendas": _rings("meetings.tasks.search_agendas", deliveries),
        "find what is due": _rings("board.tasks.find_what_is_due", sweeps),
        "tell those waiting": _rings("meetings.tasks.tell_those_waiting", timedelta(minutes=1)),
        "count figures": _rings("board.tasks.count_figures", counts),
        "seal the trail": _rings_daily("audit.tasks.seal_days", hour=3, minute=0),
        # Rung again for the areas that one task had no time for.
        "reconcile shares": _rings_daily(
            "oversight.tasks.reconcile_shares", hour=3, minute="30,40,50"
        ),
        "check for leaks": _rings_daily("oversight.tasks.check_for_leaks", hour=2, minute=30),
        "say if not checked": _rings_daily("oversight.tasks.say_if_not_checked", hour=8, minute=0),
        "ask about readings": _rings_daily("oversight.tasks.ask_about_readings", hour=4, minute=30),
    }


def _rings(task: str, every: timedelta) -> dict[str, Any]:
    # A ring that nobody heard in time is dropped, so that none pile up: the next one serves.
    return {"task": task, "schedule": every, "options": {"expires": every.total_seconds()}}


def _rings_daily(task: str, *, hour: int, minute: int | str) -> dict[str, Any]:
    """At this time in London; unheard for an hour it is dropped, and the next night makes good."""
    at = crontab(hour=str(hour), minute=str(minute))
    return {"task": task, "schedule": at, "options": {"expires": HOUR.total_seconds()}}


def configuration() -> dict[str, Any]:
    """Celery's settings, read when first needed: this module is imported before Django's are."""
    return {
        "broker_url": settings.REDIS_URL,
        "beat_schedule": timetable(),
        "beat_scheduler": "mappa.beats:BeatingScheduler",
        "beat_max_loop_interval": 5,
        "timezone": settings.TIME_ZONE,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "task_time_limit": LONGEST_TASK.total_seconds(),
        "task_soft_time_limit": LONGEST_TASK.total_seconds() - 30,
        "worker_prefetch_multiplier": 1,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "broker_connection_retry_on_startup": True,
        # A message is given to another worker after twice the longest task, looked for every 10 s.
        "broker_transport_options": {
            "visibility_timeout": 2 * LONGEST_TASK.total_seconds(),
            "unacked_restore_throttle": 1,
        },
    }


app.add_defaults(configuration)
