"""The bells that oversight answers."""

from datetime import timedelta

from celery import shared_task
from django.utils.timezone import localdate, now

from access.locks import service_actors
from access.turns import turns

from .leaks.services import check, tell, tell_if_overdue
from .questions import services as questions
from .reconcile.services import reconcile_all

DAYS_MADE_GOOD = 7


@shared_task
def ask_about_readings() -> int:
    """Each night, of the day before; of the days before it too, should a night be missed."""
    asked = 0
    with turns() as turn:
        for actor in service_actors():
            with turn(actor):
                at = now()
                questions.direct_again(actor=actor, at=at)
                for days in range(DAYS_MADE_GOOD, 0, -1):
                    on = localdate(at) - timedelta(days=days)
                    asked += questions.ask(actor=actor, on=on, at=at)
    return asked


@shared_task
def reconcile_shares() -> int:
    """Each night, of every area: how many shares differed from the facts and were put right."""
    return sum(run.differences for run in reconcile_all(at=now(), again=False))


@shared_task
def check_for_leaks() -> int:
    """Each night: every address as people of every role, all of it undone."""
    services = service_actors()
    if not services:
        return 0
    run = check(actor=services[0], services=services, at=now())
    with turns() as turn:
        for actor in services if run.found else []:
            with turn(actor):
                tell(run, actor=actor, at=now())
    return run.found


@shared_task
def say_if_not_checked() -> int:
    """Each morning: whether the check for leaks has failed to run for two nights."""
    told = 0
    with turns() as turn:
        for actor in service_actors():
            with turn(actor):
                told += tell_if_overdue(actor=actor, at=now())
    return told
