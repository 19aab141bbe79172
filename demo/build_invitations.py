"""Who is asked to a case: the lead agency, the core panel, and those whom the case concerns."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from random import Random

from django.utils.timezone import make_aware

from access.actor import Role
from agencies.models import Agency
from clocks.services import AreaLimits
from clocks.working_days import due
from demo.build_book import Book, Cause
from demo.build_case import Case, is_other_councils
from demo.build_place import Place, Seat
from demo.build_staff import County, Post
from demo.lives import happens
from meetings.models import InformationReturn, Invitation, Slot

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


class Invitations:
    """Writes invitations, the returns that they ask for, and what they open."""

    def __init__(self, book: Book, county: County, rng: Random):
        self.book = book
        self.county = county
        self.rng = rng
        self.limits = AreaLimits(())

    def write(self, place: Place, at: datetime) -> None:
        """Ask everybody who should be there to one case."""
        day, session = place.day, place.slot.session
        latest = due(self.limits.of(f"review_level_{session.panel.level}_maximum", day), day)
        seen_until = make_aware(datetime.combine(latest + timedelta(days=1), time.min))
        for agency, reason in self._asked(place):
            place.seats.append(self._ask(place, agency, reason, at, seen_until))

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
        latest = due(self.limits.of("returns_before_session", at.date()), place.day)
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
        for record in opened_with(slot):
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


def opened_with(slot: Slot) -> list[object]:
    """What is opened to those asked to a case, beside what follows the nominal."""
    return [slot.nominal, slot.session, *([slot.referral] if slot.referral else [])]
