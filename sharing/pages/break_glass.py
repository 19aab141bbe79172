"""What the pages of cases opened in an emergency show."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from clocks.services import limit
from sharing.lifecycle import Status
from sharing.models import BreakGlass

MOST_REVIEWED = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A case opened in an emergency: is it open still, and is its review late."""

    glass: BreakGlass
    is_open: bool
    is_late: bool
    review: str


@dataclass(frozen=True, slots=True)
class EmergenciesPage:
    """The emergencies of an area: those to review, the first due first; those reviewed lately."""

    to_review: list[Line]
    reviewed: list[Line]

    @property
    def cases(self) -> set[UUID]:
        """The nominals whom the page names."""
        return {each.glass.nominal_id for each in (*self.to_review, *self.reviewed)}


def emergencies(actor: Actor, *, at: datetime, on: date) -> EmergenciesPage:
    """The cases of the actor's area that were opened in an emergency."""
    waiting = _seen(actor).filter(status=Status.TO_REVIEW).order_by("review_due_on", "opened_at")
    done = _seen(actor).filter(status=Status.REVIEWED).order_by("-reviewed_at")[:MOST_REVIEWED]
    return EmergenciesPage(
        to_review=[line(each, actor, at=at, on=on) for each in waiting],
        reviewed=[line(each, actor, at=at, on=on) for each in done],
    )


def line(glass: BreakGlass, actor: Actor, *, at: datetime, on: date) -> Line:
    """One of them, and what the actor can do about it."""
    waits = glass.status == Status.TO_REVIEW
    reviews = waits and may(actor, "break_glass.review", glass)
    return Line(
        glass,
        is_open=glass.is_open(at),
        is_late=waits and glass.review_due_on < on,
        review=reverse("sharing:review_break_glass", args=[glass.pk]) if reviews else "",
    )


def hours(actor: Actor, *, on: date) -> str:
    """How long an emergency lasts in the actor's area, in words."""
    return limit("break_glass", actor.area_id, on).length


def _seen(actor: Actor) -> "QuerySet[BreakGlass]":
    found = BreakGlass.objects.visible_to(actor).filter(nominal__area=actor.area_id)
    return found.select_related("nominal", "person", "agency", "reviewed_by")
