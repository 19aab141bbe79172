"""Who has opened which cases lately; and what was unusual about some readings, and is asked."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse

from access.actor import Role
from agencies.models import Membership
from clocks.working_days import add_working_days
from demo.build_book import Book, Cause, moment, within
from demo.build_emergencies import Emergency
from demo.build_inbox import About, Inbox
from demo.build_place import ONE_MINUTE, Place
from demo.build_staff import County, Post
from meetings.lifecycle import ReturnStatus
from nominals.models import Exclusion, Nominal
from oversight.models import Question
from oversight.questions.services import REASON
from oversight.questions.unusual import is_out_of_hours, is_outside_caseload, is_same_surname
from victims.models import VictimRecord

LATELY = timedelta(days=45)
ONE_DAY = timedelta(days=1)
EXPLAINED = "An emergency that night, which has been reviewed: they used what they read."


class Readings:
    """Writes readings into the book, and the questions that the service asks about some."""

    def __init__(self, book: Book, county: County, today: date, inbox: Inbox):
        self.book = book
        self.county = county
        self.today = today
        self.inbox = inbox
        self.unit = county.holding(Role.COORDINATOR, Role.ADMINISTRATOR)
        self.groups: dict[UUID, set[int]] = defaultdict(set)
        for each in book.rows[Membership]:
            self.groups[each.appointment_id].add(each.group_id)

    def write(self, places: Sequence[Place], emergencies: Sequence[Emergency]) -> None:
        barred = {each.nominal_id for each in self.book.rows.get(Exclusion, ())}
        lately = [
            place
            for place in places
            if place.seats
            and place.day > self.today - LATELY
            and place.slot.nominal_id not in barred
        ]
        for place in lately:
            self._prepare(place)
            if place.is_past:
                self._hear(place)
        self._ask_about(lately, emergencies)

    def _prepare(self, place: Place) -> None:
        """Between the invitations and the session: the lead, the unit, the chair, some invited."""
        first = place.seats[0].invitation.invited_at + ONE_MINUTE
        last = min(moment(place.day, 9), moment(self.today - ONE_DAY, 16))
        invited = [seat.rep for seat in place.seats[1:3]]
        for post in (place.case.lead, self.county.coordinator, place.chair, *invited):
            at = within(first, max(first, last), self.book.rng)
            if not is_out_of_hours(at):
                self.book.reading("nominal.show", place.slot.nominal, by=post, at=at)

    def _hear(self, place: Place) -> None:
        """The chair and those invited, with what the agencies had sent, once it was opened."""
        shown = [s.asked.pk for s in place.seats if s.asked.status == ReturnStatus.OPEN]
        invited = [seat.rep for seat in place.seats[:4]]
        for number, post in enumerate((place.chair, *invited), start=1):
            at = place.slot.starts_at + number * ONE_MINUTE
            self.book.reading("slot.show", place.slot, by=post, at=at, shown=shown)

    def _ask_about(self, lately: Sequence[Place], emergencies: Sequence[Emergency]) -> None:
        for each in emergencies:
            question = self._unusual(each.case.nominal, each.by, each.read_at)
            if each.glass.reviewed_at:
                self._answer(question, each.glass.reviewed_at + 5 * ONE_MINUTE)
        for place in [each for each in lately if not each.is_past][:1]:
            at = moment(add_working_days(self.today, -2), 23, 12)
            question = self._unusual(place.slot.nominal, place.case.lead, at)
            asked = question.asked_at + timedelta(hours=7)
            self.book.advance(question, "ask_the_reader", by=self.county.coordinator, at=asked)
        self._on_a_sunday()

    def _on_a_sunday(self) -> None:
        """The liaison officer, in a case of theirs."""
        day = self.today - timedelta(days=2 + (self.today.weekday() - 1) % 7)
        at, officer = moment(day, 15, 20), self.county.holding(Role.VICTIM_LIAISON)[0]
        for record in self.book.rows.get(VictimRecord, ()):
            if "victim" in self._causes(record.nominal, officer, at):
                self._unusual(record.nominal, officer, at)
                return

    def _unusual(self, nominal: Nominal, by: Post, at: datetime) -> Question:
        """A reading, and the question about it that the service asks in the night after."""
        reading = self.book.reading("nominal.show", nominal, by=by, at=at)
        asked = moment(at.date() + ONE_DAY, 2)
        question = Question(
            event_id=reading.id,
            nominal=nominal,
            reader=by.person,
            why=self._why(nominal, by, at),
            asked_at=asked,
        )
        service, area = self.county.holding(Role.SERVICE)[0], self.county.area
        self.book.begin(question, "ask", by=service, at=asked)
        groups = [area.service_id, *(post.own_group for post in self.unit)]
        self.book.open(question, groups, Cause("question", REASON, asked, question.pk))
        about = About(area.pk, reverse("oversight:list_questions"))
        told = [post.person for post in self.unit]
        self.inbox.tell_lately("question.asked", told, about, on=at.date(), at=asked)
        return question

    def _why(self, nominal: Nominal, by: Post, at: datetime) -> list[str]:
        role = Role(by.appointment.role)
        asked = {
            Question.Why.CASELOAD: is_outside_caseload(role, self._causes(nominal, by, at)),
            Question.Why.SURNAME: is_same_surname(by.person.name, nominal.surname),
            Question.Why.HOURS: is_out_of_hours(at),
        }
        return [why.value for why, holds in asked.items() if holds]

    def _causes(self, nominal: Nominal, by: Post, at: datetime) -> set[str]:
        """Of what opens the case to somebody at a moment."""
        return {
            share.source
            for share in self.book.shares(nominal)
            if share.group_id in self.groups[by.appointment_id]
            and share.given_at <= at
            and (share.expires_at is None or share.expires_at > at)
        }

    def _answer(self, question: Question, at: datetime) -> None:
        by = self.county.coordinator
        self.book.advance(
            question,
            "answer",
            by=by,
            at=at,
            answer=Question.Answer.EXPECTED,
            note=EXPLAINED,
            answered_at=at,
            answered_by=by.person,
        )
