"""What decides who sees a nominal: their area, who leads the case, whether they are in MAPPA."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from access.actor import Actor
from access.due import Due
from agencies.facts import Posts
from clocks.working_days import end_of

from .models import CategoryEpisode, Nominal

Episode = tuple[date, date | None]  # from a day until the day before another
LEAD = "Case manager of the lead agency, and their manager"
FIELDS = (
    "pk",
    "area_id",
    "area__coordination",
    "area__service",
    "lead_agency_id",
    "case_manager_id",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One nominal, as far as it decides who sees them.

    `closings` are the moments, in order, at which all that was given before stopped opening the
    record: each time they left MAPPA, and each time that a seal was lifted. `left_on` is the day
    on which they left, if they have.
    """

    pk: UUID
    area: UUID
    coordination: int
    service: int
    lead_agency: UUID
    case_manager: UUID
    closings: tuple[datetime, ...] = ()
    left_on: date | None = None

    def opens(self, given_at: datetime | None) -> bool:
        """Whether what was given at a moment still opens the record. Unknown is long ago."""
        return not self.closings or (given_at is not None and given_at >= self.closings[-1])

    def leads(self, posts: Posts) -> set[int]:
        """The own groups of the case manager and of their manager in the lead agency."""
        return self.managed_by(posts) | self.managers(posts)

    def managed_by(self, posts: Posts) -> set[int]:
        """The case manager's own group, while they work for the lead agency."""
        return posts.of(self.case_manager, agency=self.lead_agency)

    def managers(self, posts: Posts) -> set[int]:
        return posts.managers_of(self.case_manager, self.lead_agency)


def cases(actor: Actor, *, at: datetime) -> dict[UUID, Case]:
    """Every nominal whom the actor sees, by key."""
    today, episodes = localdate(at), _episodes(actor)
    found = Nominal.objects.visible_to(actor).order_by().values_list(*FIELDS)
    return {row[0]: _case(row, episodes[row[0]], today) for row in found}


def _case(row: tuple[Any, ...], episodes: Sequence[Episode], today: date) -> Case:
    closings, left_on = _departures(episodes, today)
    return replace(Case(*row), closings=closings, left_on=left_on)


def due(cases: Mapping[UUID, Case], posts: Posts) -> Iterator[Due]:
    """Of cases that are not sealed: to their area and its service, and to who leads the case.

    Who has left MAPPA is open to no lead.
    """
    for case in cases.values():
        yield Due(Nominal, case.pk, case.coordination, "area", None, "The area's MAPPA unit")
        yield Due(Nominal, case.pk, case.service, "service", None, "Reminders and counts")
        for group in set() if case.left_on else case.leads(posts):
            yield Due(Nominal, case.pk, group, "lead", None, LEAD)


def has_left(nominal: UUID, *, on: date) -> bool:
    """Whether a nominal was in MAPPA and is no longer on this day."""
    rows = CategoryEpisode.objects.filter(nominal=nominal).order_by("from_on")
    return _departures(list(rows.values_list("from_on", "until_on")), on)[1] is not None


def _episodes(actor: Actor) -> Mapping[UUID, list[Episode]]:
    found: dict[UUID, list[Episode]] = defaultdict(list)
    rows = CategoryEpisode.objects.visible_to(actor).order_by("nominal", "from_on")
    for nominal, first, until in rows.values_list("nominal_id", "from_on", "until_on"):
        found[nominal].append((first, until))
    return found


def _departures(
    episodes: Sequence[Episode], today: date
) -> tuple[tuple[datetime, ...], date | None]:
    """The ends of the days on which somebody left, and the last of those if they have not returned.

    What was given on such a day is taken to have been given before they left.
    """
    begun = [(first, until) for first, until in episodes if first <= today]
    gaps = [until for (_, until), (first, _) in pairwise(begun) if until and until < first]
    last = begun[-1][1] if begun else None
    left_on = last if last and last <= today else None
    return _ends([*gaps, left_on]), left_on


def _ends(days: Iterable[date | None]) -> tuple[datetime, ...]:
    return tuple(end_of(day) for day in days if day)
