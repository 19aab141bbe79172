"""Who is asking: a person under one of their appointments, read anew for each request."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Func, IntegerField
from django.http import HttpRequest
from django.utils.timezone import now

from access.actor import Actor, Role

from . import second_factor
from .models import Appointment, BrowserSession, Person

APPOINTMENT = "appointment"  # the session's key for the appointment that was chosen
SECOND_FACTOR = "second_factor"  # the session's key for the second factor that was shown


def appointments_of(person: Person, *, at: datetime) -> list[Appointment]:
    """The appointments that a person holds, the longest held first."""
    held = list(_with_groups(Appointment.objects.live(at).filter(person=person)))
    for each in held:
        each.person = person
    return held


def _with_groups(appointments: Any) -> Any:
    """With the agency and the groups of each, as row security will work them out."""
    groups = Func("pk", function="access_groups_of", output_field=ArrayField(IntegerField()))
    asked = appointments.select_related("agency").annotate(group_keys=groups)
    return asked.order_by("starts_at", "pk")


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of a request: the person signed in, under the appointment that they chose.

    None where nobody is signed in, the person is no longer active, no appointment is live, or
    no second factor was shown where one is required: then they are asked to sign in.
    How many they hold is left on the request, so that a page can offer to change without asking.
    """
    person = get_user(request)
    if not isinstance(person, Person):
        return None
    appointments = {str(each.pk): each for each in appointments_of(person, at=now())}
    request.appointments_held = len(appointments)  # type: ignore[attr-defined]
    first = next(iter(appointments.values()), None)
    found = appointments.get(request.session.get(APPOINTMENT, ""), first)
    if second_factor.is_required() and not request.session.get(SECOND_FACTOR):
        request.user = AnonymousUser()
        return None
    return acting_under(found) if found else None


def actor_in(session: BrowserSession) -> Actor | None:
    """Who acted in a session that has ended, as far as they might act today."""
    person = session.person
    if person is None or not person.is_active:
        return None
    held = {str(each.pk): each for each in appointments_of(person, at=now())}
    found = held.get(session.get_decoded().get(APPOINTMENT, ""))
    return acting_under(found) if found else None


def acting_under(appointment: Appointment) -> Actor:
    """The actor that an appointment makes, with its groups as they were read with it, or now."""
    read: list[int] | None = getattr(appointment, "group_keys", None)
    return Actor(
        person=appointment.person,
        appointment_id=appointment.pk,
        role=Role(appointment.role),
        agency_id=appointment.agency_id,
        area_id=appointment.area_id,
        agency_name=appointment.agency.name,
        groups=_groups(appointment.pk) if read is None else frozenset(read),
    )


def _groups(appointment: UUID) -> frozenset[int]:
    """What row security itself will use: one definition, in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_groups_of(%s)", [appointment])
        return frozenset(cursor.fetchone()[0])


def service_actors() -> list[Actor]:
    """The counting and reminding service of each area."""
    found = Appointment.objects.live(now()).filter(role=Role.SERVICE)
    found = found.select_related("person", "agency").order_by("area__name")
    return [acting_under(each) for each in found]
