"""What the page of the people named for a case shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from access.actor import Actor
from access.policy import may
from agencies.models import Appointment
from nominals import pages as of_nominals
from nominals.models import Nominal
from sharing.exclusions import likeness
from sharing.forms.name import LookForm
from sharing.models import NamedPerson
from sharing.services.named import appointed

HERE = "sharing:list_named"
MOST_FOUND = 20
NOBODY = "Nobody appointed in your area is called this. Try another part of the name"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody named for a case; where it can still be changed, where to do so."""

    named: NamedPerson
    renew: str
    end: str


@dataclass(frozen=True, slots=True)
class NamedPage:
    """The people named for a case now, and those who were."""

    about: of_nominals.About
    now: list[Line]
    before: list[NamedPerson]
    add: str


def named(nominal: Nominal, *, actor: Actor, at: datetime, on: date) -> NamedPage:
    """Who is named for a case, the newest first."""
    found = NamedPerson.objects.visible_to(actor).filter(nominal=nominal)
    rows = list(found.select_related("nominal", "person", "given_by", "ended_by"))
    return NamedPage(
        about=of_nominals.about(nominal, actor=actor, here=HERE, on=on),
        now=[_line(each, actor) for each in rows if each.is_live(at)],
        before=[each for each in rows if not each.is_live(at)],
        add=reverse("sharing:add_named", args=[nominal.pk]),
    )


def found(nominal: Nominal, look: LookForm, *, at: datetime) -> list[Appointment]:
    """The area's appointments whose person is called something like this, a few at most.

    Where there is none, the form says so.
    """
    if not look.is_valid():
        return []
    name = look.cleaned_data["name"]
    held = appointed(nominal.area_id, at=at).filter(person__name__icontains=name)
    people = list(held.order_by("person__name", "pk")[:MOST_FOUND])
    if not people:
        look.add_error("name", NOBODY)
    return people


def alike(
    nominal: Nominal, appointments: Iterable[Appointment], *, actor: Actor
) -> list[tuple[str, str, str]]:
    """Those who may be related to the case: their name, why, and where to exclude them."""
    people = {each.person_id: each.person for each in appointments}
    away = reverse("sharing:exclude", args=[nominal.pk])
    can = bool(may(actor, "exclusion.add", nominal))
    return [
        (person.name, why, f"{away}?person={person.pk}" if can else "")
        for person, why in likeness(nominal, people.values())
    ]


def _line(named: NamedPerson, actor: Actor) -> Line:
    return Line(
        named,
        renew=_to("renew", named) if may(actor, "named_person.renew", named) else "",
        end=_to("end", named) if may(actor, "named_person.end", named) else "",
    )


def _to(step: str, named: NamedPerson) -> str:
    return reverse(f"sharing:{step}_named", args=[named.pk])
