"""Which cases need a place in a session, and by when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.timezone import localdate

from access.actor import Actor
from access.rows import VisibleQuerySet
from clocks.services import AreaLimits, limits_of
from clocks.working_days import due
from nominals.models import Level, LevelEpisode, Nominal
from referrals.lifecycle import Status
from referrals.models import Referral

from .lifecycle import SlotStatus
from .models import Decision, Slot


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that needs a slot: for what, at which level, and by which day.

    Of a review, the day of the meeting from which it is counted.
    """

    nominal: Nominal
    level: Level
    purpose: Slot.Purpose
    due_on: date
    referral: Referral | None = None
    heard_on: date | None = None


def waiting(actor: Actor, *, on: date) -> list[Waiting]:
    """The cases that the actor may see and that need a slot, soonest due first.

    An accepted referral needs its first meeting; a person at Level 2 or 3 who is in no session
    to come needs their next. A case is named once.
    """
    limits = limits_of(actor.area_id)
    first = {each.nominal.pk: each for each in _first_meetings(actor, limits, on)}
    reviews = {each.nominal.pk: each for each in _reviews(actor, limits, on)}
    return sorted((reviews | first).values(), key=lambda each: (each.due_on, each.nominal.sort_key))


def managed_with_meetings(actor: Actor, *, on: date) -> list[LevelEpisode]:
    """The people at Level 2 or 3 on a day whom the actor may see, by name."""
    episodes = LevelEpisode.objects.visible_to(actor).on(on)
    episodes = episodes.filter(level__in=(Level.TWO, Level.THREE), nominal__area=actor.area_id)
    return list(
        episodes.select_related("nominal").order_by("nominal__surname", "nominal__forenames")
    )


def _first_meetings(actor: Actor, limits: AreaLimits, on: date) -> Iterator[Waiting]:
    """Accepted referrals that no slot was made for since, each due from its acceptance."""
    heard = Q(status=SlotStatus.CLOSED)
    made = Slot.objects.visible_to(actor).filter(heard | _to_come(on))
    since = Q(nominal=OuterRef("nominal_id"), starts_at__gte=OuterRef("decided_at"))
    made = made.filter(Q(referral=OuterRef("pk")) | since)
    accepted = Referral.objects.visible_to(actor).filter(status=Status.ACCEPTED)
    accepted = accepted.filter(~Exists(made), area=actor.area_id, level__isnull=False)
    for referral in accepted.select_related("nominal").order_by("decided_at"):
        level, day = Level(referral.level or Level.TWO), localdate(referral.decided_at)
        due_on = due(limits.of(f"first_meeting_level_{level}", day), day)
        yield Waiting(referral.nominal, level, Slot.Purpose.INITIAL, due_on, referral)


def _to_come(on: date) -> Q:
    """A slot being heard, or one whose day is not past: a session never held is no meeting."""
    planned = Q(status=SlotStatus.PLANNED, starts_at__date__gte=on)
    return Q(status=SlotStatus.OPEN) | planned


def _reviews(actor: Actor, limits: AreaLimits, on: date) -> Iterator[Waiting]:
    """People at Level 2 or 3 with no slot to come, each due from their last meeting held."""
    episodes = managed_with_meetings(actor, on=on)
    nominals = [episode.nominal_id for episode in episodes]
    slots = Slot.objects.visible_to(actor).filter(nominal__in=nominals)
    coming = set(slots.filter(_to_come(on)).values_list("nominal_id", flat=True))
    heard, agreed = _last_heard(slots), _agreed(nominals, actor)
    for episode in episodes:
        if episode.nominal_id not in coming:
            last = heard.get(episode.nominal_id)
            yield _next(episode, last, agreed.get(episode.nominal_id), limits)


def _next(
    episode: LevelEpisode, heard: datetime | None, agreed: date | None, limits: AreaLimits
) -> Waiting:
    level, heard_on = Level(episode.level), None
    if heard is None:
        key, start, purpose = f"first_meeting_level_{level}", episode.from_on, Slot.Purpose.INITIAL
    elif _raised(episode, localdate(heard)):
        key, start, purpose = "first_meeting_after_raise", episode.from_on, Slot.Purpose.REVIEW
    else:
        start = heard_on = localdate(heard)
        key, purpose = f"review_level_{level}_maximum", Slot.Purpose.REVIEW
    latest = due(limits.of(key, start), start)
    due_on = min(latest, agreed or latest)
    return Waiting(episode.nominal, level, purpose, due_on, heard_on=heard_on)


def _raised(episode: LevelEpisode, heard_on: date) -> bool:
    """Whether the last meeting held raised the case to Level 3."""
    by_panel = episode.decided_by == LevelEpisode.DecidedBy.MEETING
    return episode.level == Level.THREE and by_panel and episode.from_on >= heard_on


def _last_heard(slots: VisibleQuerySet[Slot]) -> Mapping[UUID, datetime]:
    closed = slots.filter(status=SlotStatus.CLOSED).order_by()
    return dict(closed.values_list("nominal_id").annotate(Max("starts_at")))


def _agreed(nominals: Iterable[UUID], actor: Actor) -> Mapping[UUID, date | None]:
    """For each nominal, the review date that the last meeting held set."""
    decisions = Decision.objects.visible_to(actor).filter(
        nominal__in=nominals, slot__status=SlotStatus.CLOSED
    )
    newest = decisions.order_by("nominal_id", "-slot__starts_at").distinct("nominal_id")
    return dict(newest.values_list("nominal_id", "review_on"))
