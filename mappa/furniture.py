"""The links of every page, for each role."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from access.policy import may

# What a page is called, its address, and the action that must be allowed to open it.
LINKS = (
    ("Today", "home", "home.show"),
    ("People", "nominals:list", "nominal.list"),
    ("Referrals", "referrals:list", "referral.list"),
    ("Sessions", "meetings:list_sessions", "session.list"),
    ("Invitations", "meetings:list_invitations", "invitation.list"),
    ("Actions", "meetings:list_actions", "action.list"),
    ("Dashboard", "board:dashboard", "dashboard.show"),
    ("Time limits", "clocks:list", "clock.list"),
)
Link = tuple[str, str, bool]


def furniture(request: HttpRequest) -> Mapping[str, list[Link]]:
    """A context processor: the pages that whoever asks may open. It asks the database nothing."""
    actor: Any = getattr(request, "actor", None)
    if actor is None:
        return {"navigation": []}
    links = [(text, reverse(name)) for text, name, action in LINKS if may(actor, action)]
    return {"navigation": [(text, href, _is_here(request, href)) for text, href in links]}


def _is_here(request: HttpRequest, href: str) -> bool:
    """The page itself, or one beneath it; everything is beneath the home page."""
    return request.path == href or (href != "/" and request.path.startswith(href))
