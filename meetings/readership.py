"""Who was sent minutes, and whether each has opened them and says that they read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min

from access.actor import Actor
from access.policy import Refused, may
from access.rows import live
from agencies.models import Agency, Appointment, Person
from agencies.services import REPRESENTS_AGENCY
from audit.models import Event
from nominals.models import Exclusion, NominalShare

from .audience import leads
from .lifecycle import AddendumStatus
from .models import Acknowledgement, Addendum, Distribution, Minutes

OPENING = ("minutes.show", "minutes.print", "minutes.show_summary", "minutes.show_actions")
LEAD = "Lead of the case"
VIEW_ONLY = (
    "These minutes are to be read here. The chair has not said that your agency may take a copy."
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A person who was sent minutes: for whom they read, and when they first opened them.

    `read_at` is when they said that they have read them as they are now, with every addendum.
    """

    person: Person
    reads_for: str
    opened_at: datetime | None
    read_at: datetime | None


def listed(minutes: Minutes, *, actor: Actor) -> list[Agency]:
    """The agencies that the minutes were issued to, by name."""
    found = Distribution.objects.visible_to(actor).filter(minutes=minutes)
    return [each.agency for each in found.select_related("agency")]


def readers(minutes: Minutes, *, actor: Actor, at: datetime) -> list[Reading]:
    """Everybody who was sent the minutes, by agency and name; the lead of the case last."""
    people = _people(minutes, actor=actor, at=at)
    opened = _opened(minutes, people)
    read = _read(minutes, actor)
    return [
        Reading(person, reads_for, opened.get(person.pk), read.get(person.pk))
        for person, reads_for in people.values()
    ]


def yet_to_read(readings: Iterable[Reading]) -> list[Reading]:
    """Those who have not said that they read the minutes as they are now."""
    return [each for each in readings if each.read_at is None]


def could_be_added(minutes: Minutes, *, actor: Actor) -> list[Agency]:
    """The agencies that see the case, and are not on the list of its minutes; by name."""
    given = NominalShare._base_manager.filter(live(), content_object=minutes.nominal_id)
    barred = Exclusion.objects.filter(nominal=minutes.nominal_id, agency_id__isnull=False)
    area = Agency.objects.filter(area=minutes.area_id, group__in=given.values("group_id"))
    kept_out = {*barred.values_list("agency_id", flat=True)}
    there = {agency.pk for agency in listed(minutes, actor=actor)}
    return [each for each in area.order_by("name") if each.pk not in kept_out | there]


def may_copy(minutes: Minutes, *, actor: Actor) -> bool:
    """Whether the actor may take a copy away: who runs the panel, and whom the chair lets."""
    allowed = Distribution.objects.visible_to(actor).filter(
        minutes=minutes, agency=actor.agency_id, may_copy=True
    )
    return bool(may(actor, "minutes.write", minutes)) or allowed.exists()


def check_copy(minutes: Minutes, *, actor: Actor) -> None:
    """Refuse a copy to a reader whose agency may only read."""
    if not may_copy(minutes, actor=actor):
        raise Refused(VIEW_ONLY)


def issued_addenda(minutes: Minutes, *, actor: Actor) -> list[Addendum]:
    """The addenda that were issued, by number."""
    found = Addendum.objects.visible_to(actor).filter(minutes=minutes, status=AddendumStatus.ISSUED)
    return list(found.select_related("approved_by").order_by("number"))


def _people(minutes: Minutes, *, actor: Actor, at: datetime) -> Mapping[UUID, tuple[Person, str]]:
    agencies = listed(minutes, actor=actor)
    held = Appointment.objects.live(at).filter(
        agency__in=agencies, role__in=REPRESENTS_AGENCY, person__is_active=True
    )
    rows = held.select_related("person", "agency").order_by("agency__name", "person__name")
    found = {each.person_id: (each.person, each.agency.name) for each in rows}
    for person in leads(minutes.slot, at=at):
        found.setdefault(person.pk, (person, LEAD))
    return found


def _opened(minutes: Minutes, people: Iterable[UUID]) -> Mapping[UUID | None, datetime]:
    """When each first opened them, by the trail."""
    looked = Event.objects.filter(
        record_id=minutes.pk, kind=Event.Kind.READING, action__in=OPENING, by__in=list(people)
    )
    return dict(looked.order_by().values_list("by").annotate(Min("at")))


def _read(minutes: Minutes, actor: Actor) -> Mapping[UUID, datetime]:
    """When each said that they have read the minutes with as many addenda as there are."""
    so_far = len(issued_addenda(minutes, actor=actor))
    said = Acknowledgement.objects.visible_to(actor).filter(minutes=minutes, addenda=so_far)
    return dict(said.values_list("person_id", "at"))
