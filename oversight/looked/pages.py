"""What the pages of who has looked show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import QueryDict

from access.actor import Actor
from agencies.models import Appointment
from audit.models import Event, TrailDay
from govuk.words import plural
from meetings.models import InformationReturn
from nominals import pages as of_nominals
from nominals.models import Nominal

from . import readings
from .readings import Look, Wanted
from .words import words

MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class LookedPage:
    """Who has looked at a nominal, a page at a time; `newest` leads back to the first."""

    about: of_nominals.About
    looks: list[Look]
    newest: str
    next: str


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """Who has read an agency's return."""

    about: of_nominals.About
    information_return: InformationReturn
    looks: list[Look]
    newest: str
    next: str


@dataclass(frozen=True, slots=True)
class OwnLine:
    """Something that one has read: whom it was about, if that is open still, and in what words."""

    at: datetime
    what: str
    refused: bool
    nominal: Nominal | None
    about: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    lines: list[OwnLine]
    newest: str
    next: str

    @property
    def names(self) -> set[UUID]:
        """The nominals whom the page names."""
        return {line.nominal.pk for line in self.lines if line.nominal}


@dataclass(frozen=True, slots=True)
class TrailPage:
    """The days of the trail that are sealed, newest first."""

    days: list[TrailDay]

    @property
    def head(self) -> TrailDay | None:
        return self.days[0] if self.days else None


def of_nominal(
    nominal: Nominal,
    query: QueryDict,
    *,
    actor: Actor,
    wanted: Wanted,
    readers: Iterable[Appointment],
    on: date,
) -> LookedPage:
    """Who has looked at a nominal, as asked for, newest first."""
    turned = readings.of_nominal(nominal.pk, wanted, query.get("place", ""), readers)
    return LookedPage(
        about=of_nominals.about(nominal, actor=actor, here="oversight:looked_nominal", on=on),
        looks=turned.looks,
        newest=_newest(query),
        next=_next(query, turned.next),
    )


def of_return(
    information_return: InformationReturn, query: QueryDict, *, actor: Actor, on: date
) -> ReturnPage:
    """Who has read what the actor's agency sent, newest first."""
    turned = readings.of_return(information_return.pk, query.get("place", ""))
    nominal = information_return.nominal
    return ReturnPage(
        about=of_nominals.about(nominal, actor=actor, here="meetings:list_for_nominal", on=on),
        information_return=information_return,
        looks=turned.looks,
        newest=_newest(query),
        next=_next(query, turned.next),
    )


def own(query: QueryDict, *, actor: Actor) -> OwnPage:
    """What the actor has read, newest first; whom it was about is named while it is open."""
    events, following = readings.own(actor, query.get("place", ""))
    keys = {event.nominal_id for event in events if event.nominal_id}
    seen = {each.pk: each for each in Nominal.objects.visible_to(actor).filter(pk__in=keys)}
    return OwnPage(
        lines=list(_own_lines(events, seen)),
        newest=_newest(query),
        next=_next(query, following),
    )


def _own_lines(events: Iterable[Event], seen: dict[UUID, Nominal]) -> Iterable[OwnLine]:
    for event in events:
        nominal = seen.get(event.nominal_id) if event.nominal_id else None
        refused = event.kind == Event.Kind.REFUSAL
        yield OwnLine(event.at, words(event.action), refused, nominal, _about(event, nominal))


def _about(event: Event, nominal: Nominal | None) -> str:
    if nominal is not None:
        return nominal.name
    if event.nominal_id:
        return "No longer open to you"
    return f"{plural(len(event.shown), 'name')}" if event.shown else ""


def trail() -> TrailPage:
    """The last month of the days that are sealed."""
    return TrailPage(list(TrailDay.objects.order_by("-day")[:MOST_DAYS]))


def _newest(query: QueryDict) -> str:
    """The first page with the same filters, where this is another."""
    if not query.get("place"):
        return ""
    given = query.copy()
    given.pop("place")
    return f"?{given.urlencode()}"


def _next(query: QueryDict, place: str) -> str:
    if not place:
        return ""
    given = query.copy()
    given["place"] = place
    return f"?{given.urlencode()}"
