"""What the page of audit samples shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from access.actor import Actor
from access.policy import may
from sharing.models import AuditSample


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a sample; while it is open, where to end that."""

    sample: AuditSample
    is_open: bool
    end: str


@dataclass(frozen=True, slots=True)
class Draw:
    """The cases that were drawn together, and how."""

    first: AuditSample
    lines: list[Line]


def samples(actor: Actor, *, at: datetime) -> list[Draw]:
    """The samples drawn in the actor's area, the newest first."""
    seen = AuditSample.objects.visible_to(actor).filter(nominal__area=actor.area_id)
    rows = seen.select_related("nominal", "auditor", "given_by", "ended_by")
    draws: dict[UUID, list[AuditSample]] = {}
    for each in rows.order_by("-given_at", "nominal__reference"):
        draws.setdefault(each.draw_id, []).append(each)
    return [Draw(drawn[0], [_line(each, actor, at) for each in drawn]) for drawn in draws.values()]


def cases(draws: Iterable[Draw]) -> set[UUID]:
    """The nominals whom the page names."""
    return {line.sample.nominal_id for draw in draws for line in draw.lines}


def _line(sample: AuditSample, actor: Actor, at: datetime) -> Line:
    is_open = sample.is_live(at)
    ends = is_open and may(actor, "audit_sample.end", sample)
    return Line(sample, is_open, reverse("oversight:end_sample", args=[sample.pk]) if ends else "")
