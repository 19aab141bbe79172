"""Who may know a victim's name, and why: worked out from who does what in the case now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.locks import acting_as
from access.rows import live, shares_of
from agencies.acting import acting_under
from agencies.models import Appointment, Person
from nominals.facts import has_left
from nominals.models import Exclusion, Nominal, NominalShare

from .models import VictimIdentity, VictimRecord

Readers = dict[int, str]  # group -> why

OFFICER = "Victim liaison officer"
COORDINATOR = "MAPPA co-ordinator of the area"
CASE_MANAGER = "Case manager of the lead agency"
MANAGER = "Manager of the case manager"
CHAIRS = "Chairs of a panel that hears the case"


def officers_for(nominal: Nominal, *, actor: Actor, at: datetime) -> QuerySet[Person]:
    """The victim liaison officers who can be named, by name: none who must not receive the case."""
    areas = {nominal.area_id, actor.area_id}
    held = Appointment.objects.live(at).filter(role=Role.VICTIM_LIAISON, area__in=areas)
    must_not = Exclusion.objects.filter(nominal=nominal)
    held = held.exclude(person__in=must_not.filter(person__isnull=False).values("person")).exclude(
        agency__in=must_not.filter(agency_id__isnull=False).values("agency_id")
    )
    return Person.objects.filter(is_active=True, appointments__in=held).distinct()


def officer_of(record: VictimRecord, *, at: datetime) -> Readers:
    """The liaison officer named, while contact lasts and they are appointed as one.

    Nobody, once the nominal has left MAPPA.
    """
    officer = record.liaison_officer
    if record.ended_on or officer is None or has_left(record.nominal_id, on=localdate(at)):
        return {}
    held = Appointment.objects.live(at).filter(
        person=officer, person__is_active=True, role=Role.VICTIM_LIAISON
    )
    return {officer.own_group_id: OFFICER} if held.exists() else {}


def readers_of(record: VictimRecord, *, at: datetime) -> Readers:
    """Every group that may know the name: whoever asks must see the nominal.

    The co-ordinators one by one, since their unit's group holds its administrators too.
    """
    return {**closest_to(record.nominal, at=at), **officer_of(record, at=at)}


def closest_to(nominal: Nominal, *, at: datetime) -> Readers:
    """Every group that may know any name in a case: its chairs, co-ordinators and leads."""
    return {
        **_chairs(nominal.pk),
        **_coordinators(nominal.area_id, at=at),
        **_leads(nominal, at=at),
    }


def keeper(nominal: Nominal, *, actor: Actor, at: datetime) -> Actor:
    """Who keeps shares in step, whoever made it necessary: the area's service, else the actor.

    An administrator who adds a slot may not see the names that its chairs may: so it is not
    they who open them.
    """
    service = service_of(nominal.area_id, at=at)
    if service is None:
        return actor
    with acting_as(service):
        sees = Nominal.objects.visible_to(service).filter(pk=nominal.pk).exists()
    return service if sees else actor


def service_of(area_id: UUID, *, at: datetime) -> Actor | None:
    """The service that counts and reminds in an area, which sees all of it that is not sealed."""
    held = Appointment.objects.live(at).filter(role=Role.SERVICE, area=area_id)
    appointment = held.select_related("person", "agency").first()
    return acting_under(appointment) if appointment else None


def names_open_to(
    nominals: Collection[Nominal], *, actor: Actor, at: datetime
) -> Mapping[UUID, Set[int]]:
    """By nominal, the groups to which a victim's name is open now.

    The area's service looks, since whoever asks may not know even that there is a name; and so
    does the actor, who may see a case that is sealed from the service.
    """
    found: dict[UUID, set[int]] = defaultdict(set)
    services = [service_of(area, at=at) for area in {each.area_id for each in nominals}]
    for reader in (*filter(None, services), actor):
        with acting_as(reader):
            known = VictimIdentity.objects.visible_to(reader).filter(nominal__in=nominals)
            given = shares_of(VictimIdentity)._base_manager.filter(live(), content_object__in=known)
            for nominal, group in given.values_list("content_object__nominal_id", "group_id"):
                found[nominal].add(group)
    return found


def _coordinators(area_id: UUID, *, at: datetime) -> Readers:
    held = Appointment.objects.live(at).filter(area=area_id, role=Role.COORDINATOR)
    groups = held.filter(person__is_active=True).values_list("person__own_group", flat=True)
    return dict.fromkeys(groups, COORDINATOR)


def _leads(nominal: Nominal, *, at: datetime) -> Readers:
    """The case manager and their manager there, while each of them works for the lead agency."""
    there = Appointment.objects.live(at).filter(
        agency=nominal.lead_agency_id, person__is_active=True
    )
    own = there.filter(person=nominal.case_manager_id)
    managers = there.filter(person__in=own.filter(manager__isnull=False).values("manager"))
    groups = "person__own_group"
    return {
        **dict.fromkeys(managers.values_list(groups, flat=True), MANAGER),
        **dict.fromkeys(own.values_list(groups, flat=True), CASE_MANAGER),
    }


def _chairs(nominal_id: UUID) -> Readers:
    """The chairs of the panels that have a place for the case: those whom a slot let see it."""
    given = NominalShare._base_manager.filter(live(), content_object=nominal_id, source="slot")
    groups = given.values_list("group_id", flat=True).distinct()
    return dict.fromkeys(groups, CHAIRS)
