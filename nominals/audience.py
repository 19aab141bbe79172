"""Who can see a nominal, person by person, and why."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.rows import live
from agencies.models import Appointment

from .models import Exclusion, Nominal, NominalShare

Reason = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can see a nominal under an appointment: by which shares, and until when."""

    name: str
    role: str
    agency: str
    because: list[Reason]


def readers_of(nominal: Nominal, *, at: datetime) -> list[Reader]:
    """Everybody to whom a live share opens the nominal now, by agency and name.

    A share opens it to the people who are in its group under an appointment in force; whoever
    must not receive anything about the nominal is left out, as the locks leave them out.
    """
    reasons, excluded = _reasons(nominal), _excluded(nominal)
    held = Appointment.objects.live(at).filter(
        memberships__group__in=reasons, person__is_active=True
    )
    held = held.select_related("person", "agency").prefetch_related("memberships")
    return [
        Reader(each.person.name, each.get_role_display(), each.agency.name, _why(each, reasons))
        for each in held.distinct().order_by("agency__name", "person__name", "pk")
        if not excluded & {each.person_id, each.agency_id}
    ]


def _reasons(nominal: Nominal) -> dict[int, list[Reason]]:
    """Of each group that holds a live share: why, and until when."""
    found: dict[int, list[Reason]] = defaultdict(list)
    shares = NominalShare._base_manager.filter(live(), content_object=nominal).order_by("given_at")
    for each in shares:
        found[each.group_id].append((each.reason, each.expires_at))
    return found


def _why(appointment: Appointment, reasons: dict[int, list[Reason]]) -> list[Reason]:
    held = (reasons.get(each.group_id, []) for each in appointment.memberships.all())
    return list(dict.fromkeys(reason for group in held for reason in group))


def _excluded(nominal: Nominal) -> set[UUID]:
    """The people and agencies that must not receive anything about the nominal."""
    rows = Exclusion.objects.filter(nominal=nominal).values_list("person_id", "agency_id")
    return {key for row in rows for key in row if key}
