"""What happened in each slot: who came, what was decided, and why."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from demo.build_book import Book, Cause
from demo.build_place import ONE_MINUTE, Place, Seat
from demo.build_staff import County
from demo.lives import happens
from demo.stories import DECISIONS, DISCLOSURES, RECIPIENTS, TOLD, tell
from meetings.lifecycle import ReturnStatus
from meetings.models import (
    Attendance,
    Decision,
    Disclosure,
)
from meetings.models.hold import ATTENDED

CHOICES = {
    Disclosure.Choice.DO_NOT_DISCLOSE: 62,
    Disclosure.Choice.ALREADY_DISCLOSED: 14,
    Disclosure.Choice.DISCLOSE: 14,
    Disclosure.Choice.REVISIT: 10,
}
DISSENT = (
    "Housing would have kept the level for one more review, since the tenancy is new.",
    "Police would have stepped up, because of the intelligence of the last week.",
    "Children's services asked that their concern about the new address be recorded.",
)


class Hearings:
    """Writes into the book what was done in the slots of the past."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng

    def write(self, places: Sequence[Place]) -> None:
        for place in places:
            if place.is_past:
                self._hear(place)

    def _hear(self, place: Place) -> None:
        slot, chair, at = place.slot, place.chair, place.slot.starts_at
        self.book.advance(slot, "open", by=chair, at=at)
        groups = [seat.agency.group_id for seat in place.seats] + [place.case.lead.own_group]
        for seat in place.seats:
            if seat.asked.status == ReturnStatus.SENT:
                self._open_return(place, seat, groups)
            self._seat(place, seat)
        self._decide_disclosure(place, at + 25 * ONE_MINUTE)
        self._decide(place, at + 30 * ONE_MINUTE)
        self.book.advance(slot, "close", by=chair, at=slot.ends_at, closed_at=slot.ends_at)
        self._move(place)

    def _open_return(self, place: Place, seat: Seat, groups: list[int]) -> None:
        at, by = place.slot.starts_at, place.chair
        reason = "Invited to the slot, which has been opened"
        cause = Cause("return", reason, at, seat.asked.pk, by=by.person)
        self.book.open(seat.asked, groups, cause)
        self.book.advance(seat.asked, "open", by=by, at=at)

    def _seat(self, place: Place, seat: Seat) -> None:
        came = seat.presence in ATTENDED
        attendance = Attendance(
            nominal=place.slot.nominal,
            slot=place.slot,
            agency=seat.agency,
            presence=seat.presence,
            represented_by=seat.rep.person.name if came else "",
            by=place.chair.person,
            at=place.slot.starts_at + 2 * ONE_MINUTE,
        )
        self.book.begin(attendance, "record", by=place.chair, at=attendance.at)

    def _decide_disclosure(self, place: Place, at: datetime) -> None:
        choice = self.rng.choices(list(CHOICES), list(CHOICES.values()))[0]
        said: dict[str, Any] = {}
        if choice == Disclosure.Choice.DISCLOSE:
            tests = ("lawful", "necessary", "proportionate", "reasonable")
            said = dict.fromkeys(tests, True)
            said |= {"to_whom": self.rng.choice(RECIPIENTS), "what": self.rng.choice(TOLD)}
        if choice == Disclosure.Choice.REVISIT:
            said = {"revisit_on": place.hearing.back_on or place.day + timedelta(days=56)}
        disclosure = Disclosure(
            nominal=place.slot.nominal,
            slot=place.slot,
            choice=choice,
            rationale=tell(DISCLOSURES[choice], self.rng),
            by=place.chair.person,
            at=at,
            **said,
        )
        self.book.begin(disclosure, "decide", by=place.chair, at=at)

    def _decide(self, place: Place, at: datetime) -> None:
        choice = f"level_{place.hearing.chosen}"
        decision = Decision(
            nominal=place.slot.nominal,
            slot=place.slot,
            choice=choice,
            rationale=tell(DECISIONS[choice], self.rng),
            dissent=self.rng.choice(DISSENT) if happens(self.rng, 0.05) else "",
            review_on=place.hearing.back_on,
            by=place.chair.person,
            at=at,
        )
        self.book.begin(decision, "record", by=place.chair, at=at)
        place.decision = decision

    def _move(self, place: Place) -> None:
        """The level that begins now says why; the trail says who moved the case, if it moved."""
        chosen, term = place.hearing.chosen, place.hearing.term
        if chosen == term.level:
            return
        because = place.decision.rationale
        if term.until_on in place.case.levels:
            place.case.levels[term.until_on].rationale = because
        leaves = term.after is None
        detail: dict[str, Any] = {"before": term.level, "because": because}
        if not leaves:
            detail["after"] = chosen
        action = "nominal.leave" if leaves else "nominal.change_level"
        at = place.slot.ends_at
        self.book.event(action, place.case.nominal, by=place.chair, at=at, **detail)
