"""The lives of those at Level 1, and of those who are not to be counted on the day at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from demo.lives import Life, happens
from demo.managed import BASES, ENDS, Year
from demo.people import COMMUNITY, HOSPITAL, LIFETIME_REVOKED, PRISON

LONG_AGO = {1: 15 * 365, 2: 5 * 365}
BEFORE_THE_YEAR = 14  # people whose Level 2 ended before the year, so that it has a past


def settled(
    category: int, number: int, year: Year, rng: Random, *, sro_breaches: int
) -> list[Life]:
    """As many people of a category at Level 1 in the community on the last day.

    The first of them are in Category 1 because they breached a Sexual Risk Order in the year.
    """
    lives = [breached_sro(year.day(rng), rng) for _ in range(min(sro_breaches, number))]
    lives += [_settled(category, year, rng) for _ in range(number - len(lives))]
    with_past = [life for life in lives if life.since < year.first - timedelta(days=500)]
    for life in with_past[:BEFORE_THE_YEAR]:
        _had_level_2(life, year.first, rng)
    for life in with_past[BEFORE_THE_YEAR::25]:
        on = year.day(rng) - timedelta(days=30)
        if life.places[-1].from_on < on:
            life.be_recalled(on, on + timedelta(days=rng.randint(14, 28)), "licence")
    return lives


def _settled(category: int, year: Year, rng: Random) -> Life:
    ago = rng.randint(0, LONG_AGO[category])
    return at_level_1(category, year.last - timedelta(days=ago), rng, released_by=year.last)


def at_level_1(category: int, since: date, rng: Random, *, released_by: date) -> Life:
    """Somebody who comes in at Level 1, some of them through prison until a day at the latest."""
    life = Life(age_at_start=rng.randint(19, 68))
    if happens(rng, {1: 0.0, 2: 0.04}[category]):
        life.age_at_start = rng.randint(14, 16)
    life.enter(category, since, BASES[category])
    life.move(1, since)
    inside = min(rng.randint(60, 1200), (released_by - since).days)
    if inside > 0 and happens(rng, 0.7):
        life.live(PRISON, since)
        life.live(COMMUNITY, since + timedelta(days=inside))
    else:
        life.live(COMMUNITY, since)
    return life


def breached_sro(on: date, rng: Random) -> Life:
    """Somebody who became subject to notification by breaching a Sexual Risk Order."""
    life = Life(age_at_start=rng.randint(19, 60), sro_breach_on=on)
    life.enter(1, on, "sro_breach")
    life.move(1, on)
    life.live(COMMUNITY, on)
    return life


def _had_level_2(life: Life, before: date, rng: Random) -> None:
    """Levels 2 and back, over by the first day of the year: on it, at the latest."""
    ended = before - timedelta(days=rng.choice((0, rng.randint(1, 200))))
    life.move(2, ended - timedelta(days=rng.randint(100, 250)))
    life.move(1, ended)


def not_counted(
    total: int, year: Year, rng: Random, *, sro_breaches: int, revoked: int
) -> Iterator[Life]:
    """People whom the tables of the day must not count, though they are on record.

    Those in prison and in hospital, those who left in the year or before, those who came the day
    after; among them the people who breached an order and whose lifetime requirement was revoked.
    """
    for _ in range(max(4, total // 16)):
        yield inside(rng.choice((1, 2)), PRISON, year, rng)
    for _ in range(sro_breaches):
        yield _taken_in(breached_sro(year.day(rng), rng), year.last, rng)
    for _ in range(max(2, total // 90)):
        yield inside(2, HOSPITAL, year, rng)
    for _ in range(revoked):
        yield _left(1, year.day(rng), LIFETIME_REVOKED, rng)
    for on in (year.last, *(year.day(rng) for _ in range(max(3, total // 35)))):
        category = rng.choice((1, 2))
        yield _left(category, on, rng.choice(ENDS[category]), rng)
    for _ in range(max(2, total // 90)):
        before = year.first - timedelta(days=rng.randint(1, 700))
        yield _left(1, before, rng.choice((LIFETIME_REVOKED, *ENDS[1])), rng)
    yield from _had_category_3(year, rng)
    tomorrow = year.last + timedelta(days=1)
    yield at_level_1(1, tomorrow, rng, released_by=tomorrow)
    yield breached_sro(tomorrow, rng)


def inside(category: int, kind: str, year: Year, rng: Random) -> Life:
    """At Level 1, in prison or hospital on the last day; some are back there."""
    since = year.last - timedelta(days=rng.randint(60, 2000))
    life = Life(age_at_start=rng.randint(20, 60))
    life.enter(category, since, "hospital_order" if kind == HOSPITAL else BASES[category])
    life.move(1, since)
    if kind == PRISON and happens(rng, 0.4):
        life.live(COMMUNITY, since)
        return _taken_in(life, year.last, rng)
    life.live(kind, since)
    life.live(COMMUNITY, year.last + timedelta(days=rng.choice((1, rng.randint(2, 2500)))))
    return life


def _taken_in(life: Life, last: date, rng: Random) -> Life:
    """Back in prison by the last day, and over it."""
    on = max(life.since, last - timedelta(days=rng.randint(0, 50)))
    out = last + timedelta(days=rng.choice((1, rng.randint(2, 200))))
    if life.sro_breach_on:  # no licence to recall from: charged with something new
        life.live(PRISON, on)
        life.live(COMMUNITY, out)
    else:
        life.be_recalled(on, out, "licence")
    return life


def _left(category: int, on: date, reason: str, rng: Random) -> Life:
    long_ago = LONG_AGO[category]
    revoked = reason == LIFETIME_REVOKED  # not before fifteen years
    ago = rng.randint(long_ago, 2 * long_ago) if revoked else rng.randint(400, long_ago)
    since = on - timedelta(days=ago)
    life = at_level_1(category, since, rng, released_by=on - timedelta(days=30))
    life.leave(on, reason)
    return life


def _had_category_3(year: Year, rng: Random) -> Iterator[Life]:
    """Category 3 before the year; one of them until its first day, on which it is over."""
    for until in (year.first, *(year.first - timedelta(days=rng.randint(5, 200)) for _ in "123")):
        life = Life(age_at_start=rng.randint(20, 55))
        life.enter(3, until - timedelta(days=rng.randint(90, 250)), BASES[3])
        life.move(2, life.since)
        life.live(COMMUNITY, life.since)
        life.leave(until, ENDS[3][0])
        yield life
