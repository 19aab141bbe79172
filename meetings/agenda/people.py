"""Who must be there while a case is heard, and what keeps them at which times."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate, make_aware

from access.actor import Actor, Role
from agencies.models import Agency, Appointment
from meetings.lifecycle import InvitationStatus, SlotStatus
from meetings.models import Absence, Invitation, Panel, Session, Slot
from meetings.packing import Attender, Away
from meetings.packing.problem import Engagement
from meetings.seats import excluded, seats
from meetings.timetable import TAKES_CASES
from nominals.models import Exclusion

Required = Mapping[UUID, frozenset[str]]
Aways = Mapping[str, list[Away]]


def required(panel: Panel, slots: Sequence[Slot], *, actor: Actor) -> dict[UUID, frozenset[str]]:
    """For each slot, made or not, the keys of the agencies that must be there and may be asked."""
    asked: dict[UUID, set[str]] = defaultdict(set)
    for slot, agency in _asked(slots, actor):
        asked[slot].add(str(agency))
    wanted = seats(panel, slots, actor=actor)
    return {
        slot.pk: frozenset(
            asked[slot.pk]
            | {
                str(each.agency.pk)
                for each in wanted[slot.pk]
                if each.required and not each.left_off
            }
        )
        for slot in slots
    }


def managers(slots: Sequence[Slot], away: Collection[str]) -> dict[UUID, frozenset[str]]:
    """For each slot, its case manager, where it matters: with another case, or away at times."""
    of: dict[str, list[UUID]] = defaultdict(list)
    for slot in slots:
        of[str(slot.nominal.case_manager_id)].append(slot.pk)
    matters = {key for key, own in of.items() if len(own) > 1 or key in away}
    return {slot.pk: frozenset({str(slot.nominal.case_manager_id)} & matters) for slot in slots}


def conflicts(
    sessions: Sequence[Session], slots: Sequence[Slot], *, at: datetime
) -> dict[UUID, set[UUID]]:
    """For each chair, the nominals whom they must not hear: their own, and those kept from them."""
    chairs = {session.chair_id for session in sessions}
    nominals = {slot.nominal_id for slot in slots}
    named = Exclusion.objects.filter(nominal__in=nominals, person__in=chairs)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for chair, nominal in named.values_list("person_id", "nominal_id"):
        found[chair].add(nominal)
    for slot in slots:
        if slot.nominal.case_manager_id in chairs:
            found[slot.nominal.case_manager_id].add(slot.nominal_id)
    for chair, nominal in _barred_with_their_agency(chairs, nominals, at=at):
        found[chair].add(nominal)
    return found


def _barred_with_their_agency(
    chairs: Iterable[UUID], nominals: Iterable[UUID], *, at: datetime
) -> Iterator[tuple[UUID, UUID]]:
    barred: dict[UUID, list[UUID]] = defaultdict(list)
    for nominal, agency in excluded(nominals):
        barred[agency].append(nominal)
    held = Appointment.objects.live(at).filter(person__in=list(chairs), role=Role.CHAIR)
    for chair, agency in held.values_list("person_id", "agency_id"):
        yield from ((chair, nominal) for nominal in barred[agency])


@dataclass(frozen=True, slots=True)
class Days:
    """From the start of the first session until the end of the last, and which these are."""

    since: datetime
    until: datetime
    sessions: frozenset[UUID]


def kept_away(
    area: UUID, days: Days, minutes: Mapping[UUID, int], *, actor: Actor
) -> dict[str, list[Away]]:
    """When agencies and people are at other sessions, or absent, by their key.

    `minutes` is how long a session of each panel takes.
    """
    found: dict[str, list[Away]] = defaultdict(list)
    for key, away in (
        *_at_other_slots(area, days, actor),
        *_in_other_chairs(days, minutes, actor),
        *_absent(days, actor),
    ):
        found[key].append(away)
    return found


def attenders(away: Aways) -> tuple[Attender, ...]:
    return tuple(Attender(key, tuple(each)) for key, each in sorted(away.items()))


def _at_other_slots(area: UUID, days: Days, actor: Actor) -> Iterator[tuple[str, Away]]:
    """Who is asked to a case of another panel, or will be, once that session is convened."""
    slots = Slot.objects.visible_to(actor).filter(
        status=SlotStatus.PLANNED,
        starts_at__gte=days.since - timedelta(days=1),
        starts_at__lt=days.until,
    )
    slots = slots.exclude(session__in=days.sessions)
    found = list(slots.select_related("session__panel", "nominal"))
    core = list(Agency.objects.filter(Q(core_level_2=True) | Q(core_level_3=True), area=area))
    barred = excluded(slot.nominal_id for slot in found)
    asked: dict[UUID, set[UUID]] = defaultdict(set)
    for slot_id, agency in _asked(found, actor):
        asked[slot_id].add(agency)
    for slot in found:
        level = slot.session.panel.level
        usual = {each.pk for each in core if getattr(each, f"core_level_{level}")}
        coming = usual | {slot.nominal.lead_agency_id} | asked[slot.pk]
        away = Away(slot.starts_at, slot.ends_at, Engagement.OTHER_PANEL)
        yield str(slot.nominal.case_manager_id), away
        for agency in coming:
            if (slot.nominal_id, agency) not in barred:
                yield str(agency), away


def _asked(slots: Sequence[Slot], actor: Actor) -> list[tuple[UUID, UUID]]:
    standing = Invitation.objects.visible_to(actor).filter(slot__in=slots, required=True)
    standing = standing.exclude(status=InvitationStatus.WITHDRAWN).order_by()
    return list(standing.values_list("slot_id", "agency_id"))


def _in_other_chairs(
    days: Days, minutes: Mapping[UUID, int], actor: Actor
) -> Iterator[tuple[str, Away]]:
    others = Session.objects.visible_to(actor).filter(
        status__in=TAKES_CASES,
        starts_at__gte=days.since - timedelta(days=1),
        starts_at__lt=days.until,
    )
    rows = others.exclude(pk__in=days.sessions).order_by()
    for chair, panel, starts_at in rows.values_list("chair_id", "panel_id", "starts_at"):
        until = starts_at + timedelta(minutes=minutes[panel])
        yield str(chair), Away(starts_at, until, Engagement.OTHER_PANEL)


def _absent(days: Days, actor: Actor) -> Iterator[tuple[str, Away]]:
    absences = Absence.objects.visible_to(actor).filter(
        withdrawn_at=None,
        from_on__lte=localdate(days.until),
        to_on__gte=localdate(days.since),
    )
    for each in absences:
        since = make_aware(datetime.combine(each.from_on, time.min))
        until = make_aware(datetime.combine(each.to_on + timedelta(days=1), time.min))
        yield str(each.key), Away(since, until)
