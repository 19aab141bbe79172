"""The minutes of each slot: what they say, how far they have come, and to whom they went."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

from clocks.services import AreaLimits
from clocks.working_days import add_working_days, due
from demo.build_book import Book, Cause, moment
from demo.build_place import Place
from demo.build_staff import County
from demo.stories import MINUTES, tell
from meetings.actions import as_given, as_they_stand
from meetings.lifecycle import ActionStatus, MinutesStatus, ReturnStatus
from meetings.models import Action, Attendance, Distribution, Minutes, Section
from meetings.models.hold import ATTENDED
from meetings.sections import written

# The story that each written section is told by, where they differ in name.
STORY = {
    "start": "category_and_level",
    "person": "person_and_order",
    "contribution": "own_contribution",
    "victims": "victim_views",
    "other": "community",
    "summary": "executive_summary",
}
WRITTEN_IN_A_DRAFT = 5  # sections, when the minutes have just been begun
# Working days: to write the minutes, to approve them, to issue them; and how often.
WRITING = ((2, 3, 4, 5, 6, 8, 11), (12, 22, 22, 18, 14, 8, 4))
APPROVING = ((0, 1, 2, 3, 5), (20, 35, 25, 15, 5))
ISSUING = ((0, 1, 2), (55, 30, 15))
HASTE = {2: 1.0, 3: 0.5}
# What has become of the minutes of a panel's last session, by turns: days do not say.
LAST_SESSION = (MinutesStatus.ISSUED, MinutesStatus.SUBMITTED, MinutesStatus.DRAFT)


class Minuting:
    """Writes the minutes of past slots into the book.

    `ended` says when each action was no longer open.
    """

    def __init__(
        self, book: Book, county: County, today: date, rng: Random, ended: Mapping[UUID, datetime]
    ):
        self.book = book
        self.county = county
        self.rng = rng
        self.ended = ended
        self.limits = AreaLimits(())
        self.yesterday = add_working_days(today, -1)
        self.earlier: dict[UUID, list[list[Action]]] = {}

    def write(self, places: Sequence[Place]) -> None:
        past = [place for place in places if place.is_past]
        newest = {place.sitting.level: place.sitting for place in past}
        turns = dict.fromkeys(newest, 0)
        for place in past:
            level, until = place.sitting.level, MinutesStatus.ISSUED
            is_newest = place.sitting is newest[level]
            if is_newest:
                until = LAST_SESSION[turns[level] % len(LAST_SESSION)]
                turns[level] += 1
            minutes = self._begin(place)
            self._write_actions_down(place, minutes)
            self._take_on(place, minutes, until, hurry=is_newest)

    def _begin(self, place: Place) -> Minutes:
        limit = self.limits.of(f"minutes_level_{place.sitting.level}", place.day)
        at, by, area = place.slot.starts_at, place.chair, self.county.area
        due_on = due(limit, place.day)
        slot = place.slot
        minutes = Minutes(nominal=slot.nominal, slot=slot, due_on=due_on, pen_since=at)
        self.book.begin(minutes, "write", by=by, at=at)
        groups = [area.coordination_id, area.service_id, place.slot.session.panel.chairs_id]
        self.book.open(
            minutes, groups, Cause("minutes", "Runs the panel", at, minutes.pk, by.person)
        )
        return minutes

    def _write_actions_down(self, place: Place, minutes: Minutes) -> None:
        """What became of earlier actions, and those given, as it stood when the slot closed."""
        at, heard = place.slot.ends_at, self.earlier.setdefault(place.slot.nominal_id, [])
        last = heard[-1] if heard else []
        before = [
            then
            for each in (action for given in heard for action in given)
            if (then := self._as_it_stood(each, at)).status == ActionStatus.OPEN or each in last
        ]
        before.sort(key=lambda action: (action.due_on, action.number))
        told = {
            "last_actions": as_they_stand(before, on=place.day),
            "new_actions": as_given(place.actions),
        }
        for key, text in told.items():
            self._section(minutes, key, text, place.chair.person, at, version=0)
        heard.append(place.actions)

    def _as_it_stood(self, action: Action, at: datetime) -> Action:
        """The action as it was at a moment: still open, or answered; verified is said later."""
        then, ended = copy(action), self.ended.get(action.pk)
        if ended is None or ended > at:
            then.status, then.answered_at = ActionStatus.OPEN, None
        elif then.status == ActionStatus.VERIFIED:
            then.status = ActionStatus.DONE
        return then

    def _take_on(
        self, place: Place, minutes: Minutes, until: MinutesStatus, *, hurry: bool
    ) -> None:
        """Written, submitted, approved and issued, as far as that has happened by today."""
        submitted, approved, issued = self._days(place.sitting.level, place.day)
        if hurry:
            submitted, approved, issued = (
                min(each, self.yesterday) for each in (submitted, approved, issued)
            )
        is_draft = until == MinutesStatus.DRAFT or submitted > self.yesterday
        self._write_sections(minutes, place.day, submitted, draft=is_draft)
        if is_draft:
            return
        at = moment(submitted, 12)
        self.book.advance(minutes, "submit", by=self.county.coordinator, at=at, pen_since=at)
        if until == MinutesStatus.SUBMITTED or approved > self.yesterday:
            return
        at = moment(approved, 14)
        said: dict[str, Any] = {
            "approved_by": place.chair.person,
            "approved_at": at,
            "pen_since": at,
        }
        self.book.advance(minutes, "approve", by=place.chair, at=at, **said)
        if issued <= self.yesterday:
            self._issue(place, minutes, moment(issued, 16))

    def _days(self, level: int, day: date) -> tuple[date, date, date]:
        """When minutes are sent to the chair, approved and issued; sooner at Level 3."""
        found = [day]
        for takes in (WRITING, APPROVING, ISSUING):
            number = round(self.rng.choices(*takes)[0] * HASTE[level])
            found.append(add_working_days(found[-1], number) if number else found[-1])
        return found[1], found[2], found[3]

    def _issue(self, place: Place, minutes: Minutes, at: datetime) -> None:
        by, case = self.county.administrator, place.case
        self.book.advance(minutes, "issue", by=by, at=at, issued_at=at, pen_since=at)
        readers = [
            seat.agency
            for seat in place.seats
            if seat.presence in (*ATTENDED, Attendance.Presence.REPORT)
            or seat.asked.status == ReturnStatus.OPEN
        ]
        groups = [agency.group_id for agency in readers]
        groups += [case.lead.own_group, case.manager.own_group]
        cause = Cause("distribution", "On the distribution list", at, minutes.pk, by.person)
        self.book.open(minutes, groups, cause)
        for agency in readers:
            row = Distribution(nominal=place.slot.nominal, minutes=minutes, agency=agency, at=at)
            self.book.add(row)

    def _write_sections(
        self, minutes: Minutes, heard: date, submitted: date, *, draft: bool
    ) -> None:
        by = self.county.administrator.person
        at = moment(max(heard, min(submitted, self.yesterday)), 11)
        for number, part in enumerate(written()):
            if draft and number >= WRITTEN_IN_A_DRAFT:
                self.book.add(Section(nominal=minutes.nominal, minutes=minutes, key=part.key))
            else:
                text = tell(MINUTES[STORY.get(part.key, part.key)], self.rng)
                self._section(minutes, part.key, text, by, at, version=1)

    def _section(
        self, minutes: Minutes, key: str, text: str, by: Any, at: datetime, *, version: int
    ) -> None:
        section = Section(
            nominal=minutes.nominal,
            minutes=minutes,
            key=key,
            text=text,
            written_by=by,
            written_at=at,
            version=version,
        )
        self.book.add(section)
