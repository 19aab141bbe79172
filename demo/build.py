"""Building the demonstration county: everybody, their panels and what was written of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import connection, transaction
from django.db.models import Model, Q

from access.actor import Role
from access.locks import acting_as
from agencies.acting import acting_under
from agencies.models import Appointment, Area, Population
from audit.seals import seal_days
from board.models import ReturnLayout
from board.services import count_figures
from demo.build_actions import Actions
from demo.build_audit import Audit
from demo.build_book import Book
from demo.build_case import Case, is_managed
from demo.build_departures import close_departed
from demo.build_emergencies import Emergencies
from demo.build_hearings import Hearings
from demo.build_inbox import Inbox
from demo.build_minutes import Minuting
from demo.build_named import Named
from demo.build_national import found_national
from demo.build_panels import Panels
from demo.build_people import write_cases
from demo.build_place import Place
from demo.build_readings import Readings
from demo.build_referrals import Referrals
from demo.build_sealed import Sealed
from demo.build_staff import County, found_county
from demo.build_statement import Statements
from demo.build_victims import Victims
from demo.county import people
from demo.feasible import Plan, plan
from demo.meetings_programme import Programme, programme
from demo.people import in_force
from demo.published import PublishedReturn
from govuk.words import plural
from meetings.models import Action, Invitation
from oversight.models import Question
from sharing.models import AuditSample, BreakGlass, NamedPerson, Seal

IMPLIED = "The population that the published rate implies"
STEPS = 8


class AlreadyThere(Exception):
    """The database holds this area; the message says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, and what of the return was not."""

    area: str
    plan: Plan
    rows: int
    today: Counter[int]
    on_record: int


Say = Callable[[int, str], None]


@transaction.atomic
def build(published: PublishedReturn, *, today: date, seed: int, say: Say) -> Built:
    """Build a published return's county, as it would be today; the same for the same seed.

    All of it or nothing. `say` is told the number of each step and what it made. Raises
    AlreadyThere, or TooEarly where the return's year is not over.
    """
    if Area.objects.filter(name=published.area).exists():
        raise AlreadyThere(f"{published.area} is in this database already.")
    feasible = plan(published)
    made_up = people(published, feasible, today=today, seed=seed)
    rng = Random(f"{published.area} {published.year} {seed} {today}")
    programmed = programme(made_up, period=published.period, today=today, rng=rng)
    here = sum(is_managed(spec, today) for spec in programmed.specs)
    say(1, f"{len(programmed.specs):,} people on record, {here:,} of them managed today")
    book = Book(rng)
    county, cases = _write_county(book, programmed, published.area, today, say)
    places = _write_panels(book, county, programmed, cases, today, say)
    _keep_layout(book, county, published, today)
    Victims(book, county, today, book.rng).write(cases)
    _write_exceptions(book, county, cases, places, today)
    national = found_national(book, county, today=today)
    Sealed(book, national, today).write(cases, year_began=published.period[0])
    close_departed(book, cases, places, today=today)
    say(7, _exceptions(book))
    rows = book.write()
    say(STEPS, f"{rows:,} rows written")
    return Built(published.area, feasible, rows, _levels(programmed, today), len(cases))


def settle_in(area: str, *, at: datetime) -> None:
    """Let PostgreSQL see what its tables hold now, the figures be counted and the trail be sealed.

    So that the first page is planned well, the first dashboard is not empty, and the days that
    the trail tells of are as they would be had each been sealed in its night.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    whose = Q(area__name=area) | Q(area__national=True)
    for held in Appointment.objects.filter(whose, role=Role.SERVICE):
        with acting_as(acting_under(held)) as service:
            count_figures(actor=service, at=at)
    seal_days()


def _write_county(
    book: Book, programmed: Programme, area: str, today: date, say: Say
) -> tuple[County, list[Case]]:
    leads = Counter(spec.lead_agency_kind for spec in programmed.specs if is_managed(spec, today))
    county = found_county(book, area, today=today, cases=leads)
    staff = len({post.person_id for post in county.posts})
    say(2, f"{len(county.agencies)} agencies, {staff} people who work for them")
    cases = write_cases(book, county, programmed.specs, today=today)
    say(3, f"{len(cases):,} cases with their history, orders, risk and plans")
    return county, cases


def _write_panels(
    book: Book,
    county: County,
    programmed: Programme,
    cases: list[Case],
    today: date,
    say: Say,
) -> list[Place]:
    given = (book, county, today, book.rng)
    referrals = Referrals(*given).write(programmed, cases)
    places = Panels(*given).write(programmed.calendar, cases, referrals)
    sessions = sum(map(len, programmed.calendar.sittings.values()))
    invitations = len(book.rows.get(Invitation, ()))
    say(4, f"{sessions} sessions, {len(places)} slots, {invitations:,} invitations")
    Hearings(*given).write(places)
    actions = Actions(*given)
    actions.write(places)
    Minuting(*given, actions.ended).write(places)
    heard = sum(place.is_past for place in places)
    say(5, f"{heard} slots heard and minuted, {len(book.rows.get(Action, ()))} actions")
    Inbox(*given).write(places)
    Statements(*given).write(places)
    say(6, "What people were told of the last days")
    return places


def _write_exceptions(
    book: Book, county: County, cases: list[Case], places: list[Place], today: date
) -> None:
    """What opens a case, or closes it, to one person; and who has looked."""
    free = [case for case in cases if is_managed(case.spec, today)]
    book.rng.shuffle(free)
    given = (book, county, today, Inbox(book, county, today, book.rng))
    Audit(*given).write(places)
    Named(*given, free).write()
    emergencies = Emergencies(*given, free).write()
    Readings(*given).write(places, emergencies)


def _exceptions(book: Book) -> str:
    def many(model: type[Model], one: str, several: str = "") -> str:
        return plural(len(book.rows.get(model, ())), one, several)

    sealed, drawn = many(Seal, "sealed case"), many(AuditSample, "case")
    named = many(NamedPerson, "person", "people")
    emergencies, questions = (
        many(BreakGlass, "emergency", "emergencies"),
        many(Question, "question"),
    )
    return (
        f"{sealed}, {drawn} drawn for audit, {named} named for a case, {emergencies},"
        f" {questions} about readings"
    )


def _keep_layout(book: Book, county: County, published: PublishedReturn, today: date) -> None:
    """How the year's return is printed, and the residents that its rate and this year's rest on."""
    first, last = published.period
    book.add(
        ReturnLayout(
            area=county.area,
            year=published.year,
            begins_on=first,
            ends_on=last,
            tables=published.layout,
        )
    )
    began = today.year if today >= date(today.year, 4, 1) else today.year - 1
    this_year = f"{began}-{(began + 1) % 100:02}"
    for year, source in {
        this_year: f"{IMPLIED} for {published.year}",
        published.year: IMPLIED,
    }.items():
        book.add(
            Population(
                area=county.area,
                year=year,
                aged_10_plus=published.population_aged_10_plus,
                source=source,
            )
        )


def _levels(programmed: Programme, today: date) -> Counter[int]:
    standing = (in_force(spec.level_episodes, today) for spec in programmed.specs)
    return Counter(episode.level for episode in standing if episode)
