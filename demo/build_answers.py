"""What agencies answer to an invitation, what they send, and whether they come."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from clocks.working_days import add_working_days
from demo.backgrounds import ANY_AGENCY, RETURNS, SOURCES
from demo.build_book import Book, moment, within
from demo.build_case import is_other_councils
from demo.build_place import ONE_MINUTE, Place, Seat
from demo.lives import happens
from demo.stories import tell
from meetings.models import Attendance, Session

Presence = Attendance.Presence
# How likely each kind of agency is to come, and to know nothing of somebody.
COMES: Mapping[str, float] = {
    "police": 0.96, "probation": 0.95, "prison": 0.88, "victim_service": 0.87,
    "youth_justice": 0.84, "childrens_social_care": 0.82, "nhs_mental_health": 0.77,
    "housing_authority": 0.72, "adult_social_care": 0.68, "nhs_other": 0.62, "dwp": 0.6,
}  # fmt: skip
KNOWS_NOTHING: Mapping[str, float] = {
    "police": 0.03, "probation": 0.12, "prison": 0.1, "victim_service": 0.35,
    "youth_justice": 0.75, "childrens_social_care": 0.45, "nhs_mental_health": 0.5,
    "housing_authority": 0.45, "adult_social_care": 0.65, "nhs_other": 0.6, "dwp": 0.55,
}  # fmt: skip
OTHERWISE_COMES, OTHERWISE_NOTHING = 0.7, 0.08
APOLOGIES = ("Leave; the report stands for us.", "A clash with court.", "Sickness in the team.",
             "An urgent safeguarding meeting.", "Nobody free who knows the case.")  # fmt: skip
REFUSED = "The person's consent to share this was withdrawn; ask our records team."


class Answers:
    """Writes the answers to invitations, and the returns."""

    def __init__(self, book: Book, today: date, rng: Random):
        self.book = book
        self.rng = rng
        self.yesterday = add_working_days(today, -1)

    def write(self, place: Place) -> None:
        """What came of the seats of a case; of those to come, as far as that has come."""
        for seat in place.seats:
            if place.is_past:
                self._answer_past(place, seat)
            else:
                self._answer_coming(place, seat)

    def _answer_past(self, place: Place, seat: Seat) -> None:
        """What came of a seat: whether it was filled, what was answered, what was sent."""
        chance = COMES.get(seat.agency.kind, OTHERWISE_COMES)
        if seat.agency is place.case.lead.agency:
            chance = 0.98
        comes = happens(
            self.rng, chance * (0.85 if is_other_councils(place.case, seat.agency) else 1)
        )
        says = comes or happens(self.rng, 0.65)
        if happens(self.rng, 0.95 if comes else 0.85 if says else 0.2):
            self._send(place, seat, self._sent_at(place, seat))
        if says and happens(self.rng, 0.93):
            at = min(self._answered_at(seat), place.slot.starts_at - timedelta(hours=1))
            self._answer(seat, at, comes=comes)
        content = seat.asked.status == "sent" and not seat.asked.nothing_known
        if comes:
            seat.presence = self._presence(place, seat)
        elif content and says:
            seat.presence = Presence.REPORT
        else:
            seat.presence = Presence.APOLOGIES if says else Presence.ABSENT

    def _answer_coming(self, place: Place, seat: Seat) -> None:
        """Some have answered, and some have sent what they know."""
        if happens(self.rng, 0.6):
            comes = happens(self.rng, COMES.get(seat.agency.kind, OTHERWISE_COMES))
            self._answer(
                seat, min(self._answered_at(seat), moment(self.yesterday, 9, 30)), comes=comes
            )
        if happens(self.rng, 0.4):
            first = seat.invitation.invited_at
            last = moment(self.yesterday, 16)
            if first < last:
                self._send(place, seat, within(first, last, self.rng))

    def _presence(self, place: Place, seat: Seat) -> str:
        session = place.slot.session
        if happens(self.rng, 0.025):
            return Presence.PART
        if session.mode != Session.Mode.HYBRID:
            virtual = session.mode == Session.Mode.VIRTUAL
            return Presence.BY_VIDEO if virtual else Presence.IN_PERSON
        near = seat.agency.kind in ("police", "probation")
        in_person = happens(self.rng, 0.6 if near else 0.3)
        return Presence.IN_PERSON if in_person else Presence.BY_VIDEO

    def _answered_at(self, seat: Seat) -> datetime:
        first = seat.invitation.invited_at
        return within(first, first + timedelta(days=4), self.rng)

    def _sent_at(self, place: Place, seat: Seat) -> datetime:
        """Mostly by the day on which it was due, and always before the case was heard."""
        first = seat.invitation.invited_at + ONE_MINUTE
        by = moment(seat.invitation.return_due_on, 16, 30)
        last = place.slot.starts_at - timedelta(hours=1)
        if happens(self.rng, 0.8) and first < by:
            return within(first, by, self.rng)
        return within(max(first, by), last, self.rng)

    def _answer(self, seat: Seat, at: datetime, *, comes: bool) -> None:
        said: dict[str, Any] = {"answered_at": at, "answered_by": seat.rep.person}
        note = "" if comes else self.rng.choice(APOLOGIES)
        step = "accept" if comes else "apologise"
        self.book.advance(seat.invitation, step, by=seat.rep, at=at, note=note, **said)

    def _send(self, place: Place, seat: Seat, at: datetime) -> None:
        kind = seat.agency.kind
        said: dict[str, Any] = {"sent_at": at, "sent_by": seat.rep.person}
        chance = KNOWS_NOTHING.get(kind, OTHERWISE_NOTHING)
        if is_other_councils(place.case, seat.agency):
            chance = 0.88
        elif seat.agency is place.case.lead.agency:
            chance = 0
        if happens(self.rng, 0.003):
            self.book.advance(seat.asked, "refuse", by=seat.rep, at=at, content=REFUSED, **said)
        elif happens(self.rng, chance):
            self.book.advance(seat.asked, "send", by=seat.rep, at=at, nothing_known=True, **said)
        else:
            content = tell(RETURNS.get(kind, ANY_AGENCY), self.rng)
            source = self.rng.choice(SOURCES)
            said |= {"content": content, "source": source}
            self.book.advance(seat.asked, "send", by=seat.rep, at=at, **said)
        seat.invitation.returned_at = at
        self.book.event("invitation.return", seat.invitation, by=seat.rep, at=at)
