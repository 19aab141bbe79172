"""Asking again who it is, before what could do most harm: an export, a break-glass, a role.

A session that somebody left open must not be enough for these. `freshly_signed_in` stands under
`@guard`, which has already said that this person may.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django_htmx.http import HttpResponseClientRedirect

from . import typed_text
from .onward import by_way_of, page_of

CONFIRMED_AT = "confirmed_at"  # the session's key for when the person last said who they are

View = Callable[..., HttpResponse]


def freshly_signed_in(view: View) -> View:
    """Let a view act only for who said who they are in the last minutes; ask anybody else."""

    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request, at=now()):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return confirmed


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the person signed in, or confirmed who they are, within settings.FRESH_MINUTES."""
    if settings.FRESH_MINUTES is None:
        return True
    said = request.session.get(CONFIRMED_AT)
    since = timedelta(minutes=settings.FRESH_MINUTES)
    return said is not None and at - since <= datetime.fromisoformat(said) <= at


def confirm(request: HttpRequest, *, at: datetime) -> None:
    """Remember that the person has just said who they are."""
    request.session[CONFIRMED_AT] = at.isoformat()


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks, and from there back to the page that one was on.

    What was typed there is kept, and stands in the form again.
    """
    if request.method == "POST":
        path = urlsplit(page_of(request)).path
        typed_text.keep_from(request, request.actor.person, path=path, at=now())  # type: ignore[attr-defined]
        typed_text.remember(request, request.actor.person)  # type: ignore[attr-defined]
    address = by_way_of("agencies:confirm", page_of(request))
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)
