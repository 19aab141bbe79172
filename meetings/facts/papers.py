"""Who sees returns, minutes, actions and acceptances; and, for an item, a victim's name."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import localdate

from access.due import Due
from meetings.lifecycle import ENDED, MinutesStatus, ReturnStatus, SlotStatus
from meetings.models import (
    Action,
    Distribution,
    InformationReturn,
    Minutes,
    StatementAcceptance,
)
from meetings.terms import end_of
from nominals.models import Nominal
from victims.models import VictimIdentity

from .rows import Item, Known, Sitting

OPEN = ReturnStatus.OPEN
UNIT, RUNS = "The area's MAPPA unit", "Those who run the panel, and its reminders"
ASKED, OPENED = "The agency that is asked", "Invited to the slot, which has been opened"
WRITES, LISTED = "Runs the panel", "On the distribution list"
OWNS, CONCERNED = "Owner of an action", "Owner of the action, the lead and the panel"
OFFERED = "Asked to take over an action"
ACCEPTED, SHOWN = "Accepted it, or runs the session", "Shown by the chair for one item"


@dataclass(frozen=True, slots=True)
class Place:
    """The slot that a paper belongs to, and its session."""

    item: Item
    sitting: Sitting


def due(known: Known) -> Iterator[Due]:
    """Of the papers themselves; and of nominals, to the owners of actions."""
    yield from _returns(known)
    yield from _minutes(known)
    yield from _actions(known)
    yield from _acceptances(known)
    yield from _names(known)


def _place(known: Known, slot: UUID) -> Place | None:
    item = known.heard.items.get(slot)
    sitting = known.sittings.get(item.session) if item else None
    return Place(item, sitting) if item and sitting else None


def _returns(known: Known) -> Iterator[Due]:
    """To the agency and those who run the panel; once opened, to all who are invited."""
    rows = InformationReturn.objects.visible_to(known.actor).order_by()
    fields = ("pk", "slot_id", "status", "agency_id", "agency__group", "not_for")
    for key, slot, status, agency, group, barred in rows.values_list(*fields):
        if place := _place(known, slot):
            own = place.item.managed_by(known.posts)
            leads = own if agency == place.item.lead_agency else set()
            others = _invited(known, place, own, barred) if status == OPEN else ()
            wanted = dict.fromkeys(others, OPENED)
            wanted |= {**dict.fromkeys(leads, ASKED), group: ASKED}
            wanted |= {**dict.fromkeys(place.sitting.runs, RUNS), place.sitting.coordination: UNIT}
            for each, why in wanted.items():
                yield Due(InformationReturn, key, each, "return", key, why)


def _invited(known: Known, place: Place, own: set[int], barred: Collection[UUID] = ()) -> set[int]:
    """The agencies asked and their deputies, but those from whom it is kept; and who leads."""
    asked = known.heard.invited.get(place.item.pk, ())
    found = set() if place.item.lead_agency in barred else set(own)
    for each in asked:
        if each.agency not in barred:
            found |= {each.group} | known.posts.of(each.deputy, agency=each.agency)
    return found


def _minutes(known: Known) -> Iterator[Due]:
    """To those who run the panel; once issued, to those on the list and who leads the case."""
    agencies = _listed(known)
    rows = Minutes.objects.visible_to(known.actor).order_by()
    for key, slot, status in rows.values_list("pk", "slot_id", "status"):
        if place := _place(known, slot):
            for group in place.sitting.runs:
                yield Due(Minutes, key, group, "minutes", key, WRITES)
            for group in _readers(known, place, agencies[key], status):
                yield Due(Minutes, key, group, "distribution", key, LISTED)


def _readers(known: Known, place: Place, agencies: set[int], status: str) -> set[int]:
    if status != MinutesStatus.ISSUED:
        return set()
    item = place.item
    managers = known.posts.managers_of(item.case_manager, item.lead_agency)
    return agencies | item.managed_by(known.posts) | managers


def _listed(known: Known) -> Mapping[UUID, set[int]]:
    found: dict[UUID, set[int]] = defaultdict(set)
    rows = Distribution.objects.visible_to(known.actor).order_by()
    for minutes, group in rows.values_list("minutes_id", "agency__group"):
        found[minutes].add(group)
    return found


def _actions(known: Known) -> Iterator[Due]:
    """To its owner, the lead and the panel; the nominal to its owner, until it is at its end."""
    rows = Action.objects.visible_to(known.actor).order_by()
    fields = ("pk", "slot_id", "status", "given_at", "agency_id", "agency__group", "person_id")
    asked = "offered_to__group"
    for key, slot, status, given_at, agency, group, person, offered in rows.values_list(
        *fields, asked
    ):
        if place := _place(known, slot):
            owner = {group} | known.posts.of(person, agency=agency)
            lead = place.item.managed_by(known.posts)
            for each in {*owner, *lead, *place.sitting.runs}:
                yield Due(Action, key, each, "action", key, CONCERNED)
            if offered:
                yield Due(Action, key, offered, "hand_over", key, OFFERED)
            case = known.cases.get(place.item.nominal)
            if case and status not in ENDED and case.opens(given_at):
                for each in owner:
                    yield Due(Nominal, case.pk, each, "action", key, OWNS)
                if offered:
                    yield Due(Nominal, case.pk, offered, "hand_over", key, OFFERED)


def _acceptances(known: Known) -> Iterator[Due]:
    """To who accepted, whatever they do now, and to those who run the session."""
    rows = StatementAcceptance.objects.visible_to(known.actor).order_by()
    for key, session, own in rows.values_list("pk", "session_id", "person__own_group"):
        if sitting := known.sittings.get(session):
            for group in {own, *sitting.runs}:
                yield Due(StatementAcceptance, key, group, "statement", key, ACCEPTED)


def _names(known: Known) -> Iterator[Due]:
    """What a chair may have shown of victims' names to all invited, while a case is being heard.

    Whether they did, the share alone says; so it may stand, and no longer than today.
    """
    hearing: dict[UUID, list[Item]] = defaultdict(list)
    for item in known.heard.items.values():
        if item.status == SlotStatus.OPEN:
            hearing[item.nominal].append(item)
    until = end_of(localdate(known.at))
    rows = VictimIdentity.objects.visible_to(known.actor).filter(
        nominal__in=list(hearing), record__ended_on=None
    )
    for key, nominal in rows.order_by().values_list("pk", "nominal_id"):
        for item in hearing[nominal]:
            for each in known.heard.invited[item.pk]:
                who, why = each.group, SHOWN
                yield Due(VictimIdentity, key, who, "item", item.pk, why, until, needed=False)
