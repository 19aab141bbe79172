"""Answers other than a page: refused, not found, not possible now, broken."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from access.lifecycle import NotPossible
from access.policy import Refused
from access.readings import write_refusal

Handler = Callable[[HttpRequest], HttpResponse]


class Answers:
    """Turns what the rules raise into a page that says it, and writes each refusal down."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        write_refusal(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return forbidden(request, exception)
        if isinstance(exception, NotPossible):
            return conflict(request, exception)
        return None


def bad_request(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001
) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A refusal says why, if a rule wrote the reason; any other exception's words stay inside."""
    reason = str(exception) if isinstance(exception, Refused) else ""
    return _page(request, 403, reason)


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001
) -> HttpResponse:
    """The same page for what is not there and for what this person may not know is there."""
    return _page(request, 404)


def conflict(request: HttpRequest, exception: NotPossible) -> HttpResponse:
    return _page(request, 409, str(exception))


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Asks nothing of the request or the database, either of which may be what is broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without its token: an old page, or somebody else's; Django's reason is for the log."""
    return _page(request, 403, "This page is out of date. Go back, reload it and try again.")


def _page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    return render(request, f"errors/{status}.html", {"reason": reason}, status=status)
