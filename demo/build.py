"""Building the demonstration county: everybody, their panels and what was written of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction

from access.actor import Role
from access.locks import acting_as
from agencies.models import Appointment, Area, Population
from agencies.sign_in import acting_under
from board.models import ReturnLayout
from board.services import count_figures
from demo.build_actions import Actions
from demo.build_book import Book, Cause, moment
from demo.build_case import Case, is_managed
from demo.build_departures import close_departed
from demo.build_hearings import Hearings
from demo.build_inbox import Inbox
from demo.build_minutes import Minuting
from demo.build_panels import Panels
from demo.build_people import write_cases
from demo.build_referrals import Referrals
from demo.build_staff import County, found_county
from demo.build_statement import Statements
from demo.build_victims import Victims
from demo.county import people
from demo.feasible import Plan, plan
from demo.meetings_programme import Programme, programme
from demo.people import in_force
from demo.published import PublishedReturn
from meetings.models import Action, Invitation

SAMPLE = 5  # people whom the auditor may look into
SAMPLED_FOR = timedelta(days=28)
IMPLIED = "The population that the published rate implies"
STEPS = 7


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
    _write_panels(book, county, programmed, cases, today, say)
    _keep_layout(book, county, published, today)
    _sample(book, county, cases, today)
    Victims(book, county, today, book.rng).write(cases)
    rows = book.write()
    say(STEPS, f"{rows:,} rows written")
    return Built(published.area, feasible, rows, _levels(programmed, today), len(cases))


def settle_in(area: str, *, at: datetime) -> None:
    """Let PostgreSQL see what its tables hold now, and the board's figures be counted.

    So that the first page is planned well, and the first dashboard is not empty.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    held = Appointment.objects.get(role=Role.SERVICE, area__name=area)
    with acting_as(acting_under(held)) as service:
        count_figures(actor=service, at=at)


def _write_county(
    book: Book, programmed: Programme, area: str, today: date, say: Say
) -> tuple[County, list[Case]]:
    leads = Counter(spec.lead_agency_kind for spec in programmed.specs if is_managed(spec, today))
    county = found_county(book, area, today=today, cases=leads)
    staff = len({post.person_id for post in county.posts})
    say(2, f"{len(county.agencies)} agencies, {staff} people who work for them")
    cases = write_cases(book, county, programmed.specs, today=today, rng=book.rng)
    say(3, f"{len(cases):,} cases with their history, orders, risk and plans")
    return county, cases


def _write_panels(
    book: Book,
    county: County,
    programmed: Programme,
    cases: list[Case],
    today: date,
    say: Say,
) -> None:
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
    close_departed(book, cases, places, today=today)
    heard = sum(place.is_past for place in places)
    say(5, f"{heard} slots heard and minuted, {len(book.rows.get(Action, ()))} actions")
    Inbox(*given).write(places)
    Statements(*given).write(places)
    say(6, "What people were told of the last days")


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


def _sample(book: Book, county: County, cases: list[Case], today: date) -> None:
    """A few cases, opened to the auditor for four weeks."""
    auditor, unit = county.holding(Role.AUDITOR)[0], county.coordinator
    at = moment(today - timedelta(days=2), 11)
    with_meetings = [case for case in cases if (case.level_on(today) or 1) > 1]
    for case in with_meetings[:SAMPLE]:
        cause = Cause(
            "audit", "Sampled for audit", at, None, unit.person, expires_at=at + SAMPLED_FOR
        )
        book.open(case.nominal, [auditor.own_group], cause)


def _levels(programmed: Programme, today: date) -> Counter[int]:
    standing = (in_force(spec.level_episodes, today) for spec in programmed.specs)
    return Counter(episode.level for episode in standing if episode)
