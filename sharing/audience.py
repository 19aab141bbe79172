"""Who sees a record, and who more would: worked out from the shares, for many people at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from access.actor import Actor
from access.rows import live, shares_of
from agencies.models import Agency, Appointment, Membership, Person
from nominals.models import Exclusion, NominalShare

Carrier = tuple[type[Any], UUID]
Named = tuple[Person, Agency]


def carriers_of(record: Any) -> list[Carrier]:
    """The records, each carrying shares of its own, that must all be open to see this one."""
    return [
        (
            type(record) if path == "pk" else record._meta.get_field(path).related_model,
            getattr(record, path),
        )
        for path in record.follows
    ]


def readers_of(record: Any, *, at: datetime) -> QuerySet[Appointment]:
    """The appointments under which a record can be seen now, by agency and name.

    Live shares open all that it follows to the groups of an appointment in force, and no
    exclusion takes it away: as both locks have it.
    """
    held = _in_force(at)
    for model, key in carriers_of(record):
        held = held.filter(_in_groups(_open_to(model, key)))
    return held.exclude(_excluded(record.nominal_id)) if hasattr(record, "nominal_id") else held


def who_more(asked: Mapping[UUID, Collection[int]], *, at: datetime) -> Mapping[UUID, list[Named]]:
    """For each nominal, who would come to see it if it were opened to these groups, by name.

    Whoever sees it already under any appointment, and whoever must not receive anything about
    the nominal, is not among them.
    """
    open_to, barred = _groups_of(asked), barred_from(asked)
    groups = {group for some in (*asked.values(), *open_to.values()) for group in some}
    held = list(_held(groups, at))
    return {key: _more(held, some, open_to[key], barred[key]) for key, some in asked.items()}


def _more(
    held: Sequence[tuple[int, Appointment]],
    asked: Collection[int],
    open_to: Collection[int],
    barred: Set[UUID],
) -> list[Named]:
    """One nominal's: of those who hold one of the groups, and are not barred."""
    may = [each for each in held if barred.isdisjoint({each[1].person_id, each[1].agency_id})]
    seeing = {each.person_id for group, each in may if group in open_to}
    found = {
        each.person_id: (each.person, each.agency)
        for group, each in may
        if group in asked and each.person_id not in seeing
    }
    return list(found.values())


def barred_from(nominals: Iterable[UUID]) -> Mapping[UUID, Set[UUID]]:
    """By nominal, the people and the agencies that must not receive anything about them."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Exclusion.objects.filter(nominal__in=list(nominals))
    for nominal, person, agency in rows.values_list("nominal_id", "person_id", "agency_id"):
        found[nominal] |= {key for key in (person, agency) if key}
    return found


def _groups_of(nominals: Iterable[UUID]) -> Mapping[UUID, Set[int]]:
    """By nominal, the groups to which live shares open it."""
    found: dict[UUID, set[int]] = defaultdict(set)
    shares = NominalShare._base_manager.filter(live(), content_object__in=list(nominals))
    for nominal, group in shares.values_list("content_object_id", "group_id"):
        found[nominal].add(group)
    return found


def _held(groups: Iterable[int], at: datetime) -> Iterator[tuple[int, Appointment]]:
    """The appointments in force that hold these groups, each with the group, by name."""
    held = Membership.objects.filter(group__in=groups, appointment__in=_in_force(at).order_by())
    rows = held.select_related("appointment__person", "appointment__agency").order_by(
        "appointment__person__name", "appointment__person", "appointment__agency__name"
    )
    return ((each.group_id, each.appointment) for each in rows)


def _in_force(at: datetime) -> QuerySet[Appointment]:
    held = Appointment.objects.live(at).filter(person__is_active=True)
    return held.select_related("person", "agency").order_by("agency__name", "person__name", "pk")


def _open_to(model: type[Any], key: UUID) -> QuerySet[Any]:
    """The groups to which live shares open one record that carries its own."""
    shares = shares_of(model)._base_manager.filter(live(), content_object_id=key)
    groups: QuerySet[Any] = shares.values("group")
    return groups


def _in_groups(groups: Any) -> Exists:
    return Exists(Membership.objects.filter(appointment=OuterRef("pk"), group__in=groups))


def _excluded(nominal_id: UUID) -> Q:
    """Appointments of a person, or for an agency, that an exclusion names."""
    named = Exclusion.objects.filter(nominal=nominal_id)
    of_person, of_agency = named.filter(person__isnull=False), named.filter(agency_id__isnull=False)
    return Q(person__in=of_person.values("person")) | Q(agency__in=of_agency.values("agency_id"))


@dataclass(frozen=True, slots=True)
class Reason:
    """One live share that opens a record to somebody: of which record, why, by whom, how long."""

    opens: str
    why: str
    by: str
    since: datetime
    until: datetime | None


def reasons_of(record: Any, appointments: Iterable[Appointment]) -> Mapping[UUID, Sequence[Reason]]:
    """For each appointment, the live shares that open all that the record follows, oldest first."""
    groups: dict[int, set[UUID]] = defaultdict(set)
    held = Membership.objects.filter(appointment__in=[each.pk for each in appointments])
    for group, appointment in held.values_list("group_id", "appointment_id"):
        groups[group].add(appointment)
    found: dict[UUID, list[Reason]] = defaultdict(list)
    for group, reason in _shares(record, list(groups)):
        for appointment in groups[group]:
            found[appointment].append(reason)
    return {key: list(dict.fromkeys(reasons)) for key, reasons in found.items()}


def own_reasons(record: Any, *, actor: Actor) -> list[Reason]:
    """The live shares that open a record to whoever is asking, oldest first."""
    found = (reason for _, reason in _shares(record, actor.groups))
    return list(dict.fromkeys(found))


def _shares(record: Any, groups: Iterable[int]) -> Iterator[tuple[int, Reason]]:
    for model, key in carriers_of(record):
        opens = str(model._meta.verbose_name)
        held = shares_of(model)._base_manager.filter(
            live(), content_object_id=key, group__in=list(groups)
        )
        for each in held.select_related("given_by").order_by("given_at", "pk"):
            by = each.given_by.name if each.given_by else ""
            since = each.opens_at or each.given_at
            yield each.group_id, Reason(opens, each.reason, by, since, each.expires_at)
