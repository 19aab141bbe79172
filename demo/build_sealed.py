"""Cases closed to all but a few: one that the area sealed, and one of the national division.

They come beyond the people whom the return counts: an area's figures count no sealed case.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from access.actor import Role
from agencies.models import Agency
from clocks.working_days import add_working_days
from demo.build_book import Book, Cause, moment
from demo.build_case import Case
from demo.build_national import National
from demo.build_people import write_case
from demo.build_staff import Post
from demo.names import person_name
from demo.people import COMMUNITY, CategoryEpisode, LevelEpisode, PersonSpec, Stay
from sharing.models import Seal, SealedFor
from sharing.seals import COUNTED, NATIONAL, SEAL, WHO

TERRORISM_SINCE = date(2022, 7, 1)  # there was no Category 4 before
BEFORE_THE_YEAR = timedelta(days=200)
SEALED_FOR = 85  # working days
BEYOND_ALL = 24_000  # the number of a person that no county reaches
RELATED = "A relative of the victim has joined the MAPPA unit."
DIVISIONS = "Managed by the National Security Division."


class Sealed:
    """Writes sealed cases into the book."""

    def __init__(self, book: Book, national: National, today: date):
        self.book = book
        self.national = national
        self.county = national.county
        self.today = today

    def write(self, cases: Sequence[Case], *, year_began: date) -> list[Case]:
        """Both were on record when the return's year began, or as soon after as can be."""
        since = add_working_days(year_began - BEFORE_THE_YEAR, 0)
        found = [self._of_the_area(cases, since)]
        since = max(since, TERRORISM_SINCE)
        if since < self.today:
            found.append(self._of_the_division([*cases, *found], since))
        return found

    def _of_the_area(self, cases: Sequence[Case], since: date) -> Case:
        """The co-ordinator sealed it, and sees it no longer."""
        probation = self.county.of_kind(Agency.Kind.PROBATION)[0]
        lead = self.county.holding(Role.PRACTITIONER, agency=probation)[-1]
        case = self._case(cases, _spec(1, 2, "sentence", since), lead)
        at = moment(add_working_days(self.today, -SEALED_FOR), 10, 20)
        named = [lead, self.county.chair(3)]
        self._seal(case, self.county.coordinator, named, RELATED, max(at, moment(since, 11)))
        return case

    def _of_the_division(self, cases: Sequence[Case], since: date) -> Case:
        """Its case manager sealed it on the day on which it came."""
        lead = self.national.case_manager
        case = self._case(cases, _spec(2, 4, "terrorism", since), lead)
        named = [lead, self.national.coordinator]
        self._seal(case, lead, named, DIVISIONS, moment(since, 10, 5))
        return case

    def _case(self, cases: Sequence[Case], spec: PersonSpec, lead: Post) -> Case:
        year = spec.category_episodes[0].from_on.year % 100
        begins = f"{self.county.area.code}{year:02}/"
        number = sum(each.nominal.reference.startswith(begins) for each in cases) + 1
        reference = f"{begins}{number:04}"
        return write_case(self.book, self.county, spec, reference, lead, today=self.today)

    def _seal(self, case: Case, by: Post, named: Sequence[Post], reason: str, at: datetime) -> None:
        """As `sharing.seals.seal` does."""
        nominal, unit = case.nominal, self.national.unit
        seal = Seal(nominal=nominal, reason=reason, sealed_by=by.person, sealed_at=at)
        self.book.begin(seal, "add", by=by, at=at)
        for post in named:
            self.book.add(SealedFor(nominal=nominal, seal=seal, person=post.person))
        for share in self.book.shares(nominal):
            share.end(at)
        own = [post.own_group for post in named]
        self.book.open(nominal, own, Cause(SEAL, WHO, at, seal.pk, by.person))
        counted = Cause(NATIONAL, COUNTED, at, seal.pk, by.person)
        self.book.open(nominal, [unit.service_id], counted)


def _spec(number: int, category: int, basis: str, since: date) -> PersonSpec:
    """Somebody at Level 1 in the community, from a day on."""
    surname, forenames = person_name(BEYOND_ALL + number, "male")
    return PersonSpec(
        surname=surname,
        forenames=forenames,
        date_of_birth=since - timedelta(days=12_000 + 1_000 * number),
        sex="male",
        category_episodes=(CategoryEpisode(category, since, basis=basis),),
        level_episodes=(LevelEpisode(1, since),),
        locations=(Stay(COMMUNITY, since),),
    )
