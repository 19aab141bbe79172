"""The bell that a panel which runs late answers."""

from celery import shared_task
from django.utils.timezone import now

from access.locks import acting_as, service_actors

from .services.delays import tell_all_waiting


@shared_task
def tell_those_waiting() -> int:
    """Each minute: a case over-runs whether or not anybody clicks."""
    told = 0
    for actor in service_actors():
        with acting_as(actor):
            told += tell_all_waiting(actor=actor, at=now())
    return told
