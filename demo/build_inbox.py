"""What people have been told of the last days: their inboxes, and the e-mails that went out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from access.actor import Role
from agencies.models import Agency, Person
from clocks.services import AreaLimits
from clocks.working_days import due
from demo.build_book import Book, moment
from demo.build_place import Place
from demo.build_staff import County
from demo.lives import happens
from meetings.lifecycle import ActionStatus, MinutesStatus
from meetings.models import Action, Distribution, Minutes, Session
from notices.models import Delivered, Letter, Notice
from notices.words import say
from referrals.lifecycle import Status
from referrals.models import Referral

LATELY = timedelta(days=16)
STILL_UNREAD = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about, and the page that it leads to."""

    key: UUID
    link: str
    nominal_id: UUID | None = None


class Inbox:
    """Writes notices into the book, each with the e-mail that carried it."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng
        self.now = moment(today, 0)
        self.limits = AreaLimits(())

    def write(self, places: Sequence[Place]) -> None:
        """Tell people what the product would have told them of what happened lately."""
        self._of_referrals()
        self._of_sessions(places)
        self._of_minutes(places)
        self._of_actions()

    def _of_referrals(self) -> None:
        for referral in list(self.book.rows.get(Referral, ())):
            if referral.status == Status.SUBMITTED:
                on = self._due("manager_approval", referral.submitted_at)
                self._tell(
                    "referral.to_approve", [referral.manager], referral, on, referral.submitted_at
                )
            if referral.status == Status.APPROVED:
                on, at = self._due("screening", referral.approved_at), referral.approved_at
                self._tell("referral.to_screen", self._unit(), referral, on, at)
            if referral.decided_at and self._is_recent(referral.decided_at):
                told, at = [referral.referrer, referral.manager], referral.decided_at
                self._tell("referral.decided", told, referral, at.date(), at)

    def _of_sessions(self, places: Sequence[Place]) -> None:
        """Each agency once for a session, each case manager once for a case."""
        coming: dict[Session, list[Place]] = {}
        for place in places:
            if place.seats and not place.is_past:
                coming.setdefault(place.slot.session, []).append(place)
        for session, heard in coming.items():
            at = heard[0].seats[0].invitation.invited_at
            on = session.starts_at.date()
            agencies = {seat.agency.pk: seat.agency for place in heard for seat in place.seats}
            link = reverse("meetings:list_invitations")
            self._tell(
                "invitation.sent", self._representatives(agencies.values()), session, on, at, link
            )
            self._tell("session.to_chair", [session.chair], session, on, at)
            for place in heard:
                told = [place.case.lead.person]
                self._tell(
                    "slot.planned", told, place.slot, on, place.seats[0].invitation.invited_at
                )

    def _of_minutes(self, places: Sequence[Place]) -> None:
        case_of = {place.slot.pk: place.case for place in places}
        readers: dict[Any, list[Agency]] = {}
        for row in self.book.rows.get(Distribution, ()):
            readers.setdefault(row.minutes_id, []).append(row.agency)
        for minutes in list(self.book.rows.get(Minutes, ())):
            if minutes.status == MinutesStatus.SUBMITTED:
                at = self.now - timedelta(hours=12)
                chair = [minutes.slot.session.chair]
                self._tell("minutes.to_approve", chair, minutes, at.date(), at)
            if minutes.issued_at and self._is_recent(minutes.issued_at):
                case = case_of[minutes.slot_id]
                told = [case.lead.person, case.manager.person]
                told += self._representatives(readers[minutes.pk])
                at = minutes.issued_at
                self._tell("minutes.issued", told, minutes, at.date(), at)

    def _of_actions(self) -> None:
        for action in list(self.book.rows.get(Action, ())):
            if self._is_recent(action.given_at):
                named = [action.person] if action.person else self._representatives([action.agency])
                self._tell("action.given", named, action, action.due_on, action.given_at)
            answered = action.answered_at and self._is_recent(action.answered_at)
            if answered and action.status != ActionStatus.CANCELLED:
                at = action.answered_at
                self._tell("action.answered", self._unit(), action, action.due_on, at)

    def _unit(self) -> list[Person]:
        return [post.person for post in self.county.holding(Role.COORDINATOR)]

    def _representatives(self, agencies: Iterable[Agency]) -> list[Person]:
        roles = (Role.REPRESENTATIVE, Role.SENIOR_REPRESENTATIVE)
        return [
            post.person
            for agency in agencies
            for post in self.county.holding(*roles, agency=agency)
        ]

    def _due(self, key: str, at: datetime) -> date:
        return due(self.limits.of(key, at.date()), at.date())

    def _is_recent(self, at: datetime) -> bool:
        return at > self.now - LATELY

    def _tell(
        self,
        rule: str,
        people: Iterable[Person],
        record: Any,
        on: date,
        at: datetime,
        link: str = "",
    ) -> None:
        nominal = getattr(record, "nominal_id", None)
        about = About(record.pk, link or record.get_absolute_url(), nominal)
        self._write(rule, people, about, on, at)

    def tell_lately(
        self, rule: str, people: Iterable[Person], about: About, *, on: date, at: datetime
    ) -> None:
        """Tell people of something, if it happened lately."""
        if self._is_recent(at):
            self._write(rule, people, about, on, at)

    def _write(
        self, rule: str, people: Iterable[Person], about: About, on: date, at: datetime
    ) -> None:
        words = say(rule, on, {})
        for person in {each.pk: each for each in people}.values():
            was_read = at < self.now - STILL_UNREAD and happens(self.rng, 0.85)
            read_at = at + timedelta(hours=self.rng.randint(1, 20)) if was_read else None
            notice = Notice(
                recipient=person,
                rule=rule,
                about_id=about.key,
                nominal_id=about.nominal_id,
                on=on,
                subject=words.subject,
                body=words.body,
                link=about.link,
                created_at=at,
                read_at=read_at,
            )
            self._post(self.book.add(notice), at + timedelta(minutes=1))

    def _post(self, notice: Notice, at: datetime) -> None:
        """The e-mail of a notice, which has gone out and lies in the demonstration's mailbox."""
        name = f"<{notice.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}>"
        letter = Letter(
            notice=notice,
            status=Letter.Status.SENT,
            due_at=notice.created_at,
            attempts=1,
            message_id=name,
            sent_at=at,
        )
        self.book.add(letter)
        address = urljoin(settings.SITE_ADDRESS, notice.link)
        delivered = Delivered(
            message_id=name,
            to=notice.recipient.email,
            subject=notice.subject,
            body=f"{notice.body}\n\nSign in to see it: {address}\n",
            at=at,
        )
        self.book.add(delivered)
