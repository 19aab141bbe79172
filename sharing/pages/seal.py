"""What the pages about a seal show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from access.actor import Actor, Role
from access.policy import may
from agencies.models import Agency, Appointment, Person
from nominals import pages as of_nominals
from nominals.models import Nominal
from sharing.audience import readers_of
from sharing.models import Seal, SealedFor
from sharing.seals import may_seal, standing

HERE = "sharing:show_seal"
Choice = tuple[Any, str]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to whom a sealed case is open, and the way to close it to them."""

    name: str
    unname: str


@dataclass(frozen=True, slots=True)
class SealPage:
    about: of_nominals.About
    seal: Seal | None
    named: list[Named]
    add: str


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What sealing would do, before it is done."""

    about: of_nominals.About
    reason: str
    keeps: list[str]
    loses: int
    keeps_it: bool
    back: str


def show(nominal: Nominal, *, actor: Actor, on: date) -> SealPage:
    """Whether a nominal is sealed, and who is named."""
    made = standing(nominal, actor=actor)
    can_add = made is None and may(actor, "seal.add", nominal)
    offered = can_add and may_seal(nominal, actor=actor, on=on)
    return SealPage(
        about=of_nominals.about(nominal, actor=actor, here=HERE, on=on),
        seal=made,
        named=_named(made, actor) if made else [],
        add=reverse("sharing:add_seal", args=[nominal.pk]) if offered else "",
    )


def can_keep(nominal: Nominal, *, at: datetime) -> list[Choice]:
    """Those who may be named when a case is sealed: who sees it, and the national people."""
    reading = readers_of(nominal, at=at).order_by().values("pk")
    return _choices(_in_force(at).filter(Q(pk__in=reading) | _national()))


def can_be_named(made: Seal, *, actor: Actor, at: datetime) -> list[Choice]:
    """Those who may be named besides: people of the case's area, and the national people."""
    held = _in_force(at).filter(Q(area=made.nominal.area_id) | _national())
    named = SealedFor.objects.visible_to(actor).filter(seal=made)
    return _choices(held.exclude(person__in=named.values("person")))


def confirm(
    nominal: Nominal, said: dict[str, Any], *, actor: Actor, at: datetime, on: date
) -> ConfirmPage:
    """Who would keep a case that is sealed, and how many would lose it."""
    people: QuerySet[Person] = said["people"]
    keys = {each.pk for each in people}
    reading = readers_of(nominal, at=at).exclude(role=Role.SERVICE).values_list("person", flat=True)
    return ConfirmPage(
        about=of_nominals.about(nominal, actor=actor, here=HERE, on=on),
        reason=said["reason"],
        keeps=[each.name for each in people],
        loses=len(set(reading) - keys),
        keeps_it=actor.person_id in keys,
        back=reverse(HERE, args=[nominal.pk]),
    )


def person_named(made: Seal, key: UUID, *, actor: Actor) -> Person | None:
    """One of the people named on a seal."""
    found = SealedFor.objects.visible_to(actor).filter(seal=made, person=key)
    each = found.select_related("person").first()
    return each.person if each else None


def _named(made: Seal, actor: Actor) -> list[Named]:
    rows = SealedFor.objects.visible_to(actor).filter(seal=made).select_related("person")
    return [
        Named(each.person.name, reverse("sharing:unname", args=[made.pk, each.person_id]))
        for each in rows.order_by("person__name")
    ]


def _in_force(at: datetime) -> QuerySet[Appointment]:
    held = Appointment.objects.live(at).filter(person__is_active=True).exclude(role=Role.SERVICE)
    return held.select_related("person", "agency")


def _national() -> Q:
    return Q(area__national=True) | Q(agency__kind=Agency.Kind.NSD)


def _choices(held: QuerySet[Appointment]) -> list[Choice]:
    found: dict[Any, str] = {}
    for each in held.order_by("person__name", "agency__name", "pk"):
        words = f"{each.person.name}, {each.get_role_display()}, {each.agency.name}"
        found.setdefault(each.person_id, words)
    return list(found.items())
