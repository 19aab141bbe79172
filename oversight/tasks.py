"""The bells that oversight answers."""

from datetime import timedelta

from celery import shared_task
from django.utils.timezone import localdate, now

from access.locks import acting_as, service_actors

from .questions import services as questions

DAYS_MADE_GOOD = 7


@shared_task
def ask_about_readings() -> int:
    """Each night, of the day before; of the days before it too, should a night be missed."""
    asked = 0
    for actor in service_actors():
        with acting_as(actor):
            at = now()
            questions.direct_again(actor=actor, at=at)
            for days in range(DAYS_MADE_GOOD, 0, -1):
                on = localdate(at) - timedelta(days=days)
                asked += questions.ask(actor=actor, on=on, at=at)
    return asked
