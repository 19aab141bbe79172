"""Appointing people, and ending their appointments."""

from datetime import datetime
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import transaction

from access.actor import Role

from .models import Agency, Appointment, Area, Membership, Person

# Those whom an agency's shares are open to: the people it sends to panels.
REPRESENTS_AGENCY = {Role.REPRESENTATIVE, Role.SENIOR_REPRESENTATIVE}
RUNS_AREA = {Role.COORDINATOR, Role.ADMINISTRATOR}


def new_group(kind: str) -> Group:
    """A fresh group to hold shares; its name says what for, and of whom nothing."""
    return Group.objects.create(name=f"{kind}:{uuid4()}")


def found_area(*, name: str, code: str, police_force: str, national: bool = False) -> Area:
    """A new area, with the groups of its MAPPA unit and of its counting service.

    One of them all is the national unit, which counts the cases that are sealed.
    """
    return Area.objects.create(
        name=name,
        code=code,
        police_force=police_force,
        coordination=new_group("coordination"),
        service=new_group("service"),
        national=national,
    )


def groups_of(role: Role, *, person: Person, agency: Agency) -> list[Group]:
    """The groups whose shares a role opens: always one's own, then what the role stands for."""
    groups = [person.own_group]
    if role in REPRESENTS_AGENCY:
        groups.append(agency.group)
    if role in RUNS_AREA:
        groups.append(agency.area.coordination)
    if role == Role.SERVICE:
        groups.append(agency.area.service)
    return groups


@transaction.atomic
def appoint(  # noqa: PLR0913 (an appointment says all of this)
    person: Person,
    *,
    agency: Agency,
    role: Role,
    at: datetime,
    title: str = "",
    manager: Person | None = None,
    senior: bool = False,
) -> Appointment:
    """Give a person a role for an agency from now on, with the memberships that go with it."""
    appointment = Appointment.objects.create(
        person=person,
        agency=agency,
        area=agency.area,
        role=role,
        title=title,
        manager=manager,
        senior=senior,
        starts_at=at,
    )
    Membership.objects.bulk_create(
        Membership(person=person, group=group, appointment=appointment)
        for group in groups_of(role, person=person, agency=agency)
    )
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, at: datetime) -> None:
    """End an appointment: from this moment it opens nothing."""
    appointment.ends_at = at
    appointment.save(update_fields=["ends_at"])
    appointment.memberships.all().delete()
