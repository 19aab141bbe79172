"""Sessions and their slots: planned, convened, opened and closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from random import Random

from clocks.working_days import add_working_days
from demo.build_answers import Answers
from demo.build_book import Book, Cause, moment
from demo.build_case import Case
from demo.build_invitations import Invitations, opened_with
from demo.build_place import ONE_MINUTE, Place
from demo.build_staff import County
from demo.lives import happens
from demo.meetings_calendar import Calendar, Hearing, Sitting
from demo.meetings_terms import Term
from demo.people import PRISON
from meetings.models import Session, Slot
from referrals.models import Referral

BY_VIDEO_SINCE = date(2020, 4, 1)
CONVENED_BEFORE = {2: 15, 3: 3}  # working days before the session
SITS_AT = {2: (9, 30), 3: (14, 0)}


class Panels:
    """Writes sessions and slots into the book, with who is asked to them and comes."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng
        self.invitations = Invitations(book, county, rng)
        self.answers = Answers(book, today, rng)

    def write(
        self, calendar: Calendar, cases: Sequence[Case], referrals: Mapping[Term, Referral]
    ) -> list[Place]:
        """Every sitting with its cases, in the order of days; answers the cases' places."""
        sittings = sorted(
            (s for each in calendar.sittings.values() for s in each), key=lambda s: (s.day, s.level)
        )
        places = []
        for sitting in sittings:
            nearest = next(iter(calendar.coming(sitting.level)), None)
            convened = sitting.day < self.today or sitting is nearest
            places += self._sitting(sitting, cases, referrals, convened=convened)
        return places

    def _sitting(
        self,
        sitting: Sitting,
        cases: Sequence[Case],
        referrals: Mapping[Term, Referral],
        *,
        convened: bool,
    ) -> list[Place]:
        session, chair = self._session(sitting), self.county.chair(sitting.level)
        minutes, unit = session.panel.slot_minutes, self.county.coordinator
        places = []
        for nth, hearing in enumerate(sitting.hearings):
            slot = Slot(
                nominal=cases[hearing.person].nominal,
                session=session,
                referral=referrals.get(hearing.term) if hearing.is_first else None,
                area=self.county.area,
                starts_at=session.starts_at + nth * minutes * ONE_MINUTE,
                minutes_allotted=minutes,
                purpose=self._purpose(cases[hearing.person], hearing, sitting.day),
            )
            places.append(Place(slot, cases[hearing.person], hearing, sitting, chair))
        convened_at = self._yesterday(
            moment(add_working_days(sitting.day, -CONVENED_BEFORE[sitting.level]), 10, 15)
        )
        if convened and places:
            self.book.advance(session, "convene", by=unit, at=convened_at)
        for place in places:
            added_at = self._added_at(place, convened_at)
            self._add_slot(place, added_at)
            if convened:
                self.invitations.write(place, max(added_at, convened_at) + ONE_MINUTE)
                self.answers.write(place)
        if sitting.day < self.today:
            end = places[-1].slot.ends_at
            self.book.advance(session, "open", by=chair, at=session.starts_at - 2 * ONE_MINUTE)
            self.book.advance(session, "close", by=chair, at=end + 5 * ONE_MINUTE)
        return places

    def _session(self, sitting: Sitting) -> Session:
        hour, minute = SITS_AT[sitting.level]
        panel, chair = self.county.panels[sitting.level], self.county.chair(sitting.level)
        modes = (Session.Mode.HYBRID, Session.Mode.HYBRID, Session.Mode.VIRTUAL)
        in_person = sitting.day < BY_VIDEO_SINCE
        mode = Session.Mode.IN_PERSON if in_person else self.rng.choice(modes)
        session = Session(
            panel=panel,
            area=self.county.area,
            starts_at=moment(sitting.day, hour, minute),
            mode=mode,
            place="" if mode == Session.Mode.VIRTUAL else panel.place,
            chair=chair.person,
        )
        at = self._yesterday(moment(add_working_days(sitting.day, -40), 9))
        unit, area = self.county.coordinator, self.county.area
        self.book.begin(session, "add", by=unit, at=at)
        reason = "Those who run the panel, and its reminders"
        cause = Cause("session", reason, at, session.pk, by=unit.person)
        groups = [area.coordination_id, area.service_id, panel.chairs_id]
        self.book.open(session, groups, cause)
        return session

    def _purpose(self, case: Case, hearing: Hearing, day: date) -> str:
        place = case.place_on(day)
        if hearing.is_first:
            return Slot.Purpose.INITIAL
        if place and place.kind == PRISON and happens(self.rng, 0.6):
            return Slot.Purpose.PRE_RELEASE
        return Slot.Purpose.EMERGENCY if happens(self.rng, 0.02) else Slot.Purpose.REVIEW

    def _added_at(self, place: Place, convened_at: datetime) -> datetime:
        """Some days before the invitations; never before the case was at the level at all."""
        on = add_working_days(convened_at.date(), -self.rng.randint(1, 4))
        earlier = moment(on, 11, self.rng.randrange(60))
        began = moment(place.hearing.term.from_on, 17, self.rng.randrange(60))
        return self._yesterday(max(earlier, began))

    def _yesterday(self, at: datetime) -> datetime:
        """The moment, or the last working day where that is still to come."""
        return min(at, moment(add_working_days(self.today, -1), 9, 30))

    def _add_slot(self, place: Place, at: datetime) -> None:
        slot, session, unit = place.slot, place.slot.session, self.county.administrator
        self.book.begin(slot, "add", by=unit, at=at)
        reason = "Chairs of the panel that hears the case"
        cause = Cause("slot", reason, at, slot.pk, by=unit.person)
        for record in opened_with(slot):
            self.book.open(record, [session.panel.chairs_id], cause)
        lead = Cause("slot", "Case manager of a case in the session", at, slot.pk, by=unit.person)
        self.book.open(session, [place.case.lead.own_group], lead)
