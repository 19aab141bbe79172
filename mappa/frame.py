"""What the frame of every page shows: the demonstration's banner, the menu and the inbox."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from notices.pages import unread_notices

# What it is called, its address, and the action that whoever sees it must be allowed.
MENU = (
    ("People", "nominals:list", "nominal.list"),
    ("Sessions", "meetings:list_sessions", "session.list"),
    ("Invitations", "meetings:list_invitations", "invitation.list"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """A context processor. The page of a request that is undone asks the database nothing."""
    actor = getattr(request, "actor", None)
    undone = connection.in_atomic_block and connection.needs_rollback
    inbox = {"unread_notices": 0} if undone else unread_notices(request)
    return {
        "demonstration": settings.DEMONSTRATION,
        "navigation": menu(actor, request.path) if actor else [],
        **inbox,
    }


def menu(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """Text, address, and whether this page is there or below; what the actor may open alone."""
    lines = [(text, reverse(name)) for text, name, action in MENU if may(actor, action)]
    return [(text, address, path.startswith(address)) for text, address in lines]
