"""Who is expected at a session, at which of its cases, and so from when until when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from access.actor import Actor
from agencies.models import Appointment, Person
from agencies.services import REPRESENTS_AGENCY
from nominals.models import Exclusion

from .lifecycle import InvitationStatus, SlotStatus
from .models import Invitation, Session, Slot

COMING = {InvitationStatus.INVITED, InvitationStatus.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a person is expected: from their first case to the end of their last."""

    person: Person
    starts_at: datetime
    ends_at: datetime


def expected(session: Session, *, actor: Actor, at: datetime) -> Mapping[UUID, Stay]:
    """Everybody who is expected, by their key: as far as the actor sees the cases.

    The chair for the whole of it; a case manager for their own cases; an agency's people, and
    its deputy, for those to which it is asked, until it says that it will not come. Whoever must
    not receive anything about a person is not expected at their case.
    """
    slots = _slots(session, actor)
    stays = {session.chair_id: _whole(session, slots)}
    of: dict[Person, list[Slot]] = defaultdict(list)
    for slot, person in _places(slots, actor, at):
        if person.pk != session.chair_id:
            of[person].append(slot)
    return stays | {person.pk: _stay(person, own) for person, own in of.items()}


def _slots(session: Session, actor: Actor) -> list[Slot]:
    slots = Slot.objects.visible_to(actor).filter(session=session)
    slots = slots.exclude(status=SlotStatus.CANCELLED)
    return list(slots.select_related("nominal__case_manager"))


def _whole(session: Session, slots: Iterable[Slot]) -> Stay:
    """The whole of a session; of one with no case yet, the time that a case takes."""
    usual = session.starts_at + timedelta(minutes=session.panel.slot_minutes)
    ends_at = max((slot.ends_at for slot in slots), default=usual)
    return Stay(session.chair, session.starts_at, ends_at)


def _stay(person: Person, slots: Sequence[Slot]) -> Stay:
    starts, ends = (slot.starts_at for slot in slots), (slot.ends_at for slot in slots)
    return Stay(person, min(starts), max(ends))


def _places(slots: Sequence[Slot], actor: Actor, at: datetime) -> Iterator[tuple[Slot, Person]]:
    """Each case with each person who comes for it."""
    found = Invitation.objects.visible_to(actor).filter(slot__in=slots, status__in=COMING)
    asked = list(found.select_related("deputy"))
    people = _representatives({each.agency_id for each in asked}, at)
    barred, of = _barred(slots), {slot.pk: slot for slot in slots}
    places: list[tuple[Slot, UUID | None, Person]]
    places = [(slot, None, slot.nominal.case_manager) for slot in slots]
    for each in asked:
        sent = [*people[each.agency_id], *([each.deputy] if each.deputy else [])]
        places += [(of[each.slot_id], each.agency_id, person) for person in sent]
    for slot, agency, person in places:
        if not {(slot.nominal_id, agency), (slot.nominal_id, person.pk)} & barred:
            yield slot, person


def _representatives(agencies: Iterable[UUID], at: datetime) -> Mapping[UUID, set[Person]]:
    held = Appointment.objects.live(at).filter(
        agency__in=agencies, role__in=REPRESENTS_AGENCY, person__is_active=True
    )
    of: dict[UUID, set[Person]] = defaultdict(set)
    for each in held.select_related("person"):
        of[each.agency_id].add(each.person)
    return of


def _barred(slots: Sequence[Slot]) -> set[tuple[UUID, UUID | None]]:
    """Each nominal with each person, or agency, that must not receive anything about them."""
    found = Exclusion.objects.filter(nominal__in={slot.nominal_id for slot in slots})
    rows = found.values_list("nominal_id", "person_id", "agency_id")
    return {(nominal, person or agency) for nominal, person, agency in rows}
