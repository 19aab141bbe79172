"""Who is concerned with a slot: the groups its records are opened to, and the people told."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from access.actor import Actor, Role
from agencies.models import Agency, Appointment, AppointmentQuerySet, Person
from agencies.services import REPRESENTS_AGENCY
from notices.services import notify

from .lifecycle import InvitationStatus, ReturnStatus
from .models import Action, Attendance, InformationReturn, Invitation, Minutes, Slot
from .models.hold import ATTENDED

PRESENT_OR_REPORTED = {*ATTENDED, Attendance.Presence.REPORT}
SENT = {ReturnStatus.SENT, ReturnStatus.OPEN}


def panel_groups(slot: Slot) -> list[int]:
    """Those who run the panel: the area's unit, its counting service, the panel's chairs."""
    area = slot.area
    return [area.coordination_id, area.service_id, slot.session.panel.chairs_id]


def mine_first(groups: Iterable[int], actor: Actor) -> list[list[int]]:
    """The groups in two parts, the actor's own before the others.

    A new record is shared in that order: the database lets only those who see a record open it
    to others, and its writer sees it from their own share on.
    """
    wanted = set(groups)
    return [part for part in (sorted(wanted & actor.groups), sorted(wanted - actor.groups)) if part]


def leads(slot: Slot, *, at: datetime) -> list[Person]:
    """The case manager of the lead agency, and their manager there where they have one."""
    case_manager = slot.nominal.case_manager
    held = Appointment.objects.live(at).filter(
        person=case_manager, agency_id=slot.nominal.lead_agency_id
    )
    managers = {each.manager for each in held.select_related("manager")} - {None}
    return [case_manager, *sorted(filter(None, managers), key=str)]


def invited(slot: Slot, *, actor: Actor) -> list[Agency]:
    """The agencies whose invitation to the slot stands, by name."""
    standing = (
        Invitation.objects.visible_to(actor)
        .filter(slot=slot)
        .exclude(status=InvitationStatus.WITHDRAWN)
    )
    return [each.agency for each in standing.select_related("agency")]


def readers_of_return(information_return: InformationReturn, *, actor: Actor) -> list[int]:
    """The groups that read a return once its case is heard: invited, and not kept from it.

    Those of the agencies, of the deputies they send, and the case manager's own.
    """
    slot, barred = information_return.slot, set(information_return.not_for)
    standing = Invitation.objects.visible_to(actor).filter(slot=slot)
    standing = standing.exclude(status=InvitationStatus.WITHDRAWN).exclude(agency__in=barred)
    groups = set()
    for group, deputy in standing.values_list("agency__group", "deputy__own_group"):
        groups |= {group, deputy} - {None}
    if slot.nominal.lead_agency_id not in barred:
        groups.add(slot.nominal.case_manager.own_group_id)
    return sorted(groups)


def distribution(slot: Slot, *, actor: Actor) -> list[Agency]:
    """The agencies that the minutes of a slot go to: invited, and there or heard by a report."""
    there = Attendance.objects.visible_to(actor).filter(slot=slot, presence__in=PRESENT_OR_REPORTED)
    sent = InformationReturn.objects.visible_to(actor).filter(slot=slot, status__in=SENT)
    took_part = {
        *there.values_list("agency_id", flat=True),
        *sent.values_list("agency_id", flat=True),
    }
    return [agency for agency in invited(slot, actor=actor) if agency.pk in took_part]


def representatives(agencies: Iterable[UUID], *, at: datetime) -> list[Person]:
    """The people whom the shares of these agencies are open to."""
    held = Appointment.objects.live(at).filter(
        agency_id__in=agencies, role__in=REPRESENTS_AGENCY, person__is_active=True
    )
    return _people(held)


def coordinators(area_id: UUID, *, at: datetime) -> list[Person]:
    """The MAPPA co-ordinators of an area."""
    held = Appointment.objects.live(at).filter(
        area_id=area_id, role=Role.COORDINATOR, person__is_active=True
    )
    return _people(held)


def _people(appointments: AppointmentQuerySet) -> list[Person]:
    return list(
        {each.person_id: each.person for each in appointments.select_related("person")}.values()
    )


def owners(action: Action, *, at: datetime) -> list[Person]:
    """Whoever is to do an action: the person named, else those who represent the agency."""
    return [action.person] if action.person else representatives([action.agency_id], at=at)


def tell(
    people: Iterable[Person],
    record: Action | Minutes,
    *,
    rule: str,
    about_id: UUID,
    on: date,
    at: datetime,
) -> None:
    """Tell people one thing about an action or minutes, each once however often they are named."""
    for person in {each.pk: each for each in people}.values():
        notify(
            rule=rule,
            recipient=person,
            about_id=about_id,
            on=on,
            at=at,
            link=record.get_absolute_url(),
            nominal_id=record.nominal_id,
        )
