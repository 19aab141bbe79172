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
from meetings.models import Distribution, Minutes, MinutesVersion, Section, Slot
from meetings.readership import listed
from meetings.readiness import still_to_write

from .redact import carry_over


@transaction.atomic
def begin_minutes(slot: Slot, *, actor: Actor, at: datetime) -> Minutes:
    """Begin the draft minutes of a slot, with a section for each that is written.

    What stays true for long is carried over from the last minutes, to be confirmed or changed.

    They are due by the area's clock for the panel's level, counted from the meeting.
    """
    day = heard_on(slot.starts_at, at)
    clock = limit(f"minutes_level_{slot.session.panel.level}", slot.area_id, day)
    due_on = due(clock, day)
    minutes = Minutes(nominal_id=slot.nominal_id, slot=slot, due_on=due_on, pen_since=at)
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
    carry_over(minutes, actor=actor, at=at)
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
def hand_in(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Hand finished minutes to the co-ordinator to check, or refuse: something is not written."""
    require(actor, "minutes.hand_in", minutes)
    _is_whole(minutes, actor)
    advance(minutes, "hand_in", actor=actor, at=at, pen_since=at)
    _tell(coordinators(minutes.area_id, at=at), minutes, "minutes.to_check", at=at)


@transaction.atomic
def hand_back(minutes: Minutes, *, actor: Actor, at: datetime, because: str) -> None:
    """Return minutes that were handed in to whoever writes them, for a reason, and tell them."""
    advance(minutes, "hand_back", actor=actor, at=at, because=because, pen_since=at)
    _tell(_writers(minutes, actor), minutes, "minutes.sent_back", at=at)


@transaction.atomic
def submit(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Send finished minutes to the chair, or refuse and say which sections are not written.

    What they say as they go is kept as a version.
    """
    require(actor, "minutes.submit", minutes)
    _is_whole(minutes, actor)
    advance(minutes, "submit", actor=actor, at=at, pen_since=at)
    _keep_version(minutes, actor=actor, at=at)
    chair = minutes.slot.session.chair
    _tell([chair], minutes, "minutes.to_approve", at=at)


@transaction.atomic
def send_back(minutes: Minutes, *, actor: Actor, at: datetime, because: str) -> None:
    """Return minutes to those who write them, with the chair's reason."""
    advance(minutes, "send_back", actor=actor, at=at, because=because, pen_since=at)
    _tell(coordinators(minutes.area_id, at=at), minutes, "minutes.sent_back", at=at)


@transaction.atomic
def approve(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Approve minutes, as the chair of their session: from now their text never changes."""
    said = {"approved_by": actor.person, "approved_at": at, "pen_since": at}
    advance(minutes, "approve", actor=actor, at=at, **said)


@transaction.atomic
def issue(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Open approved minutes to their distribution list, keep the list, and tell those on it.

    Recalled minutes are issued again to the same list. The day that counts is the first.
    """
    first = minutes.issued_at or at
    advance(minutes, "issue", actor=actor, at=at, issued_at=first, pen_since=at)
    kept = listed(minutes, actor=actor)
    new = [each for each in distribution(minutes.slot, actor=actor) if each not in kept]
    Distribution.objects.bulk_create(
        Distribution(nominal_id=minutes.nominal_id, minutes=minutes, agency=agency, at=at)
        for agency in new
    )
    agencies, lead = [*kept, *new], leads(minutes.slot, at=at)
    open_to(
        minutes,
        [*(agency.group_id for agency in agencies), *(each.own_group_id for each in lead)],
        actor=actor,
        at=at,
    )
    readers = representatives([agency.pk for agency in agencies], at=at)
    _tell([*lead, *readers], minutes, "minutes.issued", at=at)


def open_to(minutes: Minutes, groups: Iterable[int], *, actor: Actor, at: datetime) -> None:
    """Open issued minutes to groups on their distribution list."""
    share(
        minutes,
        groups,
        source="distribution",
        source_id=minutes.pk,
        reason="On the distribution list",
        at=at,
        by=actor.person,
    )


def history(minutes: Minutes) -> list[Event]:
    """What was done with the minutes, last first: each step, by whom, and why."""
    steps = [f"minutes.{step}" for step, _, _ in minutes.lifecycle]
    done = Event.objects.filter(record_id=minutes.pk, action__in=steps, detail__has_key="after")
    return list(done.select_related("by"))


def _is_whole(minutes: Minutes, actor: Actor) -> None:
    """Refuse to hand on minutes of a slot that is not closed, or that lack a section."""
    if minutes.slot.status != SlotStatus.CLOSED:
        raise NotPossible("Close the slot first: its decisions are part of the minutes.")
    if left := still_to_write(minutes, actor=actor):
        raise NotPossible(f"Write these sections first: {', '.join(left)}.")


def _keep_version(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    sections = Section.objects.visible_to(actor).filter(minutes=minutes)
    versions = MinutesVersion.objects.visible_to(actor).filter(minutes=minutes)
    MinutesVersion.objects.create(
        nominal_id=minutes.nominal_id,
        minutes=minutes,
        number=versions.count() + 1,
        texts=dict(sections.values_list("key", "text")),
        by=actor.person,
        at=at,
    )


def _writers(minutes: Minutes, actor: Actor) -> list[Person]:
    """Who wrote a section of the minutes."""
    wrote = Section.objects.visible_to(actor).filter(minutes=minutes)
    return list(Person.objects.filter(pk__in=wrote.values("written_by")))


def _tell(people: Iterable[Person], minutes: Minutes, rule: str, *, at: datetime) -> None:
    tell(people, minutes, rule=rule, about_id=minutes.pk, on=localdate(at), at=at)
