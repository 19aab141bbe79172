"""The people who are managed: who leads their case, and what is on record of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from access.actor import Role
from demo.backgrounds import (
    AT_RISK,
    ETHNICITIES,
    HOSPITAL_ORDERS,
    OFFENCES,
    PLAN,
    RISK_SUMMARY,
    SENTENCES,
    TOOLS,
)
from demo.build_book import Book, Cause, moment
from demo.build_staff import County, Post
from demo.lives import happens
from demo.people import HOSPITAL, PRISON, PersonSpec, Stay, in_force
from demo.stories import DECISIONS, SCREENING, tell
from nominals.models import (
    CategoryEpisode,
    LevelEpisode,
    Location,
    Nominal,
    NotificationBreach,
    Order,
    ReturnToCustody,
    RiskAssessment,
    RiskManagementPlan,
)

STREETS = ("Lantern Row", "Fernhollow Lane", "Teasel Close", "Marlpit Way", "Kiln Terrace",
           "Samphire Street", "Drizzle Hill", "Quarry View", "Sorrel Gardens")  # fmt: skip
# Invented towns, by the council that has them.
TOWNS: Mapping[str, tuple[str, ...]] = {
    "North": ("Upper Gnessing", "Brackenwold", "Thimbleby Cross", "Sedgeport"),
    "West": ("Fernmarsh", "Quillbrook", "Basalt Green", "Lower Drift"),
}
PLACES = {PRISON: "prison", HOSPITAL: "independent_hospital"}  # the kind of agency that it is
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "licence": (
        "To live where approved; no contact with the victim; an exclusion zone.",
        "To live where approved; a curfew; to attend a programme.",
    ),
    "restraining": ("No contact, direct or not, with a named person; not to go to a street.",),
    "travel": ("Not to travel abroad without leave of the court.",),
    "sexual": (
        "No unsupervised contact with children; devices to be shown on request.",
        "Internet use only on devices that keep their history.",
    ),
}
BANDS: Mapping[int, tuple[str, ...]] = {
    1: ("low", "medium", "medium", "medium", "high"),
    2: ("high",),
    3: ("very_high",),
}


@dataclass
class Case:
    """One person's case: the facts, the record, and who leads it.

    `levels` are the level episodes by the day on which they began, for whoever decided them to
    say why.
    """

    spec: PersonSpec
    nominal: Nominal
    lead: Post
    manager: Post
    side: str
    levels: dict[date, LevelEpisode] = field(default_factory=dict)

    def level_on(self, day: date) -> int | None:
        episode = in_force(self.spec.level_episodes, day)
        return episode.level if episode else None

    def category_on(self, day: date) -> int:
        """The category that day; before the first, the first."""
        episode = in_force(self.spec.category_episodes, day)
        return (episode or self.spec.category_episodes[0]).category

    def place_on(self, day: date) -> Stay | None:
        return in_force(self.spec.locations, day)


def write_cases(
    book: Book, county: County, specs: Sequence[PersonSpec], *, today: date, rng: Random
) -> list[Case]:
    """Everybody on record, opened to the MAPPA unit, the service and those who lead the case."""
    leads = _Leads(county, specs, rng)
    references = _references(county.area.code, specs)
    cases = []
    for number, spec in enumerate(specs):
        case = _case(book, county, spec, references[number], leads.of(spec, today), rng)
        _write_history(book, county, case, rng)
        _write_duties(book, case, rng)
        _write_risk(book, case, today, rng)
        cases.append(case)
    return cases


def is_managed(spec: PersonSpec, day: date) -> bool:
    return in_force(spec.category_episodes, day) is not None


class _Leads:
    """Gives each case a case manager of the agency that leads it, some of them busier."""

    def __init__(self, county: County, specs: Sequence[PersonSpec], rng: Random):
        self.rng = rng
        self.county = county
        self.teams = {
            kind: county.holding(Role.PRACTITIONER, agency=county.of_kind(kind)[0])
            for kind in {spec.lead_agency_kind for spec in specs}
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


def _write_history(book: Book, county: County, case: Case, rng: Random) -> None:
    """Episodes, places and returns to custody, as the facts have them."""
    nominal = case.nominal
    for each in case.spec.category_episodes:
        book.add(
            CategoryEpisode(
                nominal=nominal,
                category=each.category,
                basis=each.basis,
                from_on=each.from_on,
                until_on=each.until_on,
                end_reason=each.end_reason,
            )
        )
    before: int | None = None
    for level in case.spec.level_episodes:
        by = _decided_by(before, level.level)
        case.levels[level.from_on] = book.add(
            LevelEpisode(
                nominal=nominal,
                level=level.level,
                decided_by=by,
                rationale=_because(by, level.level, rng),
                from_on=level.from_on,
                until_on=level.until_on,
            )
        )
        before = level.level
    for stay in case.spec.locations:
        book.add(_location(county, nominal, stay))
    for recall in case.spec.recalls:
        book.add(
            ReturnToCustody(
                nominal=nominal,
                on=recall.on,
                level=recall.level,
                category=recall.category,
                cause=recall.cause,
            )
        )


def _decided_by(before: int | None, level: int) -> str:
    by = LevelEpisode.DecidedBy
    if level == 1 and before is None:
        return by.LEAD_AGENCY
    return by.SCREENING if before in (None, 1) else by.MEETING


def _because(by: str, level: int, rng: Random) -> str:
    """Why, until a referral or a hearing of which there is a record says so."""
    if by == LevelEpisode.DecidedBy.LEAD_AGENCY:
        return ""
    screened = by == LevelEpisode.DecidedBy.SCREENING
    return tell(SCREENING[f"accept_{level}"] if screened else DECISIONS[f"level_{level}"], rng)


def _location(county: County, nominal: Nominal, stay: Stay) -> Location:
    kind = PLACES.get(stay.kind)
    place = county.of_kind(kind)[0].name if kind else ""
    return Location(
        nominal=nominal,
        kind_of_place=stay.kind,
        place=place,
        from_on=stay.from_on,
        until_on=stay.until_on,
    )


def _write_duties(book: Book, case: Case, rng: Random) -> None:
    """Orders and breaches; beside those that are counted, licences and restraining orders."""
    nominal = case.nominal
    for order in case.spec.orders:
        travel = order.kind in ("shpo_foreign_travel", "foreign_travel_order")
        conditions = rng.choice(CONDITIONS["travel" if travel else "sexual"])
        _write_order(book, nominal, order.kind, (order.made_on, order.expires_on), conditions)
    for breach in case.spec.notification_breaches:
        book.add(NotificationBreach(nominal=nominal, on=breach.on, outcome=breach.outcome))
    category = case.spec.category_episodes[-1]
    kind = {2: "licence", 3: "restraining"}.get(category.category)
    if kind and happens(rng, 0.6):
        days = (category.from_on, category.from_on + timedelta(days=rng.choice((730, 1095, 1826))))
        _write_order(book, nominal, kind, days, rng.choice(CONDITIONS[kind]))


def _write_order(
    book: Book, nominal: Nominal, kind: str, days: tuple[date, date | None], conditions: str
) -> None:
    made_on, expires_on = days
    book.add(
        Order(
            nominal=nominal,
            kind_of_order=kind,
            made_on=made_on,
            expires_on=expires_on,
            conditions=conditions,
        )
    )


def _write_risk(book: Book, case: Case, today: date, rng: Random) -> None:
    """Risk assessments and a plan: always with meetings, for some of the others."""
    heard = any(each.level > 1 for each in case.spec.level_episodes)
    if not heard and not happens(rng, 0.4):
        return
    since = case.spec.category_episodes[0].from_on
    last = case.spec.category_episodes[-1].until_on or today
    level = case.level_on(last) or 1
    for number in range(2 if heard else 1):
        on = last - timedelta(days=rng.randint(5, 60) + 150 * number)
        if on > since:
            _write_assessment(book, case, on, level, rng)
    book.add(
        RiskManagementPlan(
            nominal=case.nominal,
            agreed_on=max(since, last - timedelta(days=rng.randint(3, 300))),
            **{name: tell(story, rng) for name, story in PLAN.items()},
        )
    )


def _write_assessment(book: Book, case: Case, on: date, level: int, rng: Random) -> None:
    category = case.spec.category_episodes[-1].category
    book.add(
        RiskAssessment(
            nominal=case.nominal,
            tool="AssetPlus" if "child" in case.spec.flags else rng.choice(TOOLS[category]),
            assessed_on=on,
            band=rng.choice(BANDS[level]),
            at_risk=rng.choice(AT_RISK),
            summary=tell(RISK_SUMMARY, rng),
        )
    )
