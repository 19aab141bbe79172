"""What the pages show on which a session is moved, and a case carried over."""

from django.db.models import QuerySet

from access.actor import Actor
from meetings.models import Session, Slot
from meetings.timetable import TAKES_CASES


def later(slot: Slot, actor: Actor) -> "QuerySet[Session]":
    """The sessions to which a case could be carried over: later, and of its level, by time."""
    sessions = Session.objects.visible_to(actor).filter(area=slot.area_id, status__in=TAKES_CASES)
    sessions = sessions.filter(
        starts_at__gt=slot.session.starts_at, panel__level=slot.session.panel.level
    ).select_related("panel")
    return sessions.order_by("starts_at", "pk")
