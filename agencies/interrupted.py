"""Forms that are sent after their session has ended, or sent at last."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django_htmx.http import HttpResponseClientRedirect

from access.locks import acting_as

from . import typed_text
from .acting import actor_in
from .forms import TypedTextForm
from .models import BrowserSession
from .onward import by_way_of, page_of

AN_ERROR = b"govuk-error-"
NOT_FORMS = {"public", "account.keep"}
TAKEN = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.NO_CONTENT}


class TypedTextIsKept:
    """Middleware: what is sent too late is kept for its writer; what is taken is forgotten.

    It keeps something only where the form's token was right, which Django has checked by the
    time that a view is chosen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor = getattr(request, "actor", None)
        if request.method == "POST" and actor and _was_taken(response):
            typed_text.sent(request, actor.person)
        return _as_a_whole_page(request, response) if actor is None else response

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        ended: BrowserSession | None = getattr(request.session, "ended", None)
        if request.method != "POST" or ended is None:
            return None
        if request.path == reverse("agencies:keep_typed_text"):
            return _keep_what_script_sends(request, ended)
        if getattr(view, "action", "public") in NOT_FORMS:
            return None
        page = page_of(request)
        _keep_what_was_sent(request, ended, urlsplit(page).path)
        return redirect(by_way_of("agencies:sign_in", page) + "&ended=1")


def _keep_what_was_sent(request: HttpRequest, ended: BrowserSession, path: str) -> None:
    if actor := actor_in(ended):
        with acting_as(actor):
            typed_text.keep_from(request, actor.person, path=path, at=now())


def _keep_what_script_sends(request: HttpRequest, ended: BrowserSession) -> HttpResponse:
    """A machine that slept wakes after the end: its page could not keep anything before."""
    form, actor = TypedTextForm(request.POST), actor_in(ended)
    if not (form.is_valid() and actor):
        return HttpResponse(status=400)
    with acting_as(actor):
        typed_text.keep(actor.person, at=now(), **form.cleaned_data)
    return HttpResponse(status=204)


def _was_taken(response: HttpResponse) -> bool:
    """A form that is taken leads on, or comes back without an error."""
    if getattr(response, "takes_nothing", False):
        return False
    if response.status_code in TAKEN:
        return True
    return response.status_code == HTTPStatus.OK and AN_ERROR not in response.content


def _as_a_whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Nobody is signed in any more: a part of a page is not the place to ask who it is."""
    if "HX-Request" in request.headers and response.status_code == HTTPStatus.FOUND:
        return HttpResponseClientRedirect(response["Location"])
    return response
