"""What the pages about who must not receive anything show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from access.actor import Actor, Role
from access.policy import may
from agencies.models import Agency, Appointment, Person
from nominals import pages as of_nominals
from nominals.models import Exclusion, Nominal
from sharing.audience import readers_of
from sharing.exclusions import loses_sight

HERE = "sharing:exclusions"


@dataclass(frozen=True, slots=True)
class Line:
    """An exclusion, and whom it names in words."""

    whom: str
    kind: str
    reason: str
    given_at: datetime
    lift: str


@dataclass(frozen=True, slots=True)
class ExclusionsPage:
    about: of_nominals.About
    lines: list[Line]
    add: str


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What an exclusion would take away, before it is given."""

    about: of_nominals.About
    whom: str
    reason: str
    is_agency: bool
    loses: list[str]
    back: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom one may exclude: those of the area, and whoever else sees the case now."""

    people: list[tuple[Any, str]]
    agencies: Any


def exclusions(nominal: Nominal, *, actor: Actor, on: date) -> ExclusionsPage:
    """Who must not receive anything about a nominal, newest first."""
    about = of_nominals.about(nominal, actor=actor, here=HERE, on=on)
    rows = list(Exclusion.objects.filter(nominal=nominal).order_by("-given_at", "pk"))
    names = _names(rows)
    can_lift, can_add = may(actor, "exclusion.lift", nominal), may(actor, "exclusion.add", nominal)
    lines = [
        Line(
            names.get(each.person_id or each.agency_id, ""),
            "Person" if each.person_id else "Agency",
            each.reason,
            each.given_at,
            reverse("sharing:lift_exclusion", args=[nominal.pk, each.pk]) if can_lift else "",
        )
        for each in rows
    ]
    return ExclusionsPage(
        about, lines, reverse("sharing:exclude", args=[nominal.pk]) if can_add else ""
    )


def found(nominal: Nominal, key: UUID) -> tuple[Exclusion, str] | None:
    """One exclusion of a nominal, and whom it names; None where there is none."""
    row = Exclusion.objects.filter(nominal=nominal, pk=key).first()
    return (row, _names([row]).get(row.person_id or row.agency_id, "")) if row else None


def choices(nominal: Nominal, *, at: datetime) -> Choices:
    """Whom one may choose to exclude, by name."""
    reading = readers_of(nominal, at=at).order_by().values("pk")
    held = Appointment.objects.live(at).filter(Q(area=nominal.area_id) | Q(pk__in=reading))
    held = held.filter(person__is_active=True).exclude(role=Role.SERVICE)
    people: dict[Any, str] = {}
    for each in held.select_related("person", "agency").order_by("person__name", "agency__name"):
        people.setdefault(each.person_id, f"{each.person.name}, {each.agency.name}")
    agencies = Agency.objects.filter(
        Q(area=nominal.area_id) | Q(pk__in=held.order_by().values("agency"))
    )
    return Choices(list(people.items()), agencies)


def confirm(
    nominal: Nominal, said: dict[str, Any], *, actor: Actor, at: datetime, on: date
) -> ConfirmPage:
    """What would be taken away, and from whom."""
    person: Person | None = said["person"]
    agency: Agency | None = said["agency"]
    lost = loses_sight(nominal, at=at, person=person, agency=agency)
    return ConfirmPage(
        about=of_nominals.about(nominal, actor=actor, here=HERE, on=on),
        whom=str(person or agency),
        reason=said["reason"],
        is_agency=agency is not None,
        loses=[each.name for each in lost],
        back=reverse(HERE, args=[nominal.pk]),
    )


def _names(rows: Sequence[Exclusion]) -> dict[UUID | None, str]:
    people = Person.objects.filter(pk__in=[each.person_id for each in rows if each.person_id])
    agencies = Agency.objects.filter(pk__in=[each.agency_id for each in rows if each.agency_id])
    names: dict[UUID | None, str] = dict(people.values_list("pk", "name"))
    return names | dict(agencies.values_list("pk", "name"))
