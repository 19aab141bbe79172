"""Holding a panel: who came, what was decided of each case, and what is to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import share
from agencies.models import Agency, Person
from clocks.services import limits_of
from meetings import decisions
from meetings.actions import given_at
from meetings.audience import invited, owners, tell
from meetings.decisions import heard_on
from meetings.lifecycle import ActionStatus, ReturnStatus, SessionStatus
from meetings.models import (
    Action,
    Attendance,
    Decision,
    Disclosure,
    InformationReturn,
    Session,
    Slot,
)
from meetings.owners import check_owner, next_number, share_action
from meetings.readiness import being_heard, missing, unheard
from meetings.terms import end_of
from nominals.models import Level, LevelEpisode
from nominals.services import change_level
from victims.services import close_for_item, open_for_item

from .write_down import begin_minutes, write_actions_down

NEW = -1  # the version of what had not been recorded when the actor looked


@dataclass(frozen=True, slots=True)
class Seat:
    """How an agency's seat was filled; `version` is as in `record_attendance`."""

    agency: Agency
    presence: str
    represented_by: str = ""
    version: int | None = None


def open_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Begin a convened session, or refuse."""
    advance(session, "open", actor=actor, at=at)


@transaction.atomic
def close_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """End a session in which every case has been heard or taken off, or refuse."""
    require(actor, "session.close", session)
    if unheard(session, actor=actor):
        raise NotPossible("This session cannot be closed yet: some of its cases are not closed.")
    advance(session, "close", actor=actor, at=at)


@transaction.atomic
def open_slot(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """Begin to hear a case of an open session, or refuse.

    What agencies sent about it is opened to all who are invited, and its draft minutes begin.
    """
    sitting = Session.objects.visible_to(actor).filter(pk=slot.session_id)
    if not sitting.filter(status=SessionStatus.OPEN).exists():
        raise NotPossible("Open the session before you open a case in it.")
    advance(slot, "open", actor=actor, at=at)
    sent = InformationReturn.objects.visible_to(actor).filter(slot=slot, status=ReturnStatus.SENT)
    for each in sent:
        open_return(each, actor=actor, at=at)
    begin_minutes(slot, actor=actor, at=at)


@transaction.atomic
def open_return(information_return: InformationReturn, *, actor: Actor, at: datetime) -> None:
    """Let all who are invited read what an agency sent, once its case is being heard."""
    slot = information_return.slot
    being_heard(slot, actor=actor)
    groups = [agency.group_id for agency in invited(slot, actor=actor)]
    share(
        information_return,
        [*groups, slot.nominal.case_manager.own_group_id],
        source="return",
        source_id=information_return.pk,
        reason="Invited to the slot, which has been opened",
        at=at,
        by=actor.person,
    )
    advance(information_return, "open", actor=actor, at=at)


@transaction.atomic
def record_attendance(  # noqa: PLR0913 (a seat says all of this)
    slot: Slot,
    *,
    actor: Actor,
    at: datetime,
    agency: Agency,
    presence: str,
    represented_by: str = "",
    version: int | None = None,
) -> None:
    """Write how an invited agency's seat was filled, or correct it while the case is heard.

    `version` is the record as the actor saw it (`NEW` where there was none); left out, whatever
    is there is corrected.
    """
    record_seats(slot, actor=actor, at=at, seats=[Seat(agency, presence, represented_by, version)])


@transaction.atomic
def record_seats(slot: Slot, *, actor: Actor, at: datetime, seats: Iterable[Seat]) -> None:
    """Write how several seats were filled, all of them or none."""
    being_heard(slot, actor=actor)
    asked = set(invited(slot, actor=actor))
    recorded = Attendance.objects.visible_to(actor).filter(slot=slot)
    found = {each.agency_id: each for each in recorded}
    for seat in seats:
        if seat.agency not in asked:
            raise NotPossible("That agency is not invited to this slot.")
        attendance = found.get(seat.agency.pk) or Attendance(slot=slot, agency=seat.agency)
        said = {"presence": seat.presence, "represented_by": seat.represented_by}
        _write(attendance, "record", said, actor=actor, at=at, version=seat.version)


@transaction.atomic
def decide_disclosure(  # noqa: PLR0913 (a disclosure decision says all of this)
    slot: Slot,
    *,
    actor: Actor,
    at: datetime,
    choice: str,
    rationale: str,
    to_whom: str = "",
    what: str = "",
    lawful: bool = False,
    necessary: bool = False,
    proportionate: bool = False,
    reasonable: bool = False,
    revisit_on: date | None = None,
    version: int | None = None,
) -> Disclosure:
    """Write whether to tell anybody outside the panel, and why; or refuse.

    To disclose, each of the four tests must be met, and it says what to whom. To come back to
    it takes a date that is still to come. `version` is as in `record_attendance`.
    """
    being_heard(slot, actor=actor)
    decisions.check_reason(rationale)
    telling = choice == Disclosure.Choice.DISCLOSE
    later = choice == Disclosure.Choice.REVISIT
    if telling:
        decisions.check_disclosure((lawful, necessary, proportionate, reasonable), to_whom, what)
    if later:
        decisions.check_revisit(revisit_on, heard_on(slot.starts_at, at))
    said = {
        "choice": choice,
        "rationale": rationale,
        "to_whom": to_whom if telling else "",
        "what": what if telling else "",
        **dict.fromkeys(decisions.FOUR_TESTS, telling),
        "revisit_on": revisit_on if later else None,
    }
    found = Disclosure.objects.visible_to(actor).filter(slot=slot).first()
    disclosure = found or Disclosure(slot=slot)
    _write(disclosure, "decide", said, actor=actor, at=at, version=version)
    return disclosure


@transaction.atomic
def record_decision(  # noqa: PLR0913 (a decision says all of this)
    slot: Slot,
    *,
    actor: Actor,
    at: datetime,
    choice: str,
    rationale: str,
    dissent: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> Decision:
    """Write at which level the case is managed from now, why, and when it comes back; or refuse.

    At Level 2 or 3 the next review has a date, no later than the area's maximum for that level.
    `version` is as in `record_attendance`.
    """
    being_heard(slot, actor=actor)
    decisions.check_reason(rationale)
    level = Level(int(choice[-1]))
    if level in decisions.WITH_MEETINGS:
        limits = limits_of(slot.area_id)
        decisions.check_review(review_on, level, limits, heard_on(slot.starts_at, at))
    said = {
        "choice": choice,
        "rationale": rationale,
        "dissent": dissent,
        "review_on": review_on if level in decisions.WITH_MEETINGS else None,
    }
    decision = Decision.objects.visible_to(actor).filter(slot=slot).first() or Decision(slot=slot)
    _write(decision, "record", said, actor=actor, at=at, version=version)
    return decision


@transaction.atomic
def give_action(  # noqa: PLR0913 (an action says all of this)
    slot: Slot,
    *,
    actor: Actor,
    at: datetime,
    text: str,
    pillar: str,
    agency: Agency,
    due_on: date,
    person: Person | None = None,
) -> Action:
    """Give an agency of the panel, or the lead, something to do by a date; or refuse.

    Its people see it at once, and are told when the slot is closed.
    """
    being_heard(slot, actor=actor)
    check_owner(slot, agency, person, actor=actor, at=at)
    decisions.check_due(due_on, heard_on(slot.starts_at, at))
    action = Action(
        nominal_id=slot.nominal_id,
        slot=slot,
        number=next_number(slot, actor=actor),
        text=text,
        pillar=pillar,
        agency=agency,
        person=person,
        due_on=due_on,
        given_at=at,
    )
    share_action(action, actor=actor, at=at)
    begin(action, "give", actor=actor, at=at)
    return action


@transaction.atomic
def close_slot(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """End the hearing of a case and move the case to the level decided, or refuse.

    Refused while a mandatory decision is missing, and says which. Those who are given actions
    are told of them. A person in Category 3 who moves to Level 1 leaves MAPPA.
    """
    require(actor, "slot.close", slot)
    being_heard(slot, actor=actor)
    if left := missing(slot, actor=actor):
        raise NotPossible(f"This slot cannot be closed yet. {' '.join(left.values())}")
    advance(slot, "close", actor=actor, at=at, closed_at=at)
    close_for_item(slot.nominal, source_id=slot.pk, actor=actor, at=at)
    decision = Decision.objects.visible_to(actor).get(slot=slot)
    change_level(
        slot.nominal,
        actor=actor,
        at=at,
        level=decision.level,
        decided_by=LevelEpisode.DecidedBy.MEETING,
        because=decision.rationale,
    )
    write_actions_down(slot, actor=actor, at=at)
    for action in given_at(slot, actor=actor):
        if action.status != ActionStatus.OPEN:
            continue
        told = owners(action, at=at)
        tell(told, action, rule="action.given", about_id=action.pk, on=action.due_on, at=at)


@transaction.atomic
def show_victims(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """Let all who are invited know the victims' names while this case is heard, or refuse.

    Closed when the case is; at the latest when the day is over.
    """
    require(actor, "slot.show_victims", slot)
    being_heard(slot, actor=actor)
    open_for_item(
        slot.nominal,
        [agency.group_id for agency in invited(slot, actor=actor)],
        source_id=slot.pk,
        actor=actor,
        at=at,
        until=end_of(localdate(at)),
    )


def _write(
    record: Any,
    step: str,
    said: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
    version: int | None,
) -> None:
    """Write what a slot holds once, or correct it; said again as it is, nothing changes."""
    if record._state.adding:
        slot: Slot = record.slot
        for name, value in {**said, "nominal_id": slot.nominal_id, "by": actor.person}.items():
            setattr(record, name, value)
        record.at = at
        begin(record, step, actor=actor, at=at)
    elif any(getattr(record, name) != value for name, value in said.items()):
        record.version = record.version if version is None else version
        amend(record, step, actor=actor, at=at, **said)
