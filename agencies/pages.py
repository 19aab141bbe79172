"""What the sign-in page shows: in a demonstration, also who can be tried."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.timezone import now

from access.actor import Role

from .models import Appointment

FICTIONAL = ".example"  # a domain that nobody can have, so nobody real has such an address


@dataclass(frozen=True, slots=True)
class Trial:
    """The made-up people of a demonstration, and the one password that all of them have."""

    password: str = ""
    one_of_each: list[Appointment] = field(default_factory=list)
    others: list[Appointment] = field(default_factory=list)


def trial() -> Trial | None:
    """Who can be tried in a demonstration; anywhere else, nothing."""
    if not (settings.DEMONSTRATION and settings.DEMONSTRATION_PASSWORD):
        return None
    firsts: dict[str, Appointment] = {}
    others = [each for each in _made_up() if firsts.setdefault(each.role, each) is not each]
    in_order = [firsts[role] for role in Role if role in firsts]
    return Trial(settings.DEMONSTRATION_PASSWORD, in_order, others)


def _made_up() -> list[Appointment]:
    held = Appointment.objects.live(now()).exclude(role=Role.SERVICE)
    held = held.filter(person__is_active=True, person__email__endswith=FICTIONAL)
    return list(held.select_related("person", "agency").order_by("starts_at", "person__name", "pk"))
