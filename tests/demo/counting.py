"""An independent count of made-up people, written straight from the definitions of the tables."""

from collections import Counter
from datetime import timedelta


def _days(spells, day):
    return [s for s in spells if s.from_on <= day and (s.until_on is None or s.until_on > day)]


def _each_day(first, last):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _standing(person, day):
    """The person's level and category on a day, if they are under MAPPA that day."""
    levels, categories = _days(person.level_episodes, day), _days(person.category_episodes, day)
    assert len(levels) <= 1
    assert len(categories) <= 1
    assert bool(levels) == bool(categories)
    return (levels[0].level, categories[0].category) if levels else None


def count(people, first, last):
    """Every primary count of the return for the year from the first to the last day."""
    found = Counter()
    for person in people:
        found.update(_of_the_day(person, last))
        found.update(_of_the_year(person, first, last))
        found.update(_duties(person, first, last))
    return found


def _of_the_day(person, day):
    """People eligible on the day who live in the community: not in prison, not in hospital."""
    standing, places = _standing(person, day), _days(person.locations, day)
    if standing and places and places[0].kind == "community":
        yield "snapshot.level_{}.category_{}".format(*standing)


def _of_the_year(person, first, last):
    """People, not events: once in each row and column in which they stand."""
    marks = (*person.level_episodes, *person.category_episodes)
    days = {first, last} | {e.from_on for e in marks if first <= e.from_on <= last}
    for level, category in {_standing(person, day) for day in days} - {None}:
        if level > 1:
            yield f"yearly_level_2_3.level_{level}.category_{category}"
    returns = {
        (recall.cause, *_standing(person, recall.on))
        for recall in person.recalls
        if first <= recall.on <= last
    }
    for cause, level, category in returns:
        if level > 1:
            yield f"returned_{cause}.level_{level}.category_{category}"


def _duties(person, first, last):
    for outcome in {b.outcome for b in person.notification_breaches if first <= b.on <= last}:
        yield f"notification_breach.{outcome}"
    for order in person.orders:
        if first <= order.made_on <= last:
            yield f"restrictive_orders.{order.kind}"
    if person.sro_breach_on and first <= person.sro_breach_on <= last:
        yield "sro_breach.sro_breach"
    for episode in person.category_episodes:
        ended = episode.until_on and first <= episode.until_on <= last
        if ended and (episode.category, episode.end_reason) == (1, "lifetime_revoked"):
            yield "lifetime_revoked.lifetime_revoked"
