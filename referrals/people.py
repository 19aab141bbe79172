"""Who approves and who screens: the people a referral is sent to."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from access.actor import Actor, Role
from agencies.models import Appointment, Person


def managers_of(agency_id: UUID, *, at: datetime) -> QuerySet[Person]:
    """The managers of an agency's case managers, by name."""
    return _appointed(Role.MANAGER, at=at, agency=agency_id)


def coordinators_of(area_id: UUID, *, at: datetime) -> QuerySet[Person]:
    """The MAPPA co-ordinators of an area, by name."""
    return _appointed(Role.COORDINATOR, at=at, area=area_id)


def manager_of(actor: Actor) -> UUID | None:
    """The manager of the appointment that the actor acts under, if it has one."""
    held = Appointment.objects.filter(pk=actor.appointment_id)
    return held.values_list("manager_id", flat=True).first()


def _appointed(role: Role, *, at: datetime, **to: UUID) -> QuerySet[Person]:
    held = Appointment.objects.live(at).filter(role=role, **to)
    return Person.objects.filter(is_active=True, appointments__in=held).distinct()
