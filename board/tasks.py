"""The bells that the board answers: who is to be reminded, and what the figures are now."""

from celery import shared_task
from django.utils.timezone import localdate, now

from access.locks import service_actors
from access.turns import turns

from . import services


@shared_task
def find_what_is_due() -> int:
    """Every few minutes: a day that was missed is made good by the next sweep."""
    told = 0
    with turns() as turn:
        for actor in service_actors():
            with turn(actor):
                at = now()
                told += services.find_what_is_due(actor=actor, on=localdate(at), at=at)
    return told


@shared_task
def count_figures() -> int:
    """Every few minutes: what the board sees is as old as it says it is."""
    counted = 0
    with turns() as turn:
        for actor in service_actors():
            with turn(actor):
                counted += services.count_figures(actor=actor, at=now())
    return counted
