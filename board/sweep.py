"""What waits in an area today, and whom to tell: one query for each kind of record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.utils.timezone import localdate

from access.actor import Actor, Role
from agencies.models import Appointment
from clocks.services import AreaLimits
from disclosures.lifecycle import DeliveryStatus
from disclosures.models import Delivery
from disclosures.waiting import unplanned, waiting_applications
from meetings.lifecycle import (
    ActionStatus,
    InvitationStatus,
    ReturnStatus,
    SessionStatus,
    SlotStatus,
)
from meetings.models import Action, InformationReturn, Invitation, Minutes, Session
from meetings.quorum import shortfalls_of
from meetings.waiting import waiting
from nominals.models import Level
from referrals.deadlines import running
from referrals.lifecycle import Status
from referrals.models import Referral
from sharing.lifecycle import Status as Emergency
from sharing.models import BreakGlass

from . import due
from .due import Reminder, To
from .staff import Staff, Telling

SILENT = InvitationStatus.INVITED
Concerned = Mapping[To, Iterable[Appointment]]


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
            self._sessions(),
            self._actions(),
            self._minutes(),
            self._meetings(),
            self._waiting_referrals(),
            self._emergencies(),
            self._tellings(),
            self._decisions_to_tell(),
            self._applications(),
        )

    def _returns(self) -> Iterator[Telling]:
        asked_for = (
            InformationReturn.objects.visible_to(self.actor)
            .filter(status=ReturnStatus.REQUESTED, slot__status=SlotStatus.PLANNED)
            .exclude(invitation__status=InvitationStatus.WITHDRAWN)
            .select_related("invitation")
            .defer("content")
        )
        for each in asked_for:
            reminders = due.of_return(each.invitation.return_due_on, self.limits, self.today)
            yield from _tell(each, reminders, {To.AGENCY: self.staff.representing(each.agency_id)})

    def _sessions(self) -> Iterator[Telling]:
        """Sessions to come: to each agency that has not answered, and to the unit what is short."""
        for session, asked in self._to_come().items():
            sits_on = localdate(session.starts_at)
            for agency in {each.agency_id for each in asked if each.status == SILENT}:
                reminders = due.of_answers(sits_on, self.limits, self.today)
                to = {To.AGENCY: self.staff.representing(agency)}
                yield from _tell(session, reminders, to)
            owed = [each.return_due_on for each in asked if not each.returned_at]
            short = shortfalls_of(session, asked, self.limits, self.today)
            about = due.of_session(sits_on, owed, self.limits, self.today, is_short=bool(short))
            yield from _tell(session, about, {To.COORDINATORS: self._coordinators})

    def _to_come(self) -> Mapping[Session, list[Invitation]]:
        """The sessions whose invitations are out, with those that stand of cases to be heard."""
        found = Invitation.objects.visible_to(self.actor).exclude(status=InvitationStatus.WITHDRAWN)
        found = found.filter(
            slot__status=SlotStatus.PLANNED,
            slot__session__status=SessionStatus.CONVENED,
            slot__starts_at__date__gte=self.today,
        )
        asked: dict[Session, list[Invitation]] = {}
        for each in found.select_related("agency", "slot__session__panel"):
            asked.setdefault(each.slot.session, []).append(each)
        return asked

    def _actions(self) -> Iterator[Telling]:
        given = Action.objects.visible_to(self.actor).filter(status=ActionStatus.OPEN)
        for each in given.defer("text"):
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
        unissued = Minutes.objects.visible_to(self.actor).filter(issued_at=None)
        for each in unissued.select_related("slot__session__panel"):
            session = each.slot.session
            level = Level(session.panel.level)
            concerned = {
                To.UNIT: self.staff.in_role(Role.COORDINATOR, Role.ADMINISTRATOR),
                To.CHAIR: self.staff.of(session.chair_id),
            }
            reminders = due.of_minutes(each.due_on, level, self.limits, self.today)
            yield from _tell(each, reminders, concerned)

    def _meetings(self) -> Iterator[Telling]:
        """First meetings and reviews that are in no session to come."""
        for each in waiting(self.actor, on=self.today):
            reminders = due.of_meeting(
                each.due_on, each.level, self.limits, self.today, is_first=bool(each.referral)
            )
            record = each.referral or each.nominal
            yield from _tell(record, reminders, {To.COORDINATORS: self._coordinators})

    def _waiting_referrals(self) -> Iterator[Telling]:
        undecided = Referral.objects.visible_to(self.actor).filter(
            status__in=(Status.SUBMITTED, Status.APPROVED)
        )
        for each in undecided:
            deadline = running(each, self.limits, on=self.today)
            to = To.MANAGER if each.status == Status.SUBMITTED else To.COORDINATORS
            concerned = {
                To.MANAGER: self.staff.of(each.manager_id),
                To.COORDINATORS: self._coordinators,
            }
            if deadline:
                reminders = due.of_waiting_referral(deadline.on, self.today, to)
                yield from _tell(each, reminders, concerned)

    def _emergencies(self) -> Iterator[Telling]:
        """Cases opened in an emergency: nobody is asked to review what they opened themselves."""
        opened = BreakGlass.objects.visible_to(self.actor).filter(status=Emergency.TO_REVIEW)
        for each in opened.defer("reason"):
            reminders = due.of_emergency(each.review_due_on, self.today)
            others = [one for one in self._coordinators if one.person_id != each.person_id]
            yield from _tell(each, reminders, {To.COORDINATORS: others})

    def _tellings(self) -> Iterator[Telling]:
        """Who outside the panel is to be told, and what they were told that is to be looked at."""
        going_on = Delivery.objects.visible_to(self.actor).filter(
            status__in=(DeliveryStatus.PLANNED, DeliveryStatus.DELIVERED)
        )
        for each in going_on.select_related("nominal"):
            agency = self.staff.representing(each.agency_id)
            owners = self.staff.of(each.person_id) or agency
            reminders = due.of_telling(each.by_when, self.limits, self.today)
            if each.review_on:
                owners = self.staff.of(each.nominal.case_manager_id)
                reminders = due.of_told(each.review_on, self.today)
            concerned = {To.OWNER: owners, To.COORDINATORS: self._coordinators}
            yield from _tell(each, reminders, concerned)

    def _decisions_to_tell(self) -> Iterator[Telling]:
        for each in unplanned(self.actor):
            reminders = due.of_decided(localdate(each.slot.closed_at or each.at), self.today)
            yield from _tell(each, reminders, {To.COORDINATORS: self._coordinators})

    def _applications(self) -> Iterator[Telling]:
        """Applications to a disclosure scheme whose next step, or decision, is late."""
        for each, waits in waiting_applications(self.actor, self.limits):
            reminders = due.of_application(waits.on, self.today, is_last=waits.is_last)
            agency = self.staff.representing(each.agency_id)
            concerned = {To.AGENCY: agency, To.COORDINATORS: self._coordinators}
            yield from _tell(each, reminders, concerned)

    @property
    def _coordinators(self) -> list[Appointment]:
        return self.staff.in_role(Role.COORDINATOR)


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
