"""What the frame of every page shows: the demonstration's banner, the inbox and the person."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from notices.pages import unread_notices


def frame(request: HttpRequest) -> dict[str, Any]:
    """A context processor. The page of a request that is undone asks the database nothing."""
    undone = connection.in_atomic_block and connection.needs_rollback
    inbox = {"unread_notices": 0} if undone else unread_notices(request)
    return {
        "demonstration": settings.DEMONSTRATION,
        "appointments_held": getattr(request, "appointments_held", 0),
        **inbox,
    }
