"""Sessions and their slots: planned, convened, and answered by the agencies that are asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils.timezone import make_aware

from access.actor import Role
from agencies.models import Agency
from clocks.rules import Limit
from clocks.services import AreaLimits
from clocks.working_days import add_working_days, due
from demo.backgrounds import ANY_AGENCY, RETURNS, SOURCES
from demo.build_book import Book, Cause, moment, within
from demo.build_people import TOWNS, Case
from demo.build_staff import County, Post
from demo.lives import happens
from demo.meetings_calendar import Calendar, Hearing, Sitting
from demo.meetings_terms import Term
from demo.people import PRISON
from demo.stories import tell
from meetings.models import (
    Attendance,
    Decision,
    InformationReturn,
    Invitation,
    Session,
    Slot,
)
from referrals.models import Referral

BY_VIDEO_SINCE = date(2020, 4, 1)
CONVENED_BEFORE = {2: 15, 3: 3}  # working days before the session
SITS_AT = {2: (9, 30), 3: (14, 0)}
ONE_MINUTE = timedelta(minutes=1)
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
# Who else is asked, and why: by what is true of the person, or by chance.
CASE_SPECIFIC: Mapping[str, str] = {
    "prison": "Holds the person",
    "independent_hospital": "Treats the person",
    "youth_justice": "The person is under 18",
    "education": "A school is concerned",
    "fire_arson_taskforce": "Risk of fire",
    "immigration_enforcement": "Immigration status",
    "registered_provider": "May provide a home",
    "electronic_monitoring": "Monitors a tag",
    "voluntary": "Supports the person",
}
BY_CHANCE = {"electronic_monitoring": 0.18, "voluntary": 0.15}
BY_FLAG = {
    "child": ("youth_justice", "education"),
    "arson": ("fire_arson_taskforce",),
    "foreign_national": ("immigration_enforcement",),
    "accommodation_need": ("registered_provider",),
}
APOLOGIES = ("Leave; the report stands for us.", "A clash with court.", "Sickness in the team.",
             "An urgent safeguarding meeting.", "Nobody free who knows the case.")  # fmt: skip
REFUSED = "The person's consent to share this was withdrawn; ask our records team."


@dataclass
class Seat:
    """An agency asked to a case: who answers for it, and how the seat was filled in the end."""

    agency: Agency
    rep: Post
    invitation: Invitation
    asked: InformationReturn
    presence: str = ""


@dataclass
class Place:
    """A case in a session, on record."""

    slot: Slot
    case: Case
    hearing: Hearing
    sitting: Sitting
    chair: Post
    seats: list[Seat] = field(default_factory=list)
    decision: Decision = field(default_factory=Decision)

    @property
    def day(self) -> date:
        return self.sitting.day

    @property
    def is_past(self) -> bool:
        return self.hearing.chosen is not None


class Panels:
    """Writes sessions, slots, invitations and returns into the book."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng
        self.limits = AreaLimits(())

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

    def limit(self, key: str, on: date) -> Limit:
        return self.limits.of(key, on)

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
                self._invite(place, max(added_at, convened_at) + ONE_MINUTE)
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
        at = self._yesterday(moment(sitting.day - timedelta(days=60), 9))
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
        earlier = convened_at - timedelta(days=self.rng.randint(1, 6))
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
        for record in self._opened_with(slot):
            self.book.open(record, [session.panel.chairs_id], cause)
        lead = Cause("slot", "Case manager of a case in the session", at, slot.pk, by=unit.person)
        self.book.open(session, [place.case.lead.own_group], lead)

    def _opened_with(self, slot: Slot) -> list[object]:
        return [slot.nominal, slot.session, *([slot.referral] if slot.referral else [])]

    def _invite(self, place: Place, at: datetime) -> None:
        day, session = place.day, place.slot.session
        latest = due(self.limit(f"review_level_{session.panel.level}_maximum", day), day)
        seen_until = make_aware(datetime.combine(latest + timedelta(days=1), time.min))
        for agency, reason in self._asked(place):
            seat = self._ask(place, agency, reason, at, seen_until)
            place.seats.append(seat)
            if place.is_past:
                self._answer_past(place, seat)
            else:
                self._answer_coming(place, seat)

    def _asked(self, place: Place) -> Iterator[tuple[Agency, str]]:
        """The lead agency, the core panel, then those whom the case concerns, each once."""
        level, lead = place.sitting.level, place.case.lead.agency
        yield lead, "Lead agency"
        core = [agency for agency in self.county.core(level) if agency is not lead]
        yield from ((agency, f"Core panel, Level {level}") for agency in core)
        asked = {lead, *core}
        for kind in self._kinds_concerned(place):
            agency = self._agency(kind, place.case)
            if agency not in asked:
                yield agency, CASE_SPECIFIC[kind]

    def _kinds_concerned(self, place: Place) -> list[str]:
        stay = place.case.place_on(place.day)
        where = {"prison": ["prison"], "hospital": ["independent_hospital"]}
        kinds = list(where.get(stay.kind, [])) if stay else []
        for flag in sorted(place.case.spec.flags & BY_FLAG.keys()):
            kinds += BY_FLAG[flag]
        return kinds + [kind for kind, chance in BY_CHANCE.items() if happens(self.rng, chance)]

    def _agency(self, kind: str, case: Case) -> Agency:
        """The agency of a kind; where there is one for each council, that of the person's."""
        found = self.county.of_kind(kind)
        return next(agency for agency in found if not is_other_councils(case, agency))

    def _ask(
        self, place: Place, agency: Agency, reason: str, at: datetime, seen_until: datetime
    ) -> Seat:
        slot, unit, area = place.slot, self.county.coordinator, self.county.area
        latest = due(self.limit("returns_before_session", at.date()), place.day)
        invitation = Invitation(
            nominal=slot.nominal,
            slot=slot,
            agency=agency,
            reason=reason,
            invited_at=at,
            return_due_on=max(at.date(), latest),
        )
        self.book.begin(invitation, "add", by=unit, at=at)
        cause = Cause(
            "invitation", f"Invited: {reason}", at, invitation.pk, unit.person, seen_until
        )
        for record in self._opened_with(slot):
            self.book.open(record, [agency.group_id], cause)
        asked = InformationReturn(
            nominal=slot.nominal, invitation=invitation, slot=slot, agency=agency
        )
        self.book.begin(asked, "request", by=unit, at=at)
        writers = [agency.group_id]
        if agency is place.case.lead.agency:
            writers.append(place.case.lead.own_group)
        panel = [area.coordination_id, area.service_id, slot.session.panel.chairs_id]
        reason = "The agency that is asked, and those who run the panel"
        self.book.open(asked, writers + panel, Cause("return", reason, at, asked.pk, unit.person))
        return Seat(agency, self._rep(place, agency), invitation, asked)

    def _rep(self, place: Place, agency: Agency) -> Post:
        """Who answers: the case manager for the lead; a senior person, mostly, at Level 3."""
        if agency is place.case.lead.agency and place.sitting.level == 2:  # noqa: PLR2004
            return place.case.lead
        senior = self.county.holding(Role.SENIOR_REPRESENTATIVE, agency=agency)
        if place.sitting.level == 3 and senior and happens(self.rng, 0.88):  # noqa: PLR2004
            return senior[0]
        return self.rng.choice(self.county.holding(Role.REPRESENTATIVE, agency=agency))

    def _answer_past(self, place: Place, seat: Seat) -> None:
        """What came of a seat: whether it was filled, what was answered, what was sent."""
        chance = COMES.get(seat.agency.kind, OTHERWISE_COMES)
        if seat.agency is place.case.lead.agency:
            chance = 0.98
        comes = happens(
            self.rng, chance * (0.85 if is_other_councils(place.case, seat.agency) else 1)
        )
        says = comes or happens(self.rng, 0.65)
        if happens(self.rng, 0.95 if comes else 0.7 if says else 0.2):
            self._send(place, seat, self._sent_at(place, seat))
        if says and happens(self.rng, 0.93):
            at = min(self._answered_at(seat), place.slot.starts_at - timedelta(hours=1))
            self._answer(seat, at, comes=comes)
        content = seat.asked.status == "sent" and not seat.asked.nothing_known
        if comes:
            seat.presence = self._presence(place, seat)
        elif content and happens(self.rng, 0.8):
            seat.presence = Presence.REPORT
        else:
            seat.presence = Presence.APOLOGIES if says else Presence.ABSENT

    def _answer_coming(self, place: Place, seat: Seat) -> None:
        """Some have answered, and some have sent what they know."""
        if happens(self.rng, 0.6):
            comes = happens(self.rng, COMES.get(seat.agency.kind, OTHERWISE_COMES))
            self._answer(seat, self._yesterday(self._answered_at(seat)), comes=comes)
        if happens(self.rng, 0.4):
            first = seat.invitation.invited_at
            last = moment(add_working_days(self.today, -1), 16)
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


def is_other_councils(case: Case, agency: Agency) -> bool:
    """Whether the agency belongs to the council where the person does not live."""
    sides = [side for side in TOWNS if agency.name.startswith(f"{side} {agency.area.name} ")]
    return bool(sides) and case.side not in sides
