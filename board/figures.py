"""The board's figures: counted by the service that sees the cases, kept for those who may not.

What is kept are counts and the names of agencies and measures. Whoever reads them (`pages`)
decides which numbers are too small to show.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate

from access.actor import Actor
from clocks.services import AreaLimits
from meetings.lifecycle import ActionStatus
from meetings.models import Action
from nominals.models import CategoryEpisode, Level, LevelEpisode, Location
from referrals.lifecycle import Status
from referrals.models import Referral
from sharing.lifecycle import Status as Emergency
from sharing.models import BreakGlass

from . import occurrences
from .annual_return import AREA_CATEGORIES, IN_THE_COMMUNITY
from .occurrences import Seat
from .periods import Due, Period, Share, last_quarters

Rows = list[dict[str, Any]]
NEVER = {(3, 1)}  # Category 3 is never at Level 1


def figures(actor: Actor, today: date, limits: AreaLimits) -> dict[str, Rows]:
    """Every figure of the actor's area by name, as it stands today."""
    quarters = last_quarters(today)
    span = Period(quarters[0].first, quarters[-1].last)
    seats = occurrences.seats(actor, span)
    caseload, elsewhere = _caseload(actor, today)
    return {
        "caseload": caseload,
        "elsewhere": elsewhere,
        "attendance": [_seat(seat, cases, quarters) for seat, cases in seats.items()],
        "measures": _measures(actor, span, quarters, limits),
        "referrals": _referrals(actor, quarters),
        "actions": _actions(actor, today),
        "emergencies": _emergencies(actor, today),
    }


def _caseload(actor: Actor, today: date) -> tuple[Rows, Rows]:
    """People managed today: by category and level in the community, and how many elsewhere."""
    categories = _on(CategoryEpisode, actor, today, "category")
    levels = _on(LevelEpisode, actor, today, "level")
    places = _on(Location, actor, today, "kind_of_place")
    counts: Counter[tuple[int, int]] = Counter()
    elsewhere = 0
    for nominal, category in categories.items():
        if category not in AREA_CATEGORIES or nominal not in levels:
            continue
        if places.get(nominal) in IN_THE_COMMUNITY:
            counts[category, levels[nominal]] += 1
        else:
            elsewhere += 1
    cells = [(c, n) for c in AREA_CATEGORIES for n in Level if (c, n) not in NEVER]
    rows = [{"category": int(c), "level": int(n), "people": counts[c, n]} for c, n in cells]
    return rows, [{"people": elsewhere}]


def _on(episodes: Any, actor: Actor, today: date, what: str) -> dict[Any, Any]:
    """What is true of each nominal today."""
    now = episodes.objects.visible_to(actor).on(today).order_by()
    return dict(now.values_list("nominal_id", what))


def _seat(seat: Seat, cases: list[tuple[date, str]], quarters: Sequence[Period]) -> dict[str, Any]:
    came, sent = occurrences.attended(cases), occurrences.reported(cases)
    year = Period(quarters[0].first, quarters[-1].last)
    return {
        "agency": seat.agency,
        "standing": seat.standing,
        "level": seat.level,
        "quarter": _pair(Share.counted(came, quarters[-1])),
        "year": _pair(Share.counted(came, year)),
        "reports": _pair(Share.counted(sent, year)),
    }


def _measures(
    actor: Actor,
    span: Period,
    quarters: Sequence[Period],
    limits: AreaLimits,
) -> Rows:
    reviews = occurrences.reviews(actor, span, limits)
    found: dict[str, Iterable[Due]] = {
        "disclosure": occurrences.disclosures(actor, span),
        "reviews_3": reviews[Level.THREE],
        "reviews_2": reviews[Level.TWO],
        "first_meetings": occurrences.first_meetings(actor, span, limits),
        "minutes": occurrences.minutes(actor, span, limits),
        "actions": occurrences.actions(actor, span),
    }
    return [{"measure": key, "quarters": _by_quarter(due, quarters)} for key, due in found.items()]


def _by_quarter(due: Iterable[Due], quarters: Sequence[Period]) -> list[list[int]]:
    known = list(due)
    return [_pair(Share.counted(known, quarter)) for quarter in quarters]


def _pair(share: Share) -> list[int]:
    return [share.done, share.of]


def _referrals(actor: Actor, quarters: Sequence[Period]) -> Rows:
    """Referrals that reached the MAPPA unit in each quarter, and how many of those it accepted."""
    received = Referral.objects.visible_to(actor).filter(
        approved_at__date__range=(quarters[0].first, quarters[-1].last)
    )
    rows = received.order_by().values_list("approved_at", "status")
    due = [Due(localdate(approved_at), status == Status.ACCEPTED) for approved_at, status in rows]
    shares = [Share.counted(due, quarter) for quarter in quarters]
    return [{"received": share.of, "accepted": share.done} for share in shares]


def _actions(actor: Actor, today: date) -> Rows:
    """How many actions are open today, and how many of those are late."""
    still_open = Action.objects.visible_to(actor).filter(status=ActionStatus.OPEN)
    late = Count("pk", filter=Q(due_on__lt=today))
    return [still_open.order_by().aggregate(open=Count("pk"), late=late)]


def _emergencies(actor: Actor, today: date) -> Rows:
    """How many cases opened in an emergency wait for a review, and how many of those are late."""
    waiting = BreakGlass.objects.visible_to(actor).filter(status=Emergency.TO_REVIEW)
    late = Count("pk", filter=Q(review_due_on__lt=today))
    return [waiting.order_by().aggregate(to_review=Count("pk"), late=late)]
