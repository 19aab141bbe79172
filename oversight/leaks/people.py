"""As whom to look round: for each role in each area, who can see least and who can see most."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from django.utils.crypto import salted_hmac

from access.actor import Actor, Role
from access.locks import acting_as
from agencies.acting import acting_under
from agencies.models import Appointment, Person
from nominals.models import Nominal

from .door import Visitor
from .facts import Who, who_is

MOST_COUNTED = 12  # people of one role in one area whose cases are counted in one night


def everybody(*, at: datetime, seed: str) -> Iterator[Visitor]:
    """Those who look round, each under an appointment in force; and two whom nothing is open to."""
    live = Appointment.objects.live(at).filter(person__is_active=True)
    held = live.select_related("person", "agency").order_by("area_id", "role")
    for _, peers in groupby(held, key=lambda each: (each.area_id, each.role)):
        for actor in _least_and_most(list(peers), seed):
            yield Visitor(actor.role, who_is(actor, at=at), actor, actor.person)
    former = Appointment.objects.filter(ends_at__lte=at, person__is_active=True)
    person = Person.objects.filter(appointments__in=former).exclude(appointments__in=live).first()
    if person:
        yield Visitor("ended", Who(), None, person)
    yield Visitor("nobody", Who())


def _least_and_most(peers: list[Appointment], seed: str) -> list[Actor]:
    """Of some of those who hold the same role in the same area; others each night."""

    def by_chance(each: Appointment) -> str:
        return salted_hmac("leak check", f"{seed}{each.pk}").hexdigest()

    if peers[0].role == Role.SERVICE:
        return [acting_under(peers[0])]
    some = [acting_under(each) for each in sorted(peers, key=by_chance)[:MOST_COUNTED]]
    counted = sorted(some, key=_cases_of)
    return counted[:1] if len(counted) == 1 else [counted[0], counted[-1]]


def _cases_of(actor: Actor) -> int:
    with acting_as(actor):
        return Nominal.objects.visible_to(actor).count()
