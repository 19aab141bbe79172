"""The national unit, which counts the sealed cases of all areas, and its people in the county."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from access.actor import Role
from agencies.models import Agency, Appointment, Area, Person
from demo.build_book import Book, moment
from demo.build_staff import NO_PASSWORD, County, Post, appoint
from demo.names import email, staff_name

DIVISION, CODE, FORCE = "National Security Division", "NSD", "Counter Terrorism Policing"
COUNT = "National count"
IN_POST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class National:
    """The unit's co-ordinator; in the county, who leads its cases, and all its people."""

    coordinator: Post
    case_manager: Post
    county: County

    @property
    def unit(self) -> Area:
        return self.coordinator.agency.area


def found_national(book: Book, county: County, *, today: date) -> National:
    """Found the national unit, if no other county has it yet, and appoint the division's people."""
    staff = _Staff(book, county, today)
    coordinator = _coordinator() or _found_unit(book, staff)
    here = county.of_kind(Agency.Kind.NSD)[0]
    manager = staff.appoint(here, Role.MANAGER, "Head of unit, counter terrorism")
    title = "Probation practitioner, counter terrorism"
    case_manager = staff.appoint(here, Role.PRACTITIONER, title, manager)
    posts = (*county.posts, manager, case_manager)
    return National(coordinator, case_manager, replace(county, posts=posts))


class _Staff:
    """Appoints new people, under names that nobody else has."""

    def __init__(self, book: Book, county: County, today: date):
        self.book = book
        self.since = moment(today - IN_POST, 9)
        self.password = county.coordinator.person.password  # hashed once, for everybody
        self.there = Person.objects.count()

    def appoint(self, agency: Agency, role: Role, title: str, manager: Post | None = None) -> Post:
        is_service = role == Role.SERVICE
        number = self.there + len(self.book.rows[Person])
        name = COUNT if is_service else staff_name(number)
        person = Person(
            name=name,
            email=email(name, agency.name),
            own_group=self.book.groups("person", 1)[0],
            password=NO_PASSWORD if is_service else self.password,
        )
        appointment = Appointment(
            person=self.book.add(person),
            agency=agency,
            area=agency.area,
            role=role,
            title=title,
            manager=manager.person if manager else None,
            starts_at=self.since,
        )
        return appoint(self.book, appointment)


def _coordinator() -> Post | None:
    held = Appointment.objects.filter(area__national=True, role=Role.COORDINATOR)
    found = held.select_related("person", "agency__area").first()
    return Post(found.person, found, found.agency) if found else None


def _found_unit(book: Book, staff: _Staff) -> Post:
    coordination, service = (book.groups(kind, 1)[0] for kind in ("coordination", "service"))
    unit = Area(
        name=DIVISION,
        code=CODE,
        police_force=FORCE,
        coordination=coordination,
        service=service,
        national=True,
    )
    agency = Agency(
        area=book.add(unit),
        name=DIVISION,
        kind=Agency.Kind.NSD,
        standing=Agency.Standing.RESPONSIBLE_AUTHORITY,
        group=book.groups("agency", 1)[0],
    )
    staff.appoint(book.add(agency), Role.SERVICE, COUNT)
    return staff.appoint(agency, Role.COORDINATOR, "National co-ordinator")
