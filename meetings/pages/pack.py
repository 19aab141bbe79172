"""The pack of one session, as one person may have it; and each agency's sheet to prepare by.

Every line starts at what its reader sees: two people in one room hold different packs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from access.actor import Actor
from access.policy import may
from meetings.lifecycle import (
    ActionStatus,
    InvitationStatus,
    MinutesStatus,
    ReturnStatus,
    SlotStatus,
)
from meetings.models import Action, Decision, InformationReturn, Invitation, Minutes, Session, Slot
from nominals.models import CategoryEpisode, LevelEpisode
from referrals.models import Referral
from victims.models import VictimRecord

TOLD = {ReturnStatus.SENT, ReturnStatus.OPEN}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a pack: as much of it as its reader sees."""

    slot: Slot
    category: str
    level: str
    referral: Referral | None
    last_decision: Decision | None
    last_minutes: Minutes | None
    actions: Sequence[Action]
    returns: Sequence[InformationReturn]
    victims: Sequence[VictimRecord]


@dataclass(frozen=True, slots=True)
class PackPage:
    """What one person holds for one session."""

    session: Session
    cases: list[Case]

    @property
    def quoted(self) -> list[InformationReturn]:
        return [sent for case in self.cases for sent in case.returns]


@dataclass(frozen=True, slots=True)
class Prepare:
    """One case on an agency's sheet: why it is asked, what it said before, what it still owes."""

    slot: Slot
    invitation: Invitation
    asked: InformationReturn | None
    earlier: InformationReturn | None
    actions: Sequence[Action]

    @property
    def questions(self) -> list[str]:
        """What the panel wants to hear of this agency, in sentences."""
        owed = [f"What has become of action {each.number}?" for each in self.actions]
        is_to_come = self.asked is not None and self.asked.status == ReturnStatus.REQUESTED
        told = ["What do you know of this person? Your return is not in."] if is_to_come else []
        since = ["What has changed since your last return?"] if self.earlier else []
        return [*told, *since, *owed]


@dataclass(frozen=True, slots=True)
class PreparationPage:
    """What one agency prepares by."""

    session: Session
    agency: str
    cases: list[Prepare]

    @property
    def quoted(self) -> list[InformationReturn]:
        return [case.earlier for case in self.cases if case.earlier]


def show_pack(session: Session, actor: Actor, *, today: date) -> PackPage:
    """Every case of the session that the actor sees, in the order in which they are heard."""
    slots = slots_of(session, actor)
    keys = [slot.nominal_id for slot in slots]
    found = _Found(slots, keys, actor, today)
    return PackPage(session, [found.case(slot) for slot in slots])


def show_preparation(session: Session, actor: Actor) -> PreparationPage:
    """The cases that the actor's agency is asked to, and what it is to bring to each."""
    slots = slots_of(session, actor)
    asked = Invitation.objects.visible_to(actor).filter(slot__in=slots, agency=actor.agency_id)
    standing = {each.slot_id: each for each in asked.exclude(status=InvitationStatus.WITHDRAWN)}
    returns = InformationReturn.objects.visible_to(actor).filter(agency=actor.agency_id)
    now = {each.slot_id: each for each in returns.filter(slot__in=slots)}
    before = returns.select_related("agency").filter(
        nominal__in=[s.nominal_id for s in slots], status__in=TOLD
    )
    earlier = {each.nominal_id: each for each in before.exclude(slot__in=slots).order_by("sent_at")}
    owed = _by(_open(slots, actor).filter(agency=actor.agency_id), "nominal_id")
    return PreparationPage(
        session,
        actor.agency_name,
        [
            Prepare(
                slot,
                standing[slot.pk],
                now.get(slot.pk),
                earlier.get(slot.nominal_id),
                owed[slot.nominal_id],
            )
            for slot in slots
            if slot.pk in standing
        ],
    )


def slots_of(session: Session, actor: Actor) -> list[Slot]:
    """The cases of a session that are not taken off, as far as the actor sees them."""
    found = Slot.objects.visible_to(actor).filter(session=session)
    standing = found.exclude(status=SlotStatus.CANCELLED).order_by("starts_at", "pk")
    return list(standing.select_related("nominal__lead_agency", "nominal__case_manager"))


class _Found:
    """What there is of all cases of a pack: one question for each kind, however many there are."""

    def __init__(self, slots: list[Slot], keys: list[UUID], actor: Actor, today: date) -> None:
        about: dict[str, Any] = {"nominal__in": keys}
        categories = CategoryEpisode.objects.visible_to(actor).on(today).filter(**about)
        levels = LevelEpisode.objects.visible_to(actor).on(today).filter(**about)
        self.categories = {each.nominal_id: each.get_category_display() for each in categories}
        self.levels = {each.nominal_id: each.get_level_display() for each in levels}
        referrals = Referral.objects.visible_to(actor).filter(slots__in=slots)
        self.referrals = {each.pk: each for each in referrals}
        decided = Decision.objects.visible_to(actor).filter(**about, slot__status=SlotStatus.CLOSED)
        newest = decided.exclude(slot__in=slots).select_related("slot").order_by("slot__starts_at")
        self.decisions = {each.nominal_id: each for each in newest}
        minutes = Minutes.objects.visible_to(actor).filter(**about, status=MinutesStatus.ISSUED)
        last = minutes.exclude(slot__in=slots).order_by("slot__starts_at")
        self.minutes = {each.nominal_id: each for each in last}
        self.actions = _by(_open(slots, actor), "nominal_id")
        sent = InformationReturn.objects.visible_to(actor).filter(slot__in=slots, status__in=TOLD)
        self.returns = _by(sent.select_related("agency"), "slot_id")
        victims = VictimRecord.objects.visible_to(actor).filter(**about, ended_on=None)
        shows = bool(slots) and bool(may(actor, "victim.list", slots[0]))
        self.victims = _by(victims if shows else (), "nominal_id")

    def case(self, slot: Slot) -> Case:
        key = slot.nominal_id
        return Case(
            slot=slot,
            category=self.categories.get(key, ""),
            level=self.levels.get(key, ""),
            referral=self.referrals.get(slot.referral_id) if slot.referral_id else None,
            last_decision=self.decisions.get(key),
            last_minutes=self.minutes.get(key),
            actions=self.actions[key],
            returns=self.returns[slot.pk],
            victims=self.victims[key],
        )


def _open(slots: Iterable[Slot], actor: Actor) -> Any:
    """The actions still to be done in these cases, of those that the actor sees."""
    found = Action.objects.visible_to(actor).filter(
        nominal__in=[slot.nominal_id for slot in slots], status=ActionStatus.OPEN
    )
    return found.select_related("agency", "person").order_by("due_on", "number")


def _by(rows: Iterable[T], name: str) -> Mapping[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for each in rows:
        found[getattr(each, name)].append(each)
    return found
