"""The bell that empties the outbox."""

from celery import shared_task
from django.utils.timezone import now

from access.locks import service_actors

from .delivery import deliver_waiting


@shared_task
def deliver() -> int:
    """Every few seconds: the timetable says how many."""
    return sum(deliver_waiting(actor=actor, at=now()) for actor in service_actors())
