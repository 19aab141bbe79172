"""Who accepted the statement for each past session, what its chair noted, and who observed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random

from access.actor import Role
from agencies.services import REPRESENTS_AGENCY
from clocks.working_days import add_working_days
from demo.build_book import Book, Cause, moment
from demo.build_place import Place
from demo.build_staff import County, Post
from meetings.models import (
    ChairNote,
    Observation,
    Session,
    StatementAcceptance,
    StatementEdition,
)
from meetings.statement import current_edition
from meetings.terms import end_of

AN_HOUR = timedelta(hours=1)
A_QUARTER = timedelta(days=91)
NOTED_LAST = 6  # slots of the past that a chair still has a note about
NOTES = (
    "Let housing speak first: the tenancy is what the rest hangs on.",
    "Ask again who tells the family, and by when. It was left open last time.",
    "Keep to time. Two cases after this one need longer than is planned.",
)
WHY = "Their meeting of this quarter"


class Statements:
    """Writes into the book who accepted the statement, chairs' notes and observations."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng

    def write(self, places: Sequence[Place]) -> None:
        past = [place for place in places if place.is_past]
        edition = current_edition(self.county.area.pk, on=self.today)
        for session, cases in _by_session(past).items():
            for post in self._readers(cases):
                self._accept(post, session, edition)
        for place in past[-NOTED_LAST:]:
            self._note(place)
        self._observe(_by_session(places))

    def _readers(self, cases: Sequence[Place]) -> list[Post]:
        """The unit, the chair, those whose agency was asked, and those who lead a case."""
        agencies = dict.fromkeys(seat.agency for place in cases for seat in place.seats)
        found = [*self.county.holding(Role.COORDINATOR, Role.ADMINISTRATOR), cases[0].chair]
        for agency in agencies:
            found += self.county.holding(*sorted(REPRESENTS_AGENCY), agency=agency)
        found += [each for place in cases for each in (place.case.lead, place.case.manager)]
        return list({post.person_id: post for post in found}.values())

    def _accept(self, post: Post, session: Session, edition: StatementEdition) -> None:
        at = session.starts_at - AN_HOUR
        acceptance = StatementAcceptance(
            session=session,
            edition=edition,
            person=post.person,
            appointment=post.appointment,
            agency=post.agency,
            accepted_at=at,
        )
        self.book.begin(acceptance, "accept", by=post, at=at)
        reason = "Accepted it, or runs the session"
        cause = Cause("statement", reason, at, acceptance.pk, by=post.person)
        area, chairs = self.county.area, session.panel.chairs_id
        groups = [post.own_group, area.coordination_id, area.service_id, chairs]
        self.book.open(acceptance, groups, cause)

    def _note(self, place: Place) -> None:
        chair, at = place.chair, place.slot.starts_at - AN_HOUR
        note = ChairNote(
            nominal=place.slot.nominal,
            slot=place.slot,
            by=chair.person,
            at=at,
            text=self.rng.choice(NOTES),
        )
        self.book.begin(note, "keep", by=chair, at=at)
        cause = Cause("note", "Written for oneself", at, note.pk, by=chair.person)
        self.book.open(note, [chair.own_group], cause)

    def _observe(self, sessions: Iterable[Session]) -> None:
        """A lay adviser, by turns, once a quarter until today, and at the next session to come."""
        advisers, last = self.county.holding(Role.LAY_ADVISER), None
        for number, session in enumerate(sorted(sessions, key=lambda each: each.starts_at)):
            day = session.starts_at.date()
            is_next = last is not None and last < self.today <= day
            if last is None or day - last >= A_QUARTER or is_next:
                self._ask(advisers[number % len(advisers)], session)
                last = day
            if day >= self.today:
                break

    def _ask(self, adviser: Post, session: Session) -> None:
        unit, day = self.county.coordinator, session.starts_at.date()
        at = self._asked_at(day)
        observation = Observation(
            session=session,
            observer=adviser.person,
            reason=WHY,
            given_by=unit.person,
            given_at=at,
            until=end_of(day),
            was_there=True if day < self.today else None,
        )
        self.book.begin(observation, "add", by=unit, at=at)
        reason = f"Observes the session: {WHY}"
        until = observation.until
        cause = Cause("observation", reason, at, observation.pk, unit.person, expires_at=until)
        self.book.open(session, [adviser.own_group], cause)

    def _asked_at(self, day: date) -> datetime:
        return moment(min(add_working_days(day, -10), add_working_days(self.today, -1)), 9, 15)


def _by_session(places: Iterable[Place]) -> dict[Session, list[Place]]:
    found: dict[Session, list[Place]] = {}
    for place in places:
        found.setdefault(place.slot.session, []).append(place)
    return found
