"""Asking again who it is, before what could do most harm: an export, a break-glass, a role.

A session that somebody left open must not be enough for these. A view says so to its guard,
`after=freshly_signed_in`: whoever may do it is asked, and nothing is read before they answered.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django_htmx.http import HttpResponseClientRedirect

from access.actor import ActorRequest

from . import typed_text
from .onward import by_way_of, page_of

CONFIRMED_AT = "confirmed_at"  # the session's key for when the person last said who they are


def freshly_signed_in(request: ActorRequest, _record: Any) -> HttpResponse | None:
    """For the guard: only who said who they are in the last minutes goes on; the rest are asked."""
    return None if is_fresh(request, at=now()) else ask_again(request)


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the person signed in, or confirmed who they are, within settings.FRESH_MINUTES."""
    if settings.FRESH_MINUTES is None:
        return True
    said = request.session.get(CONFIRMED_AT)
    since = timedelta(minutes=settings.FRESH_MINUTES)
    return said is not None and at - since <= datetime.fromisoformat(said) <= at


def confirm(request: HttpRequest, *, at: datetime) -> None:
    """Remember that the person has just said who they are, in a session with a new key."""
    session: Any = request.session
    session.renew_key()
    session[CONFIRMED_AT] = at.isoformat()


def ask_again(request: ActorRequest) -> HttpResponse:
    """To the page that asks, and from there back to the page that one was on.

    What was typed there is kept, and stands in the form again.
    """
    if request.method == "POST":
        path = urlsplit(page_of(request)).path
        typed_text.keep_from(request, request.actor.person, path=path, at=now())
        typed_text.remember(request, request.actor.person)
    address = by_way_of("agencies:confirm", page_of(request))
    if "HX-Request" in request.headers:
        response: HttpResponse = HttpResponseClientRedirect(address)
    else:
        response = redirect(address)
    # It leads on as a form does that was taken, but nothing was.
    response.takes_nothing = True  # type: ignore[attr-defined]
    return response
