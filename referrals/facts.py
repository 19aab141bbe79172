"""What decides who sees a referral, its screening, and through it the nominal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.actor import Actor
from access.due import Due
from agencies.facts import Posts
from nominals.facts import Case
from nominals.models import Nominal

from .lifecycle import UNDECIDED, Status
from .models import Referral, Screening

FIELDS = (
    "pk",
    "nominal_id",
    "status",
    "started_at",
    "approved_at",
    "referrer_id",
    "manager_id",
    "agency_id",
    "area__coordination",
    "area__service",
)
SCREENS, UNIT, SERVICE = "Screens the referral", "The area's MAPPA unit", "Reminders and counts"
WROTE, SCREENED = "Wrote the referral", "Screened the referral"
NAMED = "Manager named on the referral"


@dataclass(frozen=True, slots=True)
class Row:
    """A referral, as far as it decides who sees what."""

    pk: UUID
    nominal: UUID
    status: str
    started_at: datetime
    approved_at: datetime | None
    referrer: UUID
    manager: UUID
    agency: UUID
    coordination: int
    service: int


def due(cases: Mapping[UUID, Case], posts: Posts, *, actor: Actor) -> Iterator[Due]:
    """Of referrals, screenings and nominals: to the writer, the manager named, those who screen."""
    rows = Referral.objects.visible_to(actor).order_by().values_list(*FIELDS)
    for each in (Row(*row) for row in rows):
        yield from _referral(each, posts)
        case = cases.get(each.nominal)
        if case and each.status != Status.WITHDRAWN:
            yield from _nominal(each, case, posts)
    yield from _screenings(posts, actor=actor)


def _referral(row: Row, posts: Posts) -> Iterator[Due]:
    for group, why in _holders(row, posts).items():
        yield Due(Referral, row.pk, group, "referral", row.pk, why)
    for group in posts.of(row.manager, agency=row.agency):
        yield Due(Referral, row.pk, group, "manager", row.pk, NAMED)


def _nominal(row: Row, case: Case, posts: Posts) -> Iterator[Due]:
    """What the referral opens of the nominal, until it is withdrawn.

    After a seal was lifted, the unit sees what is approved since; when another manager was
    named, nothing says, so that share may stand.
    """
    for group, why in _holders(row, posts).items():
        if case.opens(row.approved_at if why == SCREENS else row.started_at):
            yield Due(Nominal, row.nominal, group, "referral", row.pk, why)
    written = case.opens(row.started_at)
    if written or (row.status in UNDECIDED and not case.left_on):
        for group in posts.of(row.manager, agency=row.agency):
            yield Due(Nominal, row.nominal, group, "manager", row.pk, NAMED, needed=written)


def _holders(row: Row, posts: Posts) -> dict[int, str]:
    approved = {row.coordination: SCREENS} if row.approved_at else {}
    wrote = dict.fromkeys(posts.of(row.referrer, agency=row.agency), WROTE)
    return {**wrote, row.service: SERVICE, **approved}


def _screenings(posts: Posts, *, actor: Actor) -> Iterator[Due]:
    fields = ("pk", "by_id", "referral__area", "referral__area__coordination")
    rows = Screening.objects.visible_to(actor).order_by()
    for key, by, area, unit, service in rows.values_list(*fields, "referral__area__service"):
        own = dict.fromkeys(posts.of(by, area=area), SCREENED)
        for group, why in {**own, unit: UNIT, service: SERVICE}.items():
            yield Due(Screening, key, group, "screening", key, why)
