"""The links of every page, for each role."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse

from access.actor import Actor
from access.policy import may

# What a page is called, its address, and the action that must be allowed to open it.
LINKS = (
    ("Today", "home", "home.show"),
    ("Nominals", "nominals:list", "nominal.list"),
    ("Referrals", "referrals:list", "referral.list"),
    ("Sessions", "meetings:list_sessions", "session.list"),
    ("Minutes", "meetings:list_minutes", "minutes.list"),
    ("Observations", "meetings:list_observations", "observation.list"),
    ("Invitations", "meetings:list_invitations", "invitation.list"),
    ("Actions", "meetings:list_actions", "action.list"),
    ("Disclosures", "disclosures:list", "disclosure.list"),
    ("Dashboard", "board:dashboard", "dashboard.show"),
    ("Time limits", "clocks:list", "clock.list"),
)
# Pages that one reaches from a link above, at addresses that do not begin as its does.
BENEATH = {
    "meetings:list_sessions": ("/cases/", "/agendas/", "/absences/", "/programmes/"),
    "meetings:list_minutes": ("/addenda/", "/requests/", "/redactions/"),
    "meetings:list_invitations": ("/returns/",),
}
Link = tuple[str, str, bool]


def furniture(request: HttpRequest) -> Mapping[str, list[Link]]:
    """A context processor: the pages that whoever asks may open. It asks the database nothing."""
    actor = getattr(request, "actor", None)
    return {"navigation": menu(actor, request.path) if actor else []}


def menu(actor: Actor, path: str) -> list[Link]:
    """Text, address, and whether this page is there or beneath; what the actor may open alone."""
    return [
        (text, reverse(name), _is_here(path, reverse(name), BENEATH.get(name, ())))
        for text, name, action in LINKS
        if may(actor, action)
    ]


def _is_here(path: str, address: str, beneath: tuple[str, ...]) -> bool:
    """The page itself, or one beneath it; everything is beneath the home page."""
    return path == address or (address != "/" and path.startswith((address, *beneath)))
