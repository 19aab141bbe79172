"""The area, its agencies and everybody who works there: who holds which appointment."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from access.actor import Role
from agencies.models import Agency, Appointment, Area, Membership, Person
from agencies.services import groups_of
from demo.agencies import AgencySpec, agencies
from demo.build_book import Book, moment
from demo.names import email, staff_name
from meetings.models import Panel

NO_PASSWORD = "!"  # noqa: S105 (no password is right)
SERVICE = "Reminders and counts"
# How many cases a case manager of a kind of agency has, and what each is called.
CASELOADS: Mapping[str, tuple[int, str, str]] = {
    "probation": (40, "Probation practitioner", "Senior probation officer"),
    "police": (55, "Offender manager, MOSOVO", "Detective sergeant, MOSOVO"),
    "youth_justice": (10, "Youth justice worker", "Team manager"),
    "nhs_mental_health": (20, "Care co-ordinator", "Ward and community manager"),
}
A_MANAGERS_TEAM = 7
SUPERINTENDENT = 4  # the number of the opening that chairs the Level 3 panel


@dataclass(frozen=True, slots=True)
class Opening:
    """An appointment to be filled.

    Other openings are told by their numbers: `manager` is that of a case manager's manager, and
    whoever fills `also` holds this one too. `chairs` is the level of a panel.
    """

    spec: AgencySpec
    role: Role
    title: str = ""
    senior: bool = False
    manager: int | None = None
    also: int | None = None
    chairs: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody under one of their appointments."""

    person: Person
    appointment: Appointment
    agency: Agency

    @property
    def person_id(self) -> UUID:
        return self.person.pk

    @property
    def appointment_id(self) -> UUID:
        return self.appointment.pk

    @property
    def own_group(self) -> int:
        return self.person.own_group_id


@dataclass(frozen=True)
class County:
    """An area with its agencies, its panels by level, and its posts."""

    area: Area
    agencies: tuple[Agency, ...]
    panels: Mapping[int, Panel]
    posts: tuple[Post, ...]

    def of_kind(self, kind: str) -> list[Agency]:
        return [agency for agency in self.agencies if agency.kind == kind]

    def core(self, level: int) -> list[Agency]:
        return [agency for agency in self.agencies if getattr(agency, f"core_level_{level}")]

    def holding(self, *roles: Role, agency: Agency | None = None) -> list[Post]:
        """Who holds one of these appointments, for an agency if one is named."""
        return [
            post
            for role in roles
            for post in self._by_role.get(role, ())
            if agency is None or post.agency is agency
        ]

    def chair(self, level: int) -> Post:
        return self.holding(Role.CHAIR)[level - 2]

    @property
    def coordinator(self) -> Post:
        return self.holding(Role.COORDINATOR)[0]

    @property
    def administrator(self) -> Post:
        return self.holding(Role.ADMINISTRATOR)[0]

    def manager_of(self, post: Post) -> Post:
        """The post of a case manager's manager."""
        managers = self.holding(Role.MANAGER, agency=post.agency)
        return next(each for each in managers if each.person_id == post.appointment.manager_id)

    @cached_property
    def _by_role(self) -> Mapping[str, list[Post]]:
        found: dict[str, list[Post]] = {}
        for post in self.posts:
            found.setdefault(post.appointment.role, []).append(post)
        return found


def found_county(book: Book, area_name: str, *, today: date, cases: Mapping[str, int]) -> County:
    """Found the area, its agencies and panels, and appoint everybody.

    `cases` says how many people each kind of agency leads today.
    """
    area = _area(book, area_name)
    specs = agencies(area_name)
    found = _agencies(book, area, specs)
    panels = _panels(book, area)
    openings = list(_openings(specs, cases))
    people = _people(book, openings)
    posts: list[Post] = []
    for number, opening in enumerate(openings):
        person = posts[opening.also].person if opening.also is not None else people[number]
        manager = posts[opening.manager].person if opening.manager is not None else None
        since = today - timedelta(days=365 * 4 - number)  # the first of a role, the longest
        appointment = Appointment(
            person=person,
            agency=found[opening.spec],
            area=area,
            role=opening.role,
            title=opening.title,
            senior=opening.senior,
            manager=manager,
            starts_at=moment(since, 9),
        )
        chairs = [panels[opening.chairs].chairs] if opening.chairs else []
        posts.append(appoint(book, appointment, chairs))
    return County(area, tuple(found.values()), panels, tuple(posts))


def appoint(book: Book, appointment: Appointment, also: Iterable[Group] = ()) -> Post:
    """Appoint somebody, with the groups that go with it, as `agencies.services.appoint` does."""
    person, agency = appointment.person, appointment.agency
    post = Post(person, book.add(appointment), agency)
    for group in (*groups_of(Role(appointment.role), person=person, agency=agency), *also):
        book.add(Membership(person=person, group=group, appointment=appointment))
    return post


def code_of(area: str, taken: set[str]) -> str:
    """Two letters that begin an area's reference numbers; more where another area has them."""
    words = [word for word in area.upper().split() if word not in {"AND", "OF", "THE"}]
    letters = "".join(char for char in "".join(words) if char.isalpha()) or "X"
    first = "".join(word[0] for word in words)[:2] if len(words) > 1 else letters[:2]
    tries = [first, *(letters[0] + a for a in letters[1:]), letters[:3], letters[:4]]
    numbered = (f"{letters[:2]}{n:02}" for n in range(100))
    return next(code for code in (*tries, *numbered) if code not in taken)


