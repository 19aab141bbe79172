"""Signing in, and who is then asking."""

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import now

from access.actor import Actor, Role

from .models import Appointment, Person

APPOINTMENT = "appointment"  # the session's key for the appointment that was chosen


class ByPassword:
    """Sign-in by e-mail address and password; it answers no question about permissions.

    Django's own ModelBackend would admit superusers and global permissions, so it is not used.
    """

    def authenticate(
        self, _request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Person | None:
        person = Person.objects.filter(email__iexact=username.strip()).first()
        if person is None:
            make_password(password)  # as long as a real check, so that nobody is told who exists
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, key: UUID) -> Person | None:
        return Person.objects.filter(pk=key, is_active=True).first()

    def has_perm(self, _person: Person, _permission: str, _record: Any = None) -> bool:
        return False


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of a request: the person signed in, under the appointment that they chose.

    None where nobody is signed in, the person is no longer active, or no appointment is live.
    """
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return None
    held = Appointment.objects.live(now()).filter(person=person).select_related("person", "agency")
    appointments = {str(each.pk): each for each in held.order_by("starts_at", "pk")}
    first = next(iter(appointments.values()), None)
    found = appointments.get(request.session.get(APPOINTMENT, ""), first)
    return acting_under(found) if found else None


def acting_under(appointment: Appointment) -> Actor:
    """The actor that an appointment makes, with its groups read afresh from the database."""
    return Actor(
        person=appointment.person,
        appointment_id=appointment.pk,
        role=Role(appointment.role),
        agency_id=appointment.agency_id,
        area_id=appointment.area_id,
        agency_name=appointment.agency.name,
        groups=_groups(appointment.pk),
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
