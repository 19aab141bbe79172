"""The restrictive orders and the breaches of notification of people in Category 1."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import chain, cycle
from random import Random

from demo.counted import LISTS
from demo.lives import Life, happens
from demo.managed import Year
from demo.people import PRISON, NotificationBreach, Order, in_force
from demo.settled import inside

SHPO_IN_FORCE = date(2015, 3, 8)  # replaced the SOPO; transitional orders apart
CAUTIONED, CONVICTED = "cautioned", "convicted"


def outcomes(counts: Mapping[str, int]) -> list[str]:
    """The outcomes of the year's breaches; where the return does not say which, by turns."""
    either = counts["notification_breach.cautioned_or_convicted"]
    return [
        *[CAUTIONED] * counts["notification_breach.cautioned"],
        *[CONVICTED] * counts["notification_breach.convicted"],
        *(CONVICTED if n % 3 == 0 else CAUTIONED for n in range(either)),
    ]


def kinds(counts: Mapping[str, int]) -> list[str]:
    """The kinds of the year's orders."""
    rows = LISTS["restrictive_orders"]
    return [kind for kind in rows for _ in range(counts[f"restrictive_orders.{kind}"])]


def bind(lives: list[Life], counts: Mapping[str, int], year: Year, rng: Random) -> list[Life]:
    """Give out exactly the year's orders and breaches; and those before it, which do not count.

    A person breaches once in the year at most. Returns the people in prison who had to be added
    because the others were too few.
    """
    breaches, orders = outcomes(counts), kinds(counts)
    subject = [life for life in lives if _subject_days(life, year)]
    missing = max(len(breaches), bool(orders)) - len(subject)
    added = [inside(1, PRISON, year, rng) for _ in range(missing)]
    subject = _some_from_inside(
        [life for life in subject + added if _subject_days(life, year)], year, rng
    )
    for life, outcome in zip(subject, breaches, strict=False):
        life.breaches.append(NotificationBreach(_day(life, year, rng), outcome))
    rng.shuffle(subject)
    for life, kind in zip(cycle(subject), orders, strict=False):
        life.orders.append(order(kind, _day(life, year, rng), rng))
    for life in subject:
        _bind_before(life, year.first, rng)
    return added


def order(kind: str, on: date, rng: Random) -> Order:
    """An order of at least five years, or until further order."""
    years = rng.choice((5, 5, 7, 10, None))
    return Order(kind, on, on + timedelta(days=365 * years + 2) if years else None)


def order_kind(on: date) -> str:
    """The order that courts made on that day to prevent sexual harm."""
    return "shpo" if on >= SHPO_IN_FORCE else "sopo"


def _some_from_inside(subject: list[Life], year: Year, rng: Random) -> list[Life]:
    """Shuffled, with every sixth one in prison or hospital on the last day as far as they go."""
    rng.shuffle(subject)
    away = [life for life in subject if _is_away(life, year.last)]
    near = [life for life in subject if not _is_away(life, year.last)]
    return list(chain(*(away[n : n + 1] + near[5 * n : 5 * n + 5] for n in range(len(subject)))))


def _is_away(life: Life, day: date) -> bool:
    place = in_force(life.places, day)
    return place is not None and place.kind != "community"


def _subject_days(life: Life, year: Year) -> tuple[date, date] | None:
    """The first and last day of the year on which the person was in Category 1, if any."""
    for episode in life.categories:
        first = max(episode.from_on, year.first)
        last = (
            min(episode.until_on - timedelta(days=1), year.last) if episode.until_on else year.last
        )
        if episode.category == 1 and first <= last:
            return first, last
    return None


def _day(life: Life, year: Year, rng: Random) -> date:
    days = _subject_days(life, year)
    if days is None:
        raise ValueError("Nobody outside Category 1 has its duties.")
    return days[0] + timedelta(days=rng.randrange((days[1] - days[0]).days + 1))


def _bind_before(life: Life, year_first: date, rng: Random) -> None:
    """Orders and breaches from before the year, for many of those who were there then."""
    made = life.since + timedelta(days=rng.randint(0, 30))
    if made < year_first and happens(rng, 0.45):
        life.orders.insert(0, order(order_kind(made), made, rng))
    on = made + timedelta(days=rng.randint(60, 1500))
    if on < year_first and happens(rng, 0.05):
        life.breaches.insert(0, NotificationBreach(on, rng.choice((CAUTIONED, CONVICTED))))
