"""Who can be told something: the appointments of an area, and what each of them opens."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from access.actor import Role
from access.rows import live, shares_of
from agencies.models import Appointment, Membership
from agencies.services import REPRESENTS_AGENCY
from nominals.models import Exclusion


class Staff:
    """The appointments in force in an area at a moment, read once."""

    def __init__(self, area_id: UUID, at: datetime) -> None:
        held = Appointment.objects.live(at).filter(area_id=area_id, person__is_active=True)
        self._by_agency: dict[UUID, list[Appointment]] = defaultdict(list)
        self._by_person: dict[UUID, list[Appointment]] = defaultdict(list)
        self._by_role: dict[str, list[Appointment]] = defaultdict(list)
        for each in held.select_related("person"):
            self._by_person[each.person_id].append(each)
            self._by_role[each.role].append(each)
            if each.role in REPRESENTS_AGENCY:
                self._by_agency[each.agency_id].append(each)

    def representing(self, agency_id: UUID) -> list[Appointment]:
        """The people whom an agency sends to panels."""
        return self._by_agency.get(agency_id, [])

    def in_role(self, *roles: Role) -> list[Appointment]:
        return [each for role in roles for each in self._by_role.get(role, [])]

    def of(self, person_id: UUID | None) -> list[Appointment]:
        """What one person holds: nothing, once their appointments have ended."""
        return self._by_person.get(person_id, []) if person_id else []


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing about one record and one day, for one person under one appointment."""

    rule: str
    on: date
    record: Any
    appointment: Appointment

    @property
    def nominal(self) -> UUID | None:
        """Whom it is about; nobody, where it is about a whole session."""
        return getattr(self.record, "nominal_id", None)

    @property
    def key(self) -> tuple[str, UUID, date, UUID]:
        """What the ledger of messages knows it by."""
        return (self.rule, self.record.pk, self.on, self.appointment.person_id)


def still_open(tellings: Iterable[Telling]) -> list[Telling]:
    """Those whose recipient may see the record now, by the same rule as `visible_to`.

    Asked of many people and records at once, so in one query for each kind of share.
    """
    wanted = list(tellings)
    appointments = {each.appointment.pk for each in wanted}
    opened = {
        model: _openings(
            model, {key for each in wanted for key in _keys(each, model)}, appointments
        )
        for model in {model for each in wanted for model, _ in _carriers(each.record)}
    }
    barred = _exclusions({each.nominal for each in wanted} - {None})
    return [
        each
        for each in wanted
        if all((each.appointment.pk, key) in opened[m] for m, key in _carriers(each.record))
        and barred[each.nominal].isdisjoint(
            {each.appointment.person_id, each.appointment.agency_id}
        )
    ]


def _carriers(record: Any) -> Iterator[tuple[type[models.Model], UUID]]:
    """The records, each of a kind that carries shares, that must be open to see this one."""
    for path in record.follows:
        model = type(record) if path == "pk" else record._meta.get_field(path).related_model
        yield model, getattr(record, path)


def _keys(telling: Telling, model: type[models.Model]) -> Iterator[UUID]:
    return (key for carrier, key in _carriers(telling.record) if carrier is model)


def _openings(
    model: type[models.Model], keys: set[UUID], appointments: set[UUID]
) -> set[tuple[UUID, UUID]]:
    """Each of the appointments with each of the records that a live share opens to it."""
    memberships = Membership.objects.filter(appointment__in=appointments)
    groups = defaultdict(set)
    for group, appointment in memberships.values_list("group_id", "appointment_id"):
        groups[group].add(appointment)
    shares = shares_of(model)._base_manager.filter(
        live(), content_object__in=keys, group__in=groups
    )
    return {
        (appointment, key)
        for group, key in shares.values_list("group_id", "content_object_id")
        for appointment in groups[group]
    }


def _exclusions(nominals: set[UUID | None]) -> defaultdict[UUID | None, set[UUID | None]]:
    """The people and agencies that must not receive anything about each nominal."""
    barred: defaultdict[UUID | None, set[UUID | None]] = defaultdict(set)
    rows = Exclusion.objects.filter(nominal__in=[each for each in nominals if each])
    for nominal, person, agency in rows.values_list("nominal_id", "person_id", "agency_id"):
        barred[nominal] |= {person, agency} - {None}
    return barred
