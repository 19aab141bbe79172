"""People named for one case for a while, and those who must not receive anything about one."""

from dataclasses import dataclass
from datetime import date, timedelta

from access.actor import Role
from agencies.models import Agency, Person
from clocks.working_days import add_working_days, end_of
from demo.build_book import Book, Cause, moment
from demo.build_case import Case, take
from demo.build_inbox import About, Inbox
from demo.build_staff import County, Post
from demo.people import PRISON
from nominals.models import Exclusion
from sharing.models import NamedPerson
from sharing.services.named import SOURCE

NEIGHBOUR = "Lives two doors from the person's family."
EMPLOYED = "The person worked there until the arrest, and colleagues gave evidence."
NO_LONGER = "The befriending has ended; the agency has nothing more to do in the case."


@dataclass(frozen=True, slots=True)
class Naming:
    """Whose job it is, at which kind of agency, and why; days since, days to come."""

    role: Role
    kind: Agency.Kind
    reason: str
    since: int  # working days
    lasts: int


NAMINGS = (
    Naming(Role.REPRESENTATIVE, Agency.Kind.VOLUNTARY, "Voluntary caseworker: meets the person"
           " weekly and supports the tenancy", 25, 120),
    Naming(Role.VICTIM_LIAISON, Agency.Kind.VICTIM_SERVICE, "Speaks for the family at the review"
           " of the licence", 60, 2),
    Naming(Role.PRISON_OFFENDER_MANAGER, Agency.Kind.PRISON, "Plans the release with the case"
           " manager", 8, 56),
)  # fmt: skip
ENDED = Naming(Role.REPRESENTATIVE, Agency.Kind.VOLUNTARY,
               "Voluntary caseworker: befriends the person", 50, 40)  # fmt: skip
ENDED_AGO = 12  # working days


class Named:
    """Writes into the book who is named, and who is excluded, as their services do.

    `free` are the cases to choose from; what is chosen is taken from them.
    """

    def __init__(self, book: Book, county: County, today: date, inbox: Inbox, free: list[Case]):
        self.book = book
        self.county = county
        self.today = today
        self.inbox = inbox
        self.free = free

    def write(self) -> None:
        """Three whose time runs, one of them nearly out; one that was ended; two exclusions."""
        for naming in NAMINGS:
            self._name(naming)
        if ended := self._name(ENDED):
            self._end(*ended)
        trust = self.county.of_kind(Agency.Kind.NHS_MENTAL_HEALTH)[0]
        neighbour = self.county.holding(Role.REPRESENTATIVE, agency=trust)[-1]
        self._exclude(trust, 18, NEIGHBOUR, neighbour.person)
        self._exclude(self.county.of_kind(Agency.Kind.DWP)[0], 31, EMPLOYED)

    def _name(self, naming: Naming) -> tuple[NamedPerson, Case] | None:
        post = self.county.holding(naming.role, agency=self.county.of_kind(naming.kind)[0])[0]
        case = take(self.free, lambda case: self._would_help(post, case))
        if case is None:
            return None
        at = moment(add_working_days(self.today, -naming.since), 11, 10)
        named = NamedPerson(
            nominal=case.nominal,
            person=post.person,
            reason=naming.reason,
            given_by=case.lead.person,
            given_at=at,
            until=end_of(self.today + timedelta(days=naming.lasts)),
        )
        self.book.begin(named, "add", by=case.lead, at=at)
        why = f"Named for this case: {naming.reason}"
        cause = Cause(SOURCE, why, at, named.pk, case.lead.person, named.until)
        self.book.open(case.nominal, [post.own_group], cause)
        about = About(named.pk, case.nominal.get_absolute_url(), case.nominal.pk)
        told = [post.person]
        self.inbox.tell_lately("named_person.added", told, about, on=named.last_day, at=at)
        return named, case

    def _would_help(self, post: Post, case: Case) -> bool:
        """Where the case is not open to them already; for a prison's people, in prison."""
        stay = case.place_on(self.today)
        is_held = stay is not None and stay.kind == PRISON
        groups = {post.own_group, post.agency.group_id}
        is_open = any(share.group_id in groups for share in self.book.shares(case.nominal))
        return not is_open and is_held == (post.agency.kind == Agency.Kind.PRISON)

    def _end(self, named: NamedPerson, case: Case) -> None:
        at = moment(add_working_days(self.today, -ENDED_AGO), 14, 40)
        said = {"ended_at": at, "ended_by": case.lead.person, "ended_because": NO_LONGER}
        self.book.amend(named, "end", by=case.lead, at=at, because=NO_LONGER, **said)
        self.book.end(case.nominal, SOURCE, named.pk, at=at)

    def _exclude(
        self, agency: Agency, days: int, reason: str, person: Person | None = None
    ) -> None:
        """An agency, or a person of it, of a case that is open to it; so many working days ago."""
        case = take(self.free, lambda case: self._is_open_to(agency, case))
        if case is None:
            return
        at, by = moment(add_working_days(self.today, -days), 15, 30), self.county.coordinator
        whom = {"person": person} if person else {"agency_id": agency.pk}
        self.book.add(Exclusion(nominal=case.nominal, reason=reason, given_at=at, **whom))
        said = {"person": str(person.pk)} if person else {"agency": str(agency.pk)}
        self.book.event("exclusion.add", case.nominal, by=by, at=at, **said)

    def _is_open_to(self, agency: Agency, case: Case) -> bool:
        """Through an invitation; a case that it does not lead."""
        now = moment(self.today, 0)
        return case.lead.agency is not agency and any(
            share.group_id == agency.group_id and (share.expires_at or now) > now
            for share in self.book.shares(case.nominal)
        )
