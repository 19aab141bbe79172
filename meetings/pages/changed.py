"""What has changed about a nominal since a panel last heard the case."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.timezone import localdate

from access.actor import Actor
from access.rows import following
from meetings.lifecycle import SlotStatus
from meetings.models import Slot
from nominals.models import (
    CategoryEpisode,
    LevelEpisode,
    Location,
    Nominal,
    NotificationBreach,
    Order,
    ReturnToCustody,
    RiskAssessment,
    RiskManagementPlan,
)

Words = Callable[[Any], str]
# Each kind of record: the day that it names, and what happened on it.
TABLE: Mapping[type[models.Model], list[tuple[str, Words]]] = {
    CategoryEpisode: [
        ("from_on", lambda it: f"{it.get_category_display()} from this day"),
        ("until_on", lambda it: f"{it.get_category_display()} ended{_why(it)}"),
    ],
    LevelEpisode: [
        ("from_on", lambda it: f"{it.get_level_display()}: {it.get_decided_by_display().lower()}"),
    ],
    Location: [("from_on", lambda it: _joined(it.get_kind_of_place_display(), it.place))],
    NotificationBreach: [
        ("on", lambda it: f"{it.get_outcome_display()} for breach of notification requirements"),
    ],
    Order: [
        ("made_on", lambda it: f"{it.get_kind_of_order_display()} made"),
        ("expires_on", lambda it: f"{it.get_kind_of_order_display()} ended"),
    ],
    ReturnToCustody: [
        ("on", lambda it: f"Returned to custody: {it.get_cause_display().lower()}"),
    ],
    RiskAssessment: [
        ("assessed_on", lambda it: f"{it.tool}: {it.get_band_display().lower()}, {it.at_risk}"),
    ],
    RiskManagementPlan: [("agreed_on", lambda _: "A new risk management plan was agreed")],
}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened, and on which day."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed since a panel last heard the case; `since` is None if none ever did."""

    since: date | None
    changes: list[Change]


def since_last_time(slot: Slot, actor: Actor, *, today: date) -> Changed:
    """The changes since the last slot of this nominal that was heard, the newest first."""
    heard = Slot.objects.visible_to(actor).filter(
        nominal=slot.nominal_id, status=SlotStatus.CLOSED, starts_at__lt=slot.starts_at
    )
    last = heard.order_by("-starts_at").values_list("starts_at", flat=True).first()
    if last is None:
        return Changed(None, [])
    since = localdate(last)
    found = following(Nominal(pk=slot.nominal_id), *TABLE, actor=actor)
    changes = (change for rows in found.values() for each in rows for change in _of(each))
    newest = sorted(changes, key=lambda change: change.on, reverse=True)
    return Changed(since, [each for each in newest if since < each.on <= today])


def _of(record: Any) -> Iterator[Change]:
    """What one record says happened, and on which day or days."""
    for name, words in TABLE[type(record)]:
        if day := getattr(record, name):
            yield Change(day, words(record))


def _why(episode: CategoryEpisode) -> str:
    return f": {episode.get_end_reason_display().lower()}" if episode.end_reason else ""


def _joined(what: str, where: str) -> str:
    return f"{what}, {where}" if where else what
