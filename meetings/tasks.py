"""The bells that a panel answers: one that runs late, and one whose agenda is proposed."""

from celery import shared_task
from django.utils.timezone import now

from access.actor import Actor
from access.locks import acting_as, service_actors
from access.turns import turns

from .agenda.stored import of_proposal
from .models import Agenda
from .services import agenda as agendas
from .services.delays import tell_all_waiting

SECONDS_OF_SEARCH = 7.5


@shared_task
def tell_those_waiting() -> int:
    """Each minute: a case over-runs whether or not anybody clicks."""
    told = 0
    with turns() as turn:
        for actor in service_actors():
            with turn(actor):
                told += tell_all_waiting(actor=actor, at=now())
    return told


@shared_task
def search_agendas() -> int:
    """As soon as an agenda is proposed, and every few seconds: the best is looked for."""
    return sum(_searched(actor) for actor in service_actors())


def _searched(actor: Actor) -> int:
    found = 0
    while agenda := _claimed(actor):
        found += _search(agenda, actor)
    return found


def _claimed(actor: Actor) -> Agenda | None:
    with acting_as(actor):
        return agendas.claim(actor=actor, at=now())


def _search(agenda: Agenda, actor: Actor) -> bool:
    """Outside any transaction: whoever moves a case meanwhile need not wait."""
    from .packing.solve import propose  # the solver takes a second and 60 MB to load

    problem = agendas.problem_of(agenda)
    found = of_proposal(propose(problem, seconds=SECONDS_OF_SEARCH), problem)
    with acting_as(actor):
        return agendas.arrange(agenda, actor=actor, at=now(), found=found)