def _area(book: Book, name: str) -> Area:
    taken = set(Area.objects.values_list("code", flat=True))
    coordination, service = (book.groups(kind, 1)[0] for kind in ("coordination", "service"))
    return book.add(
        Area(
            name=name,
            code=code_of(name, taken),
            police_force=f"{name} Police",
            coordination=coordination,
            service=service,
        )
    )


def _agencies(book: Book, area: Area, specs: tuple[AgencySpec, ...]) -> dict[AgencySpec, Agency]:
    groups = book.groups("agency", len(specs))
    return {
        spec: book.add(
            Agency(
                area=area,
                name=spec.name,
                kind=spec.kind,
                standing=spec.standing,
                core_level_2=spec.core_level_2,
                core_level_3=spec.core_level_3,
                group=group,
            )
        )
        for spec, group in zip(specs, groups, strict=True)
    }


def _panels(book: Book, area: Area) -> dict[int, Panel]:
    second, third = book.groups("chairs", 2)
    place = "Meeting room 2, Lantern House"
    rows = (
        Panel(area=area, name="Level 2 panel", level=2, chairs=second, place=place),
        Panel(area=area, name="Level 3 panel", level=3, chairs=third, slot_minutes=60, place=place),
    )
    return {panel.level: book.add(panel) for panel in rows}


def _openings(specs: tuple[AgencySpec, ...], cases: Mapping[str, int]) -> Iterator[Opening]:
    """Everybody's, in a fixed order; an opening refers to others by their numbers."""
    by_kind = {spec.kind: spec for spec in specs}
    probation, police, board = by_kind["probation"], by_kind["police"], by_kind["board"]
    unit = (
        Opening(probation, Role.COORDINATOR, "MAPPA co-ordinator"),
        Opening(probation, Role.ADMINISTRATOR, "MAPPA administrator"),
        Opening(probation, Role.ADMINISTRATOR, "MAPPA administrator"),
        Opening(probation, Role.CHAIR, "Senior probation officer", chairs=2),
        Opening(police, Role.CHAIR, "Superintendent", chairs=3),
    )
    yield from unit
    number = len(unit)
    for kind in CASELOADS:
        for opening in _team(by_kind[kind], cases.get(kind, 0), number):
            number += 1
            yield opening
    yield Opening(by_kind["victim_service"], Role.VICTIM_LIAISON, "Victim liaison officer")
    yield Opening(by_kind["prison"], Role.PRISON_OFFENDER_MANAGER, "Prison offender manager")
    for spec in specs:
        yield from _representatives(spec)
    yield Opening(board, Role.BOARD_CHAIR, "Chair of the board")
    yield from (
        Opening(spec, Role.BOARD_MEMBER, "Head of service")
        for spec in specs
        if spec.on_board and spec is not police
    )
    yield Opening(board, Role.LAY_ADVISER, "Lay adviser")
    yield Opening(board, Role.LAY_ADVISER, "Lay adviser")
    yield Opening(board, Role.AUDITOR, "Auditor")
    yield Opening(board, Role.INFORMATION_GOVERNANCE, "Information governance officer")
    # The one person with two appointments, each of which shows them something else.
    yield Opening(police, Role.BOARD_MEMBER, "Head of public protection", also=SUPERINTENDENT)
    yield Opening(board, Role.SERVICE, SERVICE)


def _team(spec: AgencySpec, cases: int, first: int) -> Iterator[Opening]:
    """Case managers enough for the cases, two at least, and a manager for each seven of them."""
    load, title, managers_title = CASELOADS[spec.kind]
    workers = max(2, ceil(cases / load))
    managers = ceil(workers / A_MANAGERS_TEAM)
    for _ in range(managers):
        yield Opening(spec, Role.MANAGER, managers_title)
    for number in range(workers):
        yield Opening(spec, Role.PRACTITIONER, title, manager=first + number % managers)


def _representatives(spec: AgencySpec) -> Iterator[Opening]:
    if spec.kind == "board":
        return
    for _ in range(2 if spec.core_level_2 else 1):
        yield Opening(spec, Role.REPRESENTATIVE, "Panel representative")
    if spec.core_level_3:
        yield Opening(spec, Role.SENIOR_REPRESENTATIVE, "Director", senior=True)


def _people(book: Book, openings: list[Opening]) -> dict[int, Person]:
    """A new person for each opening that nobody else fills, under names that no other area has."""
    first, password = Person.objects.count(), make_password(settings.DEMONSTRATION_PASSWORD)
    numbers = [number for number, opening in enumerate(openings) if opening.also is None]
    groups = book.groups("person", len(numbers))
    people = {}
    for number, group in zip(numbers, groups, strict=True):
        opening = openings[number]
        is_service = opening.role == Role.SERVICE
        name = SERVICE if is_service else staff_name(first + number)
        people[number] = book.add(
            Person(
                name=name,
                email=email(name, opening.spec.name),
                own_group=group,
                password=NO_PASSWORD if is_service else password,
            )
        )
    return people
