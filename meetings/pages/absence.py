"""What the page of absences shows, and of whom one can be kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from access.actor import Actor, Role
from agencies.models import Agency, Appointment, Person
from meetings.models import Absence

CAN_BE_AWAY = (Role.CHAIR, Role.PRACTITIONER)


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    who: str
    from_on: date
    to_on: date
    withdraw: str


def absences(actor: Actor, *, on: date) -> list[AbsenceLine]:
    """Those that are not over, the next one first."""
    found = Absence.objects.visible_to(actor).filter(withdrawn_at=None, to_on__gte=on)
    return [
        AbsenceLine(
            who=str(each.agency or each.person),
            from_on=each.from_on,
            to_on=each.to_on,
            withdraw=reverse("meetings:withdraw_absence", args=[each.pk]),
        )
        for each in found.select_related("agency", "person")
    ]


def who_can_be_away(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """The agencies of the actor's area, and the people who chair or manage cases in it."""
    held = Appointment.objects.live(at).filter(area=actor.area_id, role__in=CAN_BE_AWAY)
    return {
        "agencies": Agency.objects.filter(area=actor.area_id),
        "people": Person.objects.filter(pk__in=held.values("person"), is_active=True),
    }
