"""What waits in an area today, and whom to tell: one query for each kind of record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from access.actor import Actor, Role
from agencies.models import Appointment
from clocks.services import AreaLimits
from meetings.lifecycle import (
    ActionStatus,
    InvitationStatus,
    MinutesStatus,
    ReturnStatus,
    SlotStatus,
)
from meetings.models import Action, Decision, InformationReturn, Minutes, Slot
from nominals.models import Level, LevelEpisode
from referrals.lifecycle import Status
from referrals.models import Referral

from . import due
from .due import Reminder, To
from .staff import Staff, Telling

Concerned = Mapping[To, Iterable[Appointment]]
TO_BE_HEARD = (SlotStatus.PLANNED, SlotStatus.OPEN)
WITH_MEETINGS = (Level.TWO, Level.THREE)


@dataclass(frozen=True, slots=True)
class Sweep:
    """One look at an area as its service sees it: on which day, by which limits, with whom."""

    actor: Actor
    today: date
    limits: AreaLimits
    staff: Staff

    def tellings(self) -> Iterator[Telling]:
        """Everything that is true today and that somebody is to know, told before or not."""
        return chain(
            self._returns(),
            self._actions(),
            self._minutes(),
            self._reviews(),
            self._first_meetings(),
            self._waiting_referrals(),
        )

    def _returns(self) -> Iterator[Telling]:
        waiting = (
            InformationReturn.objects.visible_to(self.actor)
            .filter(status=ReturnStatus.REQUESTED, slot__status=SlotStatus.PLANNED)
            .exclude(invitation__status=InvitationStatus.WITHDRAWN)
            .select_related("invitation")
            .defer("content")
        )
        for each in waiting:
            reminders = due.of_return(each.invitation.return_due_on, self.limits, self.today)
            yield from _tell(each, reminders, {To.AGENCY: self.staff.representing(each.agency_id)})

    def _actions(self) -> Iterator[Telling]:
        waiting = Action.objects.visible_to(self.actor).filter(status=ActionStatus.OPEN)
        for each in waiting.defer("text"):
            reminders = due.of_action(
                each.due_on, localdate(each.given_at), self.limits, self.today
            )
            agency = self.staff.representing(each.agency_id)
            owners = self.staff.of(each.person_id) or agency
            concerned = {
                To.OWNER: owners,
                To.AGENCY: [one for one in agency if one not in owners],
                To.COORDINATORS: self._coordinators,
            }
            yield from _tell(each, reminders, concerned)

    def _minutes(self) -> Iterator[Telling]:
        waiting = Minutes.objects.visible_to(self.actor).exclude(status=MinutesStatus.ISSUED)
        for each in waiting.select_related("slot__session__panel"):
            session = each.slot.session
            level = Level(session.panel.level)
            concerned = {
                To.UNIT: self.staff.in_role(Role.COORDINATOR, Role.ADMINISTRATOR),
                To.CHAIR: self.staff.of(session.chair_id),
            }
            reminders = due.of_minutes(each.due_on, level, self.limits, self.today)
            yield from _tell(each, reminders, concerned)

    def _reviews(self) -> Iterator[Telling]:
        for each in last_heard(self.actor, self.today):
            yield from _tell(
                each.nominal,
                self._of_review(each, Level(each.level_now)),
                {To.COORDINATORS: self._coordinators},
            )

    def _of_review(self, last: Any, level: Level) -> Iterator[Reminder]:
        heard_on = localdate(min(last.slot.starts_at, last.slot.closed_at))
        raised = last.slot.session.panel.level < level == last.level
        if raised:
            return due.of_raised_case(heard_on, self.limits, self.today)
        return due.of_review(heard_on, level, last.review_on, self.limits, self.today)

    def _first_meetings(self) -> Iterator[Telling]:
        accepted = Referral.objects.visible_to(self.actor).filter(
            ~Exists(_heard_for(self.actor)), status=Status.ACCEPTED
        )
        for each in accepted:
            reminders = due.of_first_meeting(
                _day(each.decided_at),
                Level(each.level or each.level_sought),
                self.limits,
                self.today,
            )
            yield from _tell(each, reminders, {To.COORDINATORS: self._coordinators})

    def _waiting_referrals(self) -> Iterator[Telling]:
        waiting = Referral.objects.visible_to(self.actor).filter(
            status__in=(Status.SUBMITTED, Status.APPROVED)
        )
        for each in waiting:
            reminders = (
                due.of_approval(_day(each.submitted_at), self.limits, self.today)
                if each.status == Status.SUBMITTED
                else due.of_screening(_day(each.approved_at), self.limits, self.today)
            )
            concerned = {
                To.MANAGER: self.staff.of(each.manager_id),
                To.COORDINATORS: self._coordinators,
            }
            yield from _tell(each, reminders, concerned)

    @property
    def _coordinators(self) -> list[Appointment]:
        return self.staff.in_role(Role.COORDINATOR)


def last_heard(actor: Actor, today: date) -> QuerySet[Any]:
    """The last decision of each case that is at Level 2 or 3 and has no meeting to come."""
    of_nominal = {"nominal": OuterRef("nominal")}
    level_now = LevelEpisode.objects.visible_to(actor).on(today).filter(**of_nominal)
    to_come = Slot.objects.visible_to(actor).filter(
        Q(status=SlotStatus.OPEN) | Q(status=SlotStatus.PLANNED, starts_at__date__gte=today),
        **of_nominal,
    )
    decided = Decision.objects.visible_to(actor).filter(
        ~Exists(to_come), slot__status=SlotStatus.CLOSED
    )
    newest = decided.order_by("nominal_id", "-slot__starts_at").distinct("nominal_id")
    return (
        Decision.objects.visible_to(actor)
        .filter(pk__in=newest.values("pk"))
        .annotate(level_now=Subquery(level_now.values("level")[:1]))
        .filter(level_now__in=WITH_MEETINGS)
        .select_related("nominal", "slot__session__panel")
        .defer("rationale", "dissent")
    )


def _heard_for(actor: Actor) -> QuerySet[Any]:
    """The slots that a referral led to, by name or because they came after its acceptance."""
    later = Q(nominal=OuterRef("nominal"), starts_at__gte=OuterRef("decided_at"))
    slots = Slot.objects.visible_to(actor).filter(later | Q(referral=OuterRef("pk")))
    return slots.exclude(status=SlotStatus.CANCELLED)


def _day(at: datetime | None) -> date:
    """The British day of a moment that the record's status says there was."""
    if at is None:
        raise ValueError("A referral that waits has no day from which it does.")
    return localdate(at)


def _tell(record: Any, reminders: Iterable[Reminder], concerned: Concerned) -> Iterator[Telling]:
    """Each reminder with each appointment that it goes to."""
    for reminder in reminders:
        for appointment in concerned[reminder.to]:
            yield Telling(
                rule=reminder.rule,
                on=reminder.on,
                record=record,
                appointment=appointment,
            )
