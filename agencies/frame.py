"""What every page needs of the session: how long it lasts yet, and what was typed here before."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from .sessions import seconds_for_page
from .typed_text import offered


def frame(request: HttpRequest) -> dict[str, Any]:
    """A context processor. The page of a request that is undone asks the database nothing."""
    undone = connection.in_atomic_block and connection.needs_rollback
    return {
        "typed_text": [] if undone else offered(request),
        "seconds_left": seconds_for_page(request),
        "idle_minutes": settings.IDLE_MINUTES,
    }
