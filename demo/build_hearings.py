"""What happened in each slot: who came, what was decided and why, and the minutes of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from clocks.services import AreaLimits
from clocks.working_days import add_working_days, due
from demo.build_book import Book, Cause, moment
from demo.build_panels import ONE_MINUTE, Place, Seat
from demo.build_staff import County
from demo.lives import happens
from demo.stories import DECISIONS, DISCLOSURES, MINUTES, RECIPIENTS, TOLD, tell
from meetings.lifecycle import MinutesStatus, ReturnStatus
from meetings.models import (
    Attendance,
    Decision,
    Disclosure,
    Distribution,
    Minutes,
    Section,
)
from meetings.models.hold import ATTENDED
from meetings.sections import written

# The story that each written section of the minutes is told by, where they differ in name.
STORY = {
    "start": "category_and_level",
    "person": "person_and_order",
    "contribution": "own_contribution",
    "victims": "victim_views",
    "other": "community",
    "summary": "executive_summary",
}
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
WRITTEN_IN_A_DRAFT = 5  # sections, when the minutes have just been begun
# Working days: to write the minutes, to approve them, to issue them; and how often.
WRITING = ((2, 3, 4, 5, 6, 8, 11), (12, 22, 22, 18, 14, 8, 4))
APPROVING = ((0, 1, 2, 3, 5), (20, 35, 25, 15, 5))
ISSUING = ((0, 1, 2), (55, 30, 15))
HASTE = {2: 1.0, 3: 0.5}
# What has become of the minutes of a panel's last session, by turns: days do not say.
LAST_SESSION = (MinutesStatus.ISSUED, MinutesStatus.SUBMITTED, MinutesStatus.DRAFT)


class Hearings:
    """Writes into the book what was done in the slots of the past."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng
        self.limits = AreaLimits(())

    def write(self, places: Sequence[Place]) -> None:
        past = [place for place in places if place.is_past]
        newest = {place.sitting.level: place.sitting for place in past}
        turns = dict.fromkeys(newest, 0)
        for place in past:
            self._hear(place)
            level, until = place.sitting.level, None
            if place.sitting is newest[level]:
                until = LAST_SESSION[turns[level] % len(LAST_SESSION)]
                turns[level] += 1
            self._write_down(place, until)

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

    def _write_down(self, place: Place, until: str | None) -> None:
        """The minutes, as far as they have come by today (`until` where that is given)."""
        limit = self.limits.of(f"minutes_level_{place.sitting.level}", place.day)
        minutes = Minutes(nominal=place.slot.nominal, slot=place.slot, due_on=due(limit, place.day))
        self.book.begin(minutes, "write", by=place.chair, at=place.slot.starts_at)
        area = self.county.area
        groups = [area.coordination_id, area.service_id, place.slot.session.panel.chairs_id]
        cause = Cause(
            "minutes", "Runs the panel", place.slot.starts_at, minutes.pk, place.chair.person
        )
        self.book.open(minutes, groups, cause)
        submitted, approved, issued = self._days(place.sitting.level, place.day)
        if until == MinutesStatus.ISSUED:
            issued = min(issued, add_working_days(self.today, -1))
            approved, submitted = min(approved, issued), min(submitted, issued)
        yesterday = add_working_days(self.today, -1)
        stops = until or MinutesStatus.ISSUED
        is_draft = submitted > yesterday or stops == MinutesStatus.DRAFT
        self._write_sections(place, minutes, submitted, draft=is_draft)
        if is_draft:
            return
        by, at = self.county.administrator, moment(min(submitted, yesterday), 12)
        self.book.advance(minutes, "submit", by=by, at=at)
        if approved > yesterday or stops == MinutesStatus.SUBMITTED:
            return
        self._approve(place, minutes, moment(approved, 14))
        if issued <= yesterday:
            self._issue(place, minutes, moment(issued, 16))

    def _days(self, level: int, day: date) -> tuple[date, date, date]:
        """When minutes are sent to the chair, approved and issued; sooner at Level 3."""
        found = [day]
        for takes in (WRITING, APPROVING, ISSUING):
            number = round(self.rng.choices(*takes)[0] * HASTE[level])
            found.append(add_working_days(found[-1], number) if number else found[-1])
        return found[1], found[2], found[3]

    def _approve(self, place: Place, minutes: Minutes, at: datetime) -> None:
        chair = place.chair
        said: dict[str, Any] = {"approved_by": chair.person, "approved_at": at}
        self.book.advance(minutes, "approve", by=chair, at=at, **said)

    def _issue(self, place: Place, minutes: Minutes, at: datetime) -> None:
        by, case = self.county.administrator, place.case
        self.book.advance(minutes, "issue", by=by, at=at, issued_at=at)
        readers = [
            seat
            for seat in place.seats
            if seat.presence in (*ATTENDED, Attendance.Presence.REPORT)
            or seat.asked.status == ReturnStatus.OPEN
        ]
        groups = [seat.agency.group_id for seat in readers]
        groups += [case.lead.own_group, case.manager.own_group]
        cause = Cause("distribution", "On the distribution list", at, minutes.pk, by.person)
        self.book.open(minutes, groups, cause)
        for seat in readers:
            row = Distribution(
                nominal=place.slot.nominal, minutes=minutes, agency=seat.agency, at=at
            )
            self.book.add(row)

    def _write_sections(
        self, place: Place, minutes: Minutes, submitted: date, *, draft: bool
    ) -> None:
        by = self.county.administrator
        last = submitted if submitted < self.today else add_working_days(self.today, -1)
        for number, part in enumerate(written()):
            is_written = not draft or number < WRITTEN_IN_A_DRAFT
            said: Mapping[str, Any] = {}
            if is_written:
                story = MINUTES[STORY.get(part.key, part.key)]
                at = moment(max(last, place.day), 11)
                said = {
                    "text": tell(story, self.rng),
                    "written_by": by.person,
                    "written_at": at,
                    "version": 1,
                }
            section = Section(nominal=place.slot.nominal, minutes=minutes, key=part.key, **said)
            self.book.add(section)
