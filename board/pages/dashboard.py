"""What the dashboard shows: the figures last counted, less the numbers too small to show."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from agencies.models import Agency
from board.figures import Rows
from board.kpis import MEASURES, Measure, measure
from board.models import Figure, Target
from board.periods import Share, last_quarters
from nominals.models import Category, Level

from .numbers import OF_FEW, WITHHELD, Numbers

Row = tuple[Any, ...]
NEVER = "-"
STANDINGS = {
    "attendance_ra": Agency.Standing.RESPONSIBLE_AUTHORITY,
    "attendance_dtc": Agency.Standing.DUTY_TO_COOPERATE,
}


@dataclass(frozen=True, slots=True)
class Headline:
    """One number in large, what it counts, and what must be known to read it."""

    words: str
    number: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A measure as it stands, and what it is held to."""

    measure: Measure
    quarter: str
    year: str
    is_missed: bool


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """The figures of an area as they were last counted."""

    counted_at: datetime
    is_exact: bool
    last_quarter: str
    headlines: list[Headline]
    caseload: list[Row]
    attendance: list[Row]
    by_level: list[Row]
    reports: list[Row]
    reviews: list[Row]
    in_time: list[Row]
    referrals: list[Row]
    held: list[Held]


def dashboard(actor: Actor) -> DashboardPage | None:
    """The dashboard of the actor's area; None where nothing has been counted yet."""
    kept = {figure.name: figure for figure in Figure.objects.visible_to(actor)}
    if not kept:
        return None
    counted_at = min(figure.counted_at for figure in kept.values())
    numbers = Numbers(are_exact=bool(may(actor, "dashboard.show_small_numbers")))
    return _page({name: figure.rows for name, figure in kept.items()}, numbers, counted_at, actor)


def _page(
    rows: Mapping[str, Rows], numbers: Numbers, counted_at: datetime, actor: Actor
) -> DashboardPage:
    today = localdate(counted_at)
    periods = last_quarters(today)
    quarters = [quarter.short for quarter in periods]
    measured = {
        row["measure"]: numbers.quarters([Share(*pair) for pair in row["quarters"]])
        for row in rows["measures"]
    }

    def by_quarter(*keys: str) -> list[Row]:
        return [
            (words, *(_percent(numbers, measured[key][0][n]) for key in keys))
            for n, words in enumerate(quarters)
        ]

    return DashboardPage(
        counted_at=counted_at,
        is_exact=numbers.are_exact,
        last_quarter=periods[-1].words,
        headlines=_headlines(rows, numbers),
        caseload=_caseload(rows["caseload"], numbers),
        attendance=[
            (name, *_cells(mine, numbers, "quarter", "year"))
            for name, mine in _by_agency(rows["attendance"]).items()
        ],
        by_level=_by_level(rows["attendance"], numbers),
        reports=[
            (name, *_cells(mine, numbers, "reports"))
            for name, mine in _by_agency(rows["attendance"]).items()
        ],
        reviews=by_quarter("reviews_2", "reviews_3"),
        in_time=by_quarter("minutes", "actions"),
        referrals=[
            (words, numbers.count(row["received"]), numbers.count(row["accepted"]))
            for words, row in zip(quarters, rows["referrals"], strict=True)
        ],
        held=_held(rows["attendance"], measured, numbers, actor, today),
    )


def _percent(numbers: Numbers, share: Share | None) -> str:
    return WITHHELD if share is None else numbers.percent(share)


def _headlines(rows: Mapping[str, Rows], numbers: Numbers) -> list[Headline]:
    """People by the cells that are shown, so that no total gives away one that is not."""
    cells = rows["caseload"]
    actions, elsewhere = rows["actions"][0], rows["elsewhere"][0]["people"]
    emergencies = rows["emergencies"][0]
    hides = any(not numbers.shows(cell["people"]) for cell in cells)
    note = "without groups of fewer than 5" if hides else ""
    formal = [cell["people"] for cell in cells if cell["level"] > Level.ONE]
    everyone = numbers.total(cell["people"] for cell in cells)
    return [
        Headline("managed in the community", numbers.count(everyone), note),
        Headline("of them at Level 2 or 3", numbers.count(numbers.total(formal)), note),
        Headline("managed in prison, in hospital or elsewhere", numbers.count(elsewhere)),
        Headline("actions open", numbers.count(actions["open"])),
        Headline("actions late", numbers.count(actions["late"])),
        Headline("reviews of an emergency late", numbers.count(emergencies["late"])),
    ]


def _caseload(cells: Rows, numbers: Numbers) -> list[Row]:
    people = {(cell["category"], cell["level"]): cell["people"] for cell in cells}

    def shown(category: int, level: int) -> str:
        found = people.get((category, level))
        return NEVER if found is None else numbers.count(found)

    return [
        (Category(category).label, *(shown(category, level) for level in Level))
        for category in sorted({category for category, _ in people})
    ]


def _by_agency(seats: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for seat in seats:
        found.setdefault(seat["agency"], []).append(seat)
    return found


def _seat(seats: Iterable[dict[str, Any]], when: str) -> Share:
    """What these seats come to: an agency's at both levels, or one of them."""
    pairs = [seat[when] for seat in seats]
    return Share(sum(done for done, _ in pairs), sum(of for _, of in pairs))


def _by_level(seats: Rows, numbers: Numbers) -> list[Row]:
    """For those who see every number only.

    Everybody is asked to nearly every case, so the few of Level 3 could be told from the rest.
    """
    if not numbers.are_exact:
        return []
    return [
        (seat["agency"], Level(seat["level"]).label, *_cells([seat], numbers, "quarter", "year"))
        for seat in seats
    ]


def _cells(seats: Rows, numbers: Numbers, *whens: str) -> list[str]:
    return [numbers.share(_seat(seats, when)) for when in whens]


def _held(
    seats: Rows,
    measured: Mapping[str, tuple[list[Share | None], Share | None]],
    numbers: Numbers,
    actor: Actor,
    today: date,
) -> list[Held]:
    decided = list(Target.objects.filter(area_id=actor.area_id))
    agencies = _by_agency(seats).values()

    def of_standing(standing: str, when: str) -> Share:
        mine = [each for each in agencies if each[0]["standing"] == standing]
        return numbers.sum(_seat(each, when) for each in mine)

    found: dict[str, tuple[Share | None, Share | None]] = {
        key: (of_standing(standing, "quarter"), of_standing(standing, "year"))
        for key, standing in STANDINGS.items()
    } | {key: (quarters[-1], year) for key, (quarters, year) in measured.items()}
    return [_against(measure(key, decided, today), *found[key], numbers.share) for key in MEASURES]


def _against(
    measure: Measure,
    quarter: Share | None,
    year: Share | None,
    words: Callable[[Share], str],
) -> Held:
    percent = year.percent if year and words(year) != OF_FEW else None
    target = measure.target
    return Held(
        measure,
        WITHHELD if quarter is None else words(quarter),
        WITHHELD if year is None else words(year),
        is_missed=percent is not None and target is not None and percent < target,
    )
