"""A fictional person under MAPPA, as plain facts: what the county's builder writes down.

Days run from the first on which something is true until the first on which it no longer is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

LIFETIME_REVOKED = "lifetime_revoked"
MEETINGS_ONLY = 3  # Category 3: never at Level 1
COMMUNITY, PRISON, HOSPITAL = "community", "prison", "hospital"


class Spell(Protocol):
    """Anything that is true from one day until another."""

    @property
    def from_on(self) -> date: ...

    @property
    def until_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class CategoryEpisode:
    """A category, why it began, and (once it has ended) why it ended."""

    category: int
    from_on: date
    until_on: date | None = None
    end_reason: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class LevelEpisode:
    level: int
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Where a person lived: in the community, in prison or in hospital."""

    kind: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A restrictive order, of a kind named as the returns name them."""

    kind: str
    made_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class NotificationBreach:
    """A breach of the notification requirements: `cautioned` or `convicted`."""

    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Recall:
    """A return to custody from a level, for breach of a `licence` or of an `order`."""

    on: date
    level: int
    category: int
    cause: str


@dataclass(frozen=True)
class PersonSpec:
    """Everything true of one person up to today."""

    surname: str
    forenames: str
    date_of_birth: date
    sex: str
    category_episodes: tuple[CategoryEpisode, ...]
    level_episodes: tuple[LevelEpisode, ...]
    locations: tuple[Stay, ...]
    orders: tuple[Order, ...] = ()
    notification_breaches: tuple[NotificationBreach, ...] = ()
    sro_breach_on: date | None = None
    recalls: tuple[Recall, ...] = ()
    release_due: date | None = None
    lead_agency_kind: str = "probation"
    flags: frozenset[str] = field(default_factory=frozenset)


S = TypeVar("S", bound=Spell)


def in_force(spells: Iterable[S], day: date) -> S | None:
    """The one of these that is true on a day, if any is."""
    return next(
        (s for s in spells if s.from_on <= day and (s.until_on is None or day < s.until_on)), None
    )
