"""What fell due in an area and whether it was done in time, as the counting service sees it.

Each is one reading of one kind of record; the counting itself is pure (`periods`).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from access.actor import Actor
from clocks.services import AreaLimits
from clocks.working_days import due
from meetings.lifecycle import ActionStatus, InvitationStatus, SlotStatus
from meetings.models import Action, Attendance, Decision, Disclosure, Invitation, Slot
from meetings.models.hold import ATTENDED
from nominals.models import Level, LevelEpisode
from referrals.lifecycle import Status
from referrals.models import Referral

from .periods import Due, Period

DONE = (ActionStatus.DONE, ActionStatus.VERIFIED)
FORMAL_LEVELS = (Level.TWO, Level.THREE)


@dataclass(frozen=True, slots=True)
class Seat:
    """An agency at the cases of one level."""

    agency: str
    standing: str
    level: int


def seats(actor: Actor, span: Period) -> dict[Seat, list[tuple[date, str]]]:
    """For each agency and level, the cases heard to which it had to come: when, and who came."""
    came = Attendance.objects.visible_to(actor).filter(
        slot=OuterRef("slot"), agency=OuterRef("agency")
    )
    invited = (
        Invitation.objects.visible_to(actor)
        .filter(required=True, slot__status=SlotStatus.CLOSED, **_within("slot__starts_at", span))
        .exclude(status=InvitationStatus.WITHDRAWN)
        .annotate(presence=Subquery(came.values("presence")[:1]))
    )
    found = defaultdict(list)
    rows = invited.order_by("agency__name", "slot__session__panel__level").values_list(
        "agency__name", "agency__standing", "slot__session__panel__level", "slot__starts_at",
        "presence",
    )  # fmt: skip
    for agency, standing, level, starts_at, presence in rows:
        found[Seat(agency, standing, level)].append((localdate(starts_at), presence or ""))
    return dict(found)


def attended(cases: list[tuple[date, str]]) -> list[Due]:
    """Coming in person or by video, for all of it or a part, is attending; a report is not."""
    return [Due(day, presence in ATTENDED) for day, presence in cases]


def reported(cases: list[tuple[date, str]]) -> list[Due]:
    """Of the cases that an agency did not attend, those it sent a report to."""
    away = [(day, presence) for day, presence in cases if presence not in ATTENDED]
    return [Due(day, presence == Attendance.Presence.REPORT) for day, presence in away]


def disclosures(actor: Actor, span: Period) -> Iterator[Due]:
    """Each case heard, and whether disclosure was considered and decided."""
    decided = Disclosure.objects.visible_to(actor).filter(slot=OuterRef("pk"))
    heard = _heard(actor).filter(**_within("starts_at", span)).annotate(said=Exists(decided))
    for starts_at, said in heard.values_list("starts_at", "said"):
        yield Due(localdate(starts_at), said)


def minutes(actor: Actor, span: Period, limits: AreaLimits) -> Iterator[Due]:
    """Each case heard whose minutes fell due, and whether they were out by then."""
    heard = _heard(actor).filter(starts_at__date__lte=span.last)
    rows = heard.values_list(
        "starts_at", "session__panel__level", "minutes__due_on", "minutes__issued_at"
    )
    for starts_at, level, due_on, issued_at in rows:
        day = localdate(starts_at)
        due_by = due_on or due(limits.of(f"minutes_level_{level}", day), day)
        if due_by in span:
            yield Due(due_by, _by(issued_at, due_by))


def actions(actor: Actor, span: Period) -> Iterator[Due]:
    """Each action that fell due and was not cancelled, and whether it was done by then."""
    given = Action.objects.visible_to(actor).filter(due_on__range=(span.first, span.last))
    given = given.exclude(status=ActionStatus.CANCELLED).order_by()
    for due_on, status, answered_at in given.values_list("due_on", "status", "answered_at"):
        yield Due(due_on, status in DONE and _by(answered_at, due_on))


def first_meetings(actor: Actor, span: Period, limits: AreaLimits) -> Iterator[Due]:
    """Each accepted referral whose first meeting fell due, and whether it was held by then."""
    since = Q(nominal=OuterRef("nominal_id"), starts_at__gte=OuterRef("decided_at"))
    meetings = _heard(actor).filter(Q(referral=OuterRef("pk")) | since)
    first = meetings.values("area").annotate(at=Min("starts_at")).values("at")
    accepted = Referral.objects.visible_to(actor).filter(
        status=Status.ACCEPTED, decided_at__date__lte=span.last
    )
    rows = accepted.annotate(first=Subquery(first)).order_by()
    for level, decided_at, held_at in rows.values_list("level", "decided_at", "first"):
        day = localdate(decided_at)
        due_by = due(limits.of(f"first_meeting_level_{level}", day), day)
        if due_by in span:
            yield Due(due_by, _by(held_at, due_by))


def reviews(actor: Actor, span: Period, limits: AreaLimits) -> dict[Level, list[Due]]:
    """By level, each review that fell due, and whether it was held by then.

    Every meeting that leaves a case at Level 2 or 3 makes the next one due by the maximum of that
    level. One that was not held counts as missed only if the case was still at Level 2 or 3.
    """
    meetings, managed = _meetings(actor, span.last), _managed(actor)
    found: dict[Level, list[Due]] = {level: [] for level in FORMAL_LEVELS}
    for nominal, days in meetings.items():
        nexts = [*(day for day, _ in days[1:]), None]
        for (held_on, level), following in zip(days, nexts, strict=True):
            if level not in FORMAL_LEVELS:
                continue
            due_by = due(limits.of(f"review_level_{level}_maximum", held_on), held_on)
            held = following is not None and following <= due_by
            if due_by in span and (held or _is_managed(managed[nominal], due_by)):
                found[level].append(Due(due_by, held))
    return found


def _meetings(actor: Actor, until: date) -> dict[UUID, list[tuple[date, Level]]]:
    """For each nominal, the days on which they were heard and the level that was decided."""
    decided = Decision.objects.visible_to(actor).filter(slot__status=SlotStatus.CLOSED)
    decided = decided.filter(slot__starts_at__date__lte=until).order_by("slot__starts_at")
    found = defaultdict(list)
    for nominal, starts_at, choice in decided.values_list(
        "nominal_id", "slot__starts_at", "choice"
    ):
        found[nominal].append((localdate(starts_at), Level(int(choice[-1]))))
    return dict(found)


Spans = list[tuple[date, date | None]]


def _managed(actor: Actor) -> defaultdict[UUID, Spans]:
    """For each nominal, when they were at Level 2 or 3."""
    found: defaultdict[UUID, Spans] = defaultdict(list)
    episodes = LevelEpisode.objects.visible_to(actor).filter(level__in=FORMAL_LEVELS)
    for nominal, from_on, until_on in episodes.values_list("nominal_id", "from_on", "until_on"):
        found[nominal].append((from_on, until_on))
    return found


def _is_managed(spans: Spans, day: date) -> bool:
    return any(from_on <= day and (not until or day < until) for from_on, until in spans)


def _heard(actor: Actor) -> QuerySet[Any]:
    return Slot.objects.visible_to(actor).filter(status=SlotStatus.CLOSED).order_by()


def _within(field: str, span: Period) -> dict[str, Any]:
    return {f"{field}__date__range": (span.first, span.last)}


def _by(at: datetime | None, day: date) -> bool:
    return at is not None and localdate(at) <= day
