"""A life under MAPPA while it is being made up: what happens next, then what is known by a day."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from demo.names import person_name
from demo.people import (
    COMMUNITY,
    HOSPITAL,
    PRISON,
    CategoryEpisode,
    LevelEpisode,
    NotificationBreach,
    Order,
    PersonSpec,
    Recall,
    Stay,
    in_force,
)

ADULT = 18
HIGHEST = 3
YEAR = timedelta(days=365.25)


@dataclass
class Life:
    """Each track (category, level, place) is written forwards in time by its own verb."""

    categories: list[CategoryEpisode] = field(default_factory=list)
    levels: list[LevelEpisode] = field(default_factory=list)
    places: list[Stay] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    breaches: list[NotificationBreach] = field(default_factory=list)
    recalls: list[Recall] = field(default_factory=list)
    sro_breach_on: date | None = None
    age_at_start: int = 35

    @property
    def since(self) -> date:
        return self.categories[0].from_on

    @property
    def category(self) -> int:
        """The category that the person was last known to be in."""
        return self.categories[-1].category

    @property
    def settled_on(self) -> date:
        """The last day on which anything is written to happen: nothing is open before it."""
        ends = [e.until_on or e.from_on for e in (self.categories[-1], self.levels[-1])]
        return max(*ends, self.places[-1].from_on)

    def enter(self, category: int, on: date, basis: str) -> None:
        """Become eligible in a category, or pass to another."""
        if self.categories:
            self.categories[-1] = _closed(self.categories[-1], on, end_reason="recategorised")
        self.categories.append(CategoryEpisode(category, on, basis=basis))

    def move(self, level: int, on: date) -> None:
        """Be managed at a level from now on."""
        self.levels = [*_ended(self.levels, on), LevelEpisode(level, on)]

    def live(self, kind: str, on: date) -> None:
        """Live in a kind of place from now on."""
        self.places = [*_ended(self.places, on), Stay(kind, on)]

    def leave(self, on: date, reason: str) -> None:
        """Stop being eligible."""
        self.categories[-1] = _closed(self.categories[-1], on, end_reason=reason)
        self.levels[-1] = replace(self.levels[-1], until_on=on)
        if reason == "died":
            self.places[-1] = replace(self.places[-1], until_on=on)

    def be_recalled(self, on: date, released: date, cause: str) -> None:
        """Return to custody, and come out again."""
        level, category = self.level_on(on), self.category_on(on)
        if level is None or category is None:
            raise ValueError(f"Nobody who is not under MAPPA on {on} can be recalled.")
        self.recalls.append(Recall(on, level, category, cause))
        self.live(PRISON, on)
        self.live(COMMUNITY, released)

    def is_settled(self, day: date) -> bool:
        """At Level 1 in the community, and nothing else is written to happen from that day on."""
        return (
            self.settled_on < day
            and self.categories[-1].until_on is None
            and self.levels[-1].level == 1
            and self.places[-1].kind == COMMUNITY
        )

    def category_on(self, day: date) -> int | None:
        episode = in_force(self.categories, day)
        return episode.category if episode else None

    def level_on(self, day: date) -> int | None:
        episode = in_force(self.levels, day)
        return episode.level if episode else None


def _closed(episode: CategoryEpisode, on: date, *, end_reason: str) -> CategoryEpisode:
    return replace(episode, until_on=on, end_reason=end_reason)


T = TypeVar("T", CategoryEpisode, LevelEpisode, Stay)


def _ended(spells: list[T], on: date) -> list[T]:
    """These with the last one ended, or undone if it would not have lasted a day."""
    if not spells:
        return []
    last = spells[-1]
    return spells[:-1] + ([replace(last, until_on=on)] if last.from_on < on else [])


def _known(spells: list[T], today: date) -> list[T]:
    """What is known of these today: what has not ended is open, what has not begun is not there."""
    begun = [s for s in spells if s.from_on <= today]
    return [replace(s, until_on=None) if s.until_on and s.until_on > today else s for s in begun]


def known_by(life: Life, today: date, *, number: int, rng: Random) -> PersonSpec:
    """The life of the n-th person up to today, as it would be on record."""
    categories = [
        e if e.until_on else replace(e, end_reason="") for e in _known(life.categories, today)
    ]
    places = _known(life.places, today)
    born = life.since - life.age_at_start * YEAR - timedelta(days=rng.randrange(364))
    category = categories[-1].category
    child = today < born + ADULT * YEAR
    sex = _sex(categories[0].category, rng)
    surname, forenames = person_name(number, sex)
    return PersonSpec(
        surname=surname,
        forenames=forenames,
        date_of_birth=born,
        sex=sex,
        category_episodes=tuple(categories),
        level_episodes=tuple(_known(life.levels, today)),
        locations=tuple(places),
        orders=tuple(sorted((o for o in life.orders if o.made_on <= today), key=_made_on)),
        notification_breaches=tuple(sorted((b for b in life.breaches if b.on <= today), key=_on)),
        sro_breach_on=life.sro_breach_on,
        recalls=tuple(r for r in life.recalls if r.on <= today),
        release_due=_release_due(life, today),
        lead_agency_kind=_lead(category, places[-1].kind, rng, child=child),
        flags=_flags(life, category, rng, child=child),
    )


def _made_on(order: Order) -> date:
    return order.made_on


def _on(breach: NotificationBreach) -> date:
    return breach.on


def _release_due(life: Life, today: date) -> date | None:
    place = in_force(life.places, today)
    return place.until_on if place and place.kind == PRISON else None


def _sex(category: int, rng: Random) -> str:
    return "female" if happens(rng, 0.02 if category == 1 else 0.07) else "male"


def _lead(category: int, place: str, rng: Random, *, child: bool) -> str:
    if child:
        return "youth_justice"
    if place == HOSPITAL:
        return "nhs_mental_health"
    police = {1: 0.75, 2: 0.0, 3: 0.4}[category]
    return "police" if happens(rng, police) else "probation"


def _flags(life: Life, category: int, rng: Random, *, child: bool) -> frozenset[str]:
    chances = {
        "domestic_abuse": {1: 0.08, 2: 0.35, 3: 0.65}[category],
        "foreign_national": 0.04,
        "arson": 0.02 if category == 1 else 0.05,
        "accommodation_need": 0.1,
        "child": float(child),
        "critical": 0.3 * (life.levels[-1].level == HIGHEST),
    }
    return frozenset(flag for flag, chance in chances.items() if happens(rng, chance))


def happens(rng: Random, chance: float) -> bool:
    """Whether something of this chance happens."""
    return rng.random() < chance
