"""What must be heard by a panel, from when and by when: first meetings, reviews and releases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import prefetch_related_objects

from access.actor import Actor
from clocks.services import AreaLimits, limits_of
from clocks.working_days import add_working_days, due
from meetings.models import Panel, Slot
from meetings.waiting import Waiting, waiting
from nominals.models import Nominal
from referrals.lifecycle import Status
from referrals.models import Referral

# What falls due so long after the last session may be heard early, where there is room.
AHEAD = timedelta(weeks=4)
MOST_CASES = 60


@dataclass(frozen=True, slots=True)
class Demand:
    """A case that a panel has to hear: for what, by which day, and not before which."""

    nominal: Nominal
    purpose: Slot.Purpose
    due_on: date
    earliest: date | None = None
    referral: Referral | None = None
    release_on: date | None = None

    @property
    def is_first(self) -> bool:
        return self.purpose == Slot.Purpose.INITIAL

    @property
    def for_release(self) -> bool:
        """Whether it is the release that makes it due."""
        return self.release_on is not None and self.due_on < self.release_on


def demands(panel: Panel, actor: Actor, *, on: date) -> list[Demand]:
    """All that needs a slot at the panel's level and that the actor may see, soonest due first."""
    cases = [each for each in waiting(actor, on=on) if each.level == panel.level]
    prefetch_related_objects([each.nominal for each in cases], "lead_agency")
    limits = limits_of(panel.area_id)
    releases = _releases([each.nominal.pk for each in cases], actor, on=on)
    found = [_demand(each, releases.get(each.nominal.pk), limits) for each in cases]
    return sorted(found, key=lambda each: (each.due_on, each.nominal.sort_key))


def chosen(found: Sequence[Demand], *, last: date) -> list[Demand]:
    """Those for sessions of which this is the last day; the others are for later ones."""
    near = [
        each
        for each in found
        if each.due_on <= last + AHEAD and (each.earliest is None or each.earliest <= last)
    ]
    return near[:MOST_CASES]


def _demand(case: Waiting, release_on: date | None, limits: AreaLimits) -> Demand:
    """A release makes a review due on the last working day before it, if it is not so sooner."""
    before = add_working_days(release_on, -1) if release_on else case.due_on
    due_on = min(case.due_on, before)
    sooner = due_on < case.due_on and case.purpose == Slot.Purpose.REVIEW
    return Demand(
        nominal=case.nominal,
        purpose=Slot.Purpose.PRE_RELEASE if sooner else case.purpose,
        due_on=due_on,
        earliest=_earliest(case, due_on, limits),
        referral=case.referral,
        release_on=release_on,
    )


def _earliest(case: Waiting, due_on: date, limits: AreaLimits) -> date | None:
    """Of a review, the day before which it would come too soon after the last; but when due."""
    if case.heard_on is None:
        return None
    limit = limits.of(f"review_level_{case.level}_earliest", case.heard_on)
    earliest = due(limit, case.heard_on)
    return earliest if earliest < due_on else None


def _releases(nominals: Iterable[UUID], actor: Actor, *, on: date) -> Mapping[UUID, date]:
    """For each nominal, the release to come that their newest accepted referral names."""
    accepted = Referral.objects.visible_to(actor).filter(
        nominal__in=list(nominals), status=Status.ACCEPTED
    )
    newest = accepted.order_by("nominal_id", "-decided_at").distinct("nominal_id")
    rows = newest.values_list("nominal_id", "release_on")
    return {nominal: day for nominal, day in rows if day and day > on}
