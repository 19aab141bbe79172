"""The annual return: the published tables, counted from the records themselves."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

from django.db.models import Count, F, Q

from access.actor import Actor
from access.locks import acting_as, service_actors
from access.policy import require
from agencies.models import Area, Population
from nominals.models import (
    Category,
    CategoryEpisode,
    Level,
    LevelEpisode,
    Location,
    NotificationBreach,
    Order,
    ReturnToCustody,
)

from .layouts import (
    CATEGORIES,
    LEVELS,
    NATIONAL_CATEGORIES,
    TOTAL,
    ReportingYear,
    Tables,
    fill,
    layout_of,
)
from .models import ReturnLayout

# Detained people are not living in the community; people in approved premises are.
IN_THE_COMMUNITY = (Location.Kind.COMMUNITY, Location.Kind.APPROVED_PREMISES)
AREA_CATEGORIES = (Category.ONE, Category.TWO, Category.THREE)  # the fourth is counted nationally
Categories = Collection[int]
FORMAL_LEVELS = (Level.TWO, Level.THREE)

GRIDS = frozenset({"snapshot", "yearly_level_2_3", "returned_licence", "returned_order"})
EITHER = "notification_breach.cautioned_or_convicted"
RATE = "rate_per_100k.rso_per_100k"


@dataclass(frozen=True, slots=True)
class Counts:
    """The primary counts of a year by dotted name, and the residents the rate is worked out on."""

    of: Counter[str]
    residents: int | None
    categories: tuple[str, ...] = CATEGORIES

    def figure(self, name: str) -> int | None:
        """One cell: a primary count, a sum of them, or the rate. None: it cannot be known."""
        table, _, rest = name.partition(".")
        if name == RATE:
            return self._rate()
        if name == EITHER:
            return self.of[f"{table}.cautioned"] + self.of[f"{table}.convicted"]
        if table not in GRIDS:
            return self.of[name]
        row, _, column = rest.partition(".")
        rows = LEVELS if row == TOTAL else (row,)
        columns = self.categories if column in ("", TOTAL) else (column,)
        return sum(self.of[f"{table}.{r}.{c}"] for r in rows for c in columns)

    def _rate(self) -> int | None:
        """People in Category 1 for each 100,000 residents, to the nearest whole person."""
        if not self.residents:
            return None
        people = self.figure("snapshot.total.category_1") or 0
        return (200_000 * people + self.residents) // (2 * self.residents)


def annual_return(area: Area, year: ReportingYear, *, actor: Actor) -> Tables:
    """The tables of an area's return for a year, in the shape in which that year prints them.

    Counted as the area's counting service, which sees no sealed case. That of the national unit
    sees those of all areas, and its return has all four categories. Refused to anyone else.
    """
    require(actor, "figure.count")
    if area.national:
        shape = layout_of(year, NATIONAL_CATEGORIES)
        return fill(shape, counted(area, year, actor=actor, categories=tuple(Category)).figure)
    kept = ReturnLayout.objects.filter(area=area, year=year.name).first()
    layout = kept.tables if kept else layout_of(year)
    return fill(layout, counted(area, year, actor=actor).figure)


def national_return(year: ReportingYear) -> Tables:
    """The same tables for all areas and the national unit together, in all four categories.

    Each is counted as its own service, and each case by the one service to which it is open:
    sealing a case moves it from its area's figures to the national unit's. The rate is not
    known where an area's residents are not.
    """
    services = {each.area_id: each for each in service_actors()}
    found: Counter[str] = Counter()
    residents: list[int | None] = []
    for area in Area.objects.filter(pk__in=services):
        with acting_as(services[area.pk]) as actor:
            counts = counted(area, year, actor=actor, categories=tuple(Category))
        found.update(counts.of)
        residents += [] if area.national else [counts.residents]
    known = [each for each in residents if each]
    everybody = sum(known) if len(known) == len(residents) else None
    total = Counts(found, everybody, NATIONAL_CATEGORIES)
    return fill(layout_of(year, NATIONAL_CATEGORIES), total.figure)


def counted(
    area: Area, year: ReportingYear, *, actor: Actor, categories: Categories = AREA_CATEGORIES
) -> Counts:
    """Every primary count of the year, by the definitions that the reports give."""
    require(actor, "figure.count")
    found: Counter[str] = Counter()
    found.update(_snapshot(year, actor, categories))
    found.update(_managed_in_the_year(year, actor, categories))
    found.update(_returned_to_custody(year, actor, categories))
    found.update(_breaches_and_orders(year, actor))
    found.update(_category_changes(year, actor))
    population = Population.objects.filter(area=area, year=year.name)
    residents = population.values_list("aged_10_plus", flat=True).first()
    columns = NATIONAL_CATEGORIES if Category.FOUR in categories else CATEGORIES
    return Counts(found, residents, columns)


def _in_grid(table: str, rows: Iterable[tuple[int, int, int]]) -> dict[str, int]:
    return {f"{table}.level_{level}.category_{category}": n for level, category, n in rows}


def _snapshot(year: ReportingYear, actor: Actor, categories: Categories) -> dict[str, int]:
    """People eligible on the last day who live in the community that day."""
    there = LevelEpisode.objects.visible_to(actor).on(year.last)
    there = there.filter(
        _on("nominal__categories__", year), nominal__categories__category__in=categories
    ).filter(
        _on("nominal__locations__", year), nominal__locations__kind_of_place__in=IN_THE_COMMUNITY
    )
    people = there.order_by().values_list("level", "nominal__categories__category")
    return _in_grid("snapshot", people.annotate(n=Count("nominal", distinct=True)))


def _on(path: str, year: ReportingYear) -> Q:
    """The episode along the path is in force on the day of the snapshot."""
    return _lasts_past(f"{path}until_on", year.last) & Q(**{f"{path}from_on__lte": year.last})


def _managed_in_the_year(
    year: ReportingYear, actor: Actor, categories: Categories
) -> dict[str, int]:
    """People managed at Level 2 or 3 on any day of the year, in the category held that day.

    A person is counted once in each cell in which they stood: the reports treat rows and columns
    as separate, so somebody who went from Level 2 to Level 3 is in both. Three spans of days
    (level, category, year) have a day in common exactly where each two of them have.
    """
    category = "nominal__categories__"
    held = LevelEpisode.objects.visible_to(actor).filter(
        _lasts_past("until_on", F("from_on"), F(f"{category}from_on"), year.first),
        _lasts_past(f"{category}until_on", F("from_on"), F(f"{category}from_on"), year.first),
        from_on__lte=year.last,
        level__in=FORMAL_LEVELS,
        nominal__categories__from_on__lte=year.last,
        nominal__categories__category__in=categories,
    )
    people = held.order_by().values_list("level", f"{category}category")
    return _in_grid("yearly_level_2_3", people.annotate(n=Count("nominal", distinct=True)))


def _lasts_past(until: str, *days: F | date) -> Q:
    """The episode is open, or ends after each of these days."""
    past = (Q(**{f"{until}__gt": day}) for day in days)
    return Q(**{f"{until}__isnull": True}) | reduce(and_, past)


def _returned_to_custody(
    year: ReportingYear, actor: Actor, categories: Categories
) -> dict[str, int]:
    """People, not events. Only Category 1 is bound by the orders whose breach is counted."""
    in_year = ReturnToCustody.objects.visible_to(actor).filter(
        on__range=(year.first, year.last), level__in=FORMAL_LEVELS, category__in=categories
    )
    of_order = Q(cause=ReturnToCustody.Cause.ORDER)
    counted_here = in_year.filter(~of_order | Q(category=Category.ONE)).order_by()
    people = counted_here.values_list("cause", "level", "category")
    return {
        f"returned_{cause}.level_{level}.category_{category}": n
        for cause, level, category, n in people.annotate(n=Count("nominal", distinct=True))
    }


def _breaches_and_orders(year: ReportingYear, actor: Actor) -> dict[str, int]:
    days = (year.first, year.last)
    breaches = NotificationBreach.objects.visible_to(actor).filter(on__range=days).order_by()
    orders = Order.objects.visible_to(actor).filter(made_on__range=days).order_by()
    by_outcome = breaches.values_list("outcome").annotate(n=Count("pk"))
    by_kind = orders.values_list("kind_of_order").annotate(n=Count("pk"))
    return {
        **{f"notification_breach.{outcome}": n for outcome, n in by_outcome},
        **{f"restrictive_orders.{kind}": n for kind, n in by_kind},
    }


def _category_changes(year: ReportingYear, actor: Actor) -> dict[str, int]:
    """Who became subject to notification by breaching a Sexual Risk Order; whose was revoked."""
    days = (year.first, year.last)
    began = Q(from_on__range=days, basis=CategoryEpisode.Basis.SRO_BREACH)
    ended = Q(until_on__range=days, end_reason=CategoryEpisode.End.LIFETIME_REVOKED)
    found = CategoryEpisode.objects.visible_to(actor).filter(category=Category.ONE)
    return found.order_by().aggregate(
        **{
            "sro_breach.sro_breach": Count("nominal", filter=began, distinct=True),
            "lifetime_revoked.lifetime_revoked": Count("nominal", filter=ended, distinct=True),
        }
    )
