"""The people who are managed: who leads each case, and under which reference."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

from access.actor import Role
from demo.backgrounds import ETHNICITIES, HOSPITAL_ORDERS, OFFENCES, SENTENCES
from demo.build_book import Book, Cause, moment
from demo.build_case import TOWNS, Case
from demo.build_records import write_duties, write_history, write_risk
from demo.build_staff import County, Post
from demo.lives import happens
from demo.people import PersonSpec, in_force
from nominals.models import Nominal

STREETS = ("Lantern Row", "Fernhollow Lane", "Teasel Close", "Marlpit Way", "Kiln Terrace",
           "Samphire Street", "Drizzle Hill", "Quarry View", "Sorrel Gardens")  # fmt: skip


def write_cases(
    book: Book, county: County, specs: Sequence[PersonSpec], *, today: date
) -> list[Case]:
    """Everybody on record."""
    leads = _Leads(county, specs, book.rng)
    references = _references(county.area.code, specs)
    cases = []
    for number, spec in enumerate(specs):
        lead = leads.of(spec, today)
        cases.append(write_case(book, county, spec, references[number], lead, today=today))
    return cases


def write_case(
    book: Book, county: County, spec: PersonSpec, reference: str, lead: Post, *, today: date
) -> Case:
    """One person on record, opened to the MAPPA unit, the service and those who lead the case."""
    case = _case(book, county, spec, reference, lead, book.rng)
    write_history(book, county, case, book.rng)
    write_duties(book, case, book.rng)
    write_risk(book, case, today, book.rng)
    return case


class _Leads:
    """Gives each case a case manager of the agency that leads it, some of them busier."""

    def __init__(self, county: County, specs: Sequence[PersonSpec], rng: Random):
        self.rng = rng
        self.county = county
        self.teams = {
            kind: county.holding(Role.PRACTITIONER, agency=county.of_kind(kind)[0])
            for kind in sorted({spec.lead_agency_kind for spec in specs})
        }
        self.turns: Counter[str] = Counter()
        self.weights = {
            kind: [rng.uniform(0.75, 1.25) for _ in team] for kind, team in self.teams.items()
        }

    def of(self, spec: PersonSpec, today: date) -> Post:
        """By chance; those with meetings by turns, so that each case manager has some."""
        kind, team = spec.lead_agency_kind, self.teams[spec.lead_agency_kind]
        standing = in_force(spec.level_episodes, today)
        if standing and standing.level > 1:
            self.turns[kind] += 1
            return team[(self.turns[kind] - 1) % len(team)]
        return self.rng.choices(team, self.weights[kind])[0]


def _references(code: str, specs: Sequence[PersonSpec]) -> dict[int, str]:
    """By the year in which each came under MAPPA, numbered from the first of that year."""
    numbers: Counter[int] = Counter()
    given = {}
    came = sorted(range(len(specs)), key=lambda n: (specs[n].category_episodes[0].from_on, n))
    for number in came:
        year = specs[number].category_episodes[0].from_on.year
        numbers[year] += 1
        given[number] = f"{code}{year % 100:02}/{numbers[year]:04}"
    return given


def _case(
    book: Book, county: County, spec: PersonSpec, reference: str, lead: Post, rng: Random
) -> Case:
    side = rng.choice(tuple(TOWNS))
    category, since = spec.category_episodes[-1], spec.category_episodes[0].from_on
    in_hospital = category.basis == "hospital_order"
    nominal = Nominal(
        area=county.area,
        reference=reference,
        surname=spec.surname,
        forenames=spec.forenames,
        date_of_birth=spec.date_of_birth,
        sex=spec.sex.capitalize(),
        ethnicity=rng.choice(ETHNICITIES),
        address=f"{rng.randint(1, 140)} {rng.choice(STREETS)}, {rng.choice(TOWNS[side])}",
        lead_agency=lead.agency,
        case_manager=lead.person,
        visor_reference=f"V{rng.randrange(10**7):07}" if happens(rng, 0.96) else "",
        pnc_id=f"{since.year % 100:02}/{rng.randrange(10**6):06}X",
        crn=f"X{rng.randrange(10**6):06}" if lead.agency.kind == "probation" else "",
        index_offence=rng.choice(OFFENCES[category.category]),
        sentence=rng.choice(HOSPITAL_ORDERS if in_hospital else SENTENCES[category.category]),
        critical="critical" in spec.flags,
    )
    book.add(nominal)
    manager = county.manager_of(lead)
    at = moment(since, 10)
    unit = [county.area.coordination_id]
    book.open(nominal, unit, Cause("area", "The area's MAPPA unit", at))
    book.open(nominal, [county.area.service_id], Cause("service", "Reminders and counts", at))
    reason = "Case manager of the lead agency, and their manager"
    book.open(nominal, [lead.own_group, manager.own_group], Cause("lead", reason, at))
    return Case(spec, nominal, lead, manager, side)
