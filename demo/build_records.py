"""What is on record of a case: its history, its orders, the risk and the plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from demo.backgrounds import AT_RISK, PLAN, RISK_SUMMARY, TOOLS
from demo.build_book import Book
from demo.build_case import Case
from demo.build_staff import County
from demo.lives import happens
from demo.people import HOSPITAL, PRISON, Stay
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


def write_history(book: Book, county: County, case: Case, rng: Random) -> None:
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


def write_duties(book: Book, case: Case, rng: Random) -> None:
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


def write_risk(book: Book, case: Case, today: date, rng: Random) -> None:
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
