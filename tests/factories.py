"""Valid records for the tests, made through the same doors as anybody's."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from access.actor import Actor, Role
from access.locks import acting_as
from access.rows import share
from agencies.acting import acting_under
from agencies.models import Agency, Area, Person
from agencies.services import appoint, found_area, new_group
from nominals.models import CategoryEpisode, LevelEpisode, Location, Nominal

_numbers = count(1)


def make_area(name: str = "Fernshire", code: str = "FE") -> Area:
    return found_area(name=name, code=code, police_force=f"{name} Police")


def make_agency(area: Area, kind: str, **given: Any) -> Agency:
    defaults = {
        "name": f"{area.name} {Agency.Kind(kind).label}",
        "standing": Agency.Standing.DUTY_TO_COOPERATE,
    }
    return Agency.objects.create(
        area=area, kind=kind, group=new_group("agency"), **{**defaults, **given}
    )


def make_person(name: str, **given: Any) -> Person:
    email = f"{name.lower().replace(' ', '.')}.{next(_numbers)}@mappa.example"
    return Person.objects.create(
        name=name, email=email, own_group=new_group("person"), password="!", **given
    )


def make_actor(name: str, role: Role, agency: Agency, **given: Any) -> Actor:
    """A new person under one appointment, in force since yesterday."""
    person = make_person(name)
    at = now() - timedelta(days=1)
    return acting_under(appoint(person, agency=agency, role=role, at=at, **given))


def make_nominal(coordinator: Actor, lead: Actor, **given: Any) -> Nominal:
    """A nominal in the coordinator's area, led and shared as one would be."""
    number = next(_numbers)
    area = Area.objects.get(pk=coordinator.area_id)
    level, category = given.pop("level", 1), given.pop("category", 1)
    nominal = Nominal(
        area=area,
        reference=given.pop("reference", f"{area.code}26/{number:04}"),
        surname=given.pop("surname", f"Basaltine{number}"),
        forenames=given.pop("forenames", "Orrin"),
        date_of_birth=date(1980, 5, 17),
        sex="Male",
        lead_agency_id=lead.agency_id,
        case_manager=lead.person,
        **given,
    )
    with acting_as(coordinator):
        at = now()
        unit, service = area.coordination, area.service
        share(nominal, [unit], source="area", reason="The area's MAPPA unit", at=at)
        share(nominal, [service], source="service", reason="Reminders and counts", at=at)
        own = lead.person.own_group
        share(nominal, [own], source="lead", reason="Case manager of the lead agency", at=at)
        nominal.save(force_insert=True)
        since = date(2024, 1, 8)
        CategoryEpisode.objects.create(
            nominal=nominal, category=category, basis="notification", from_on=since
        )
        LevelEpisode.objects.create(
            nominal=nominal, level=level, decided_by="lead_agency", from_on=since
        )
        Location.objects.create(nominal=nominal, kind_of_place="community", from_on=since)
    return nominal
