"""The fictional people of a county, made so that its own figures come out as its return printed."""

from datetime import date
from random import Random

from demo.duties import bind
from demo.feasible import Plan
from demo.lives import Life, known_by
from demo.managed import Year, managed
from demo.people import PersonSpec
from demo.published import PublishedReturn
from demo.settled import not_counted, settled
from demo.since import Since


class TooEarly(Exception):
    """The county cannot be built as of a day before its year is over."""


def people(
    published: PublishedReturn, plan: Plan, *, today: date, seed: int
) -> tuple[PersonSpec, ...]:
    """Everybody on record in the county today; the same people for the same seed.

    Refuses (`TooEarly`) a day before that of the return's snapshot.
    """
    year = Year(*published.period)
    if today < year.last:
        raise TooEarly(
            f"{published.area} {published.year} can be built as of {year.last} or later, "
            f"not {today}: its year is not over before."
        )
    seed_words = f"{published.area} {published.year} {seed}"
    rng = Random(seed_words)
    lives = _year(plan, year, rng)
    Since(lives, plan.counts, year, rng).run(today)
    # Each has a chance of their own, so that they are the same person whatever day it is.
    return tuple(
        known_by(life, today, number=n, rng=Random(f"{seed_words} {n}"))
        for n, life in enumerate(lives)
        if life.since <= today
    )


def _year(plan: Plan, year: Year, rng: Random) -> list[Life]:
    """The lives of everybody in the year of the return, written on beyond its end."""
    counts = plan.counts
    lives, stepped = managed(counts, year, rng)
    at_level_1 = {c: counts[f"snapshot.level_1.category_{c}"] - stepped[c] for c in (1, 2)}
    sro = counts["sro_breach.sro_breach"]
    near = min(sro - sro // 5, at_level_1[1])  # the others are in prison on the day
    lives += settled(1, at_level_1[1], year, rng, sro_breaches=near)
    lives += settled(2, at_level_1[2], year, rng, sro_breaches=0)
    total = sum(n for name, n in counts.items() if name.startswith("snapshot."))
    revoked = counts["lifetime_revoked.lifetime_revoked"]
    lives += not_counted(total, year, rng, sro_breaches=sro - near, revoked=revoked)
    return lives + bind(lives, counts, year, rng)
