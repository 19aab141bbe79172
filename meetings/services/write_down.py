"""Writing a panel down: draft minutes, the chair's approval, and who is sent them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import share
from agencies.models import Person
from audit.models import Event
from clocks.services import limit
from clocks.working_days import due
from meetings.actions import as_given, as_they_stand, before, given_at
from meetings.audience import (
    coordinators,
    distribution,
    leads,
    mine_first,
    panel_groups,
    representatives,
    tell,
)
from meetings.carrying import begun
from meetings.decisions import heard_on
from meetings.lifecycle import SlotStatus
from meetings.models import Distribution, Minutes, Section, Slot
from meetings.readiness import still_to_write


@transaction.atomic
def begin_minutes(slot: Slot, *, actor: Actor, at: datetime) -> Minutes:
    """Begin the draft minutes of a slot, with a section for each that is written.

    What stays true for long is carried over from the last minutes, to be confirmed or changed.

    They are due by the area's clock for the panel's level, counted from the meeting.
    """
    day = heard_on(slot.starts_at, at)
    clock = limit(f"minutes_level_{slot.session.panel.level}", slot.area_id, day)
    minutes = Minutes(nominal_id=slot.nominal_id, slot=slot, due_on=due(clock, day))
    for groups in mine_first(panel_groups(slot), actor):
        share(
            minutes,
            groups,
            source="minutes",
            source_id=minutes.pk,
            reason="Runs the panel",
            at=at,
            by=actor.person,
        )
    begin(minutes, "write", actor=actor, at=at)
    Section.objects.bulk_create(begun(minutes, actor=actor))
    return minutes


@transaction.atomic
def write_actions_down(slot: Slot, *, actor: Actor, at: datetime) -> None:
    """Keep in the minutes what became of earlier actions, and those given, as the slot closes.

    Written as text of the minutes, since an action itself is open to its owner alone, and goes
    on changing; the minutes are read by all on their list and stay as they were.
    """
    minutes = Minutes.objects.visible_to(actor).get(slot=slot)
    told = {
        "last_actions": as_they_stand(before(slot, actor=actor), on=localdate(at)),
        "new_actions": as_given(given_at(slot, actor=actor)),
    }
    Section.objects.bulk_create(
        Section(
            nominal_id=slot.nominal_id,
            minutes=minutes,
            key=key,
            text=text,
            written_by=actor.person,
            written_at=at,
        )
        for key, text in told.items()
    )


@transaction.atomic
def submit(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Send finished minutes to the chair, or refuse and say which sections are not written."""
    require(actor, "minutes.submit", minutes)
    if minutes.slot.status != SlotStatus.CLOSED:
        raise NotPossible("Close the slot first: its decisions are part of the minutes.")
    if left := still_to_write(minutes, actor=actor):
        raise NotPossible(f"Write these sections first: {', '.join(left)}.")
    advance(minutes, "submit", actor=actor, at=at)
    chair = minutes.slot.session.chair
    _tell([chair], minutes, "minutes.to_approve", at=at)


@transaction.atomic
def send_back(minutes: Minutes, *, actor: Actor, at: datetime, because: str) -> None:
    """Return minutes to those who write them, with the chair's reason."""
    advance(minutes, "send_back", actor=actor, at=at, because=because)
    _tell(coordinators(minutes.area_id, at=at), minutes, "minutes.sent_back", at=at)


@transaction.atomic
def approve(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Approve minutes, as the chair of their session: from now their text never changes."""
    advance(minutes, "approve", actor=actor, at=at, approved_by=actor.person, approved_at=at)


@transaction.atomic
def issue(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Open approved minutes to their distribution list, keep the list, and tell those on it."""
    advance(minutes, "issue", actor=actor, at=at, issued_at=at)
    agencies, lead = distribution(minutes.slot, actor=actor), leads(minutes.slot, at=at)
    groups = [agency.group_id for agency in agencies] + [each.own_group_id for each in lead]
    share(
        minutes,
        groups,
        source="distribution",
        source_id=minutes.pk,
        reason="On the distribution list",
        at=at,
        by=actor.person,
    )
    Distribution.objects.bulk_create(
        Distribution(nominal_id=minutes.nominal_id, minutes=minutes, agency=agency, at=at)
        for agency in agencies
    )
    readers = representatives([agency.pk for agency in agencies], at=at)
    _tell([*lead, *readers], minutes, "minutes.issued", at=at)


def history(minutes: Minutes) -> list[Event]:
    """What was done with the minutes, last first: each step, by whom, and why."""
    steps = [f"minutes.{step}" for step, _, _ in minutes.lifecycle]
    done = Event.objects.filter(record_id=minutes.pk, action__in=steps, detail__has_key="after")
    return list(done.select_related("by"))


def _tell(people: Iterable[Person], minutes: Minutes, rule: str, *, at: datetime) -> None:
    tell(people, minutes, rule=rule, about_id=minutes.pk, on=localdate(at), at=at)
