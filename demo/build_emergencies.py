"""Cases that somebody of the responsible authority opened in an emergency; one not reviewed yet."""

from dataclasses import dataclass
from datetime import date, datetime

from access.actor import Role
from agencies.models import Agency
from clocks.services import AreaLimits
from clocks.working_days import add_working_days, due, ends_at
from demo.build_book import Book, Cause, moment
from demo.build_case import Case, take
from demo.build_inbox import About, Inbox
from demo.build_place import ONE_MINUTE
from demo.build_staff import County, Post
from sharing.facts import IN_AN_EMERGENCY
from sharing.models import LONGEST_EMERGENCY, BreakGlass
from sharing.services.break_glass import SOURCE

ARRESTED = (
    "Arrested tonight at the home of a former partner. The custody sergeant needs the conditions"
    " and whom to warn."
)
AT_THE_GATE = (
    "A prisoner says that they have been threatened by him from outside; his release plan and the"
    " no-contact conditions are needed before unlock."
)
REVIEWED = (
    "Rang the custody sergeant: the arrest was that night, and the conditions were used. Opened"
    " for forty minutes, the record and nothing else."
)


@dataclass(frozen=True)
class Emergency:
    """A case that was opened, by whom, and their reading of it."""

    glass: BreakGlass
    case: Case
    by: Post
    read_at: datetime


class Emergencies:
    """Writes them into the book, as `sharing.services.break_glass` does."""

    def __init__(self, book: Book, county: County, today: date, inbox: Inbox, free: list[Case]):
        self.book = book
        self.county = county
        self.today = today
        self.inbox = inbox
        self.free = free
        self.limits = AreaLimits(())

    def write(self) -> list[Emergency]:
        """One of the police, reviewed; one of the prison, whose review is late."""
        kind, role = Agency.Kind, Role
        police = self._open(role.REPRESENTATIVE, kind.POLICE, ARRESTED, self._night(30))
        prison = self._open(role.PRISON_OFFENDER_MANAGER, kind.PRISON, AT_THE_GATE, self._night(8))
        if police:
            self._review(police.glass, moment(add_working_days(self.today, -28), 10, 15))
        return [each for each in (police, prison) if each]

    def _night(self, days: int) -> datetime:
        """The evening of a working day, so many of them ago."""
        return moment(add_working_days(self.today, -days), 21, 50)

    def _open(self, role: Role, kind: Agency.Kind, reason: str, at: datetime) -> Emergency | None:
        post = self.county.holding(role, agency=self.county.of_kind(kind)[0])[0]
        case = take(self.free, lambda case: self._is_hidden_from(post, case, at.date()))
        if case is None:
            return None
        today = at.date()
        lasts = ends_at(self.limits.of("break_glass", today), at)
        glass = BreakGlass(
            nominal=case.nominal,
            person=post.person,
            appointment_id=post.appointment_id,
            agency=post.agency,
            reason=reason,
            opened_at=at,
            until=min(lasts, at + LONGEST_EMERGENCY),
            review_due_on=due(self.limits.of("break_glass_review", today), today),
        )
        self.book.add(glass)
        self.book.event("break_glass.open", glass, by=post, at=at, opened=True)
        cause = Cause(SOURCE, IN_AN_EMERGENCY, at, glass.pk, post.person, glass.until)
        self.book.open(case.nominal, [post.own_group], cause)
        self._announce(glass, case)
        return Emergency(glass, case, post, at + ONE_MINUTE)

    def _is_hidden_from(self, post: Post, case: Case, day: date) -> bool:
        """At Level 1 and in the community, managed by probation alone."""
        groups = {post.own_group, post.agency.group_id}
        is_open = any(share.group_id in groups for share in self.book.shares(case.nominal))
        is_probations = case.lead.agency.kind == Agency.Kind.PROBATION
        return not is_open and is_probations and case.level_on(day) == 1

    def _announce(self, glass: BreakGlass, case: Case) -> None:
        told = [post.person for post in self.county.holding(Role.COORDINATOR)]
        told.append(case.lead.person)
        about = About(glass.pk, glass.get_absolute_url(), case.nominal.pk)
        on, at = glass.opened_at.date(), glass.opened_at
        self.inbox.tell_lately("break_glass.opened", told, about, on=on, at=at)

    def _review(self, glass: BreakGlass, at: datetime) -> None:
        by = self.county.coordinator
        self.book.advance(
            glass,
            "review",
            by=by,
            at=at,
            reviewed_at=at,
            reviewed_by=by.person,
            outcome=BreakGlass.Outcome.PROPORTIONATE,
            review_note=REVIEWED,
        )
