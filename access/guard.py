"""The door to every view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from .actor import ActorRequest
from .policy import POLICY, Refused, require
from .readings import Asked, refuse_too_many, write_reading
from .rows import Shared, found

View = Callable[..., HttpResponse]
# What must be done before a record opens: answers where that is done, or None once it is.
First = Callable[[ActorRequest, Any], HttpResponse | None]


def guard(
    action: str, model: type[Shared] | None = None, *, after: First | tuple[First, ...] = ()
) -> Callable[[View], View]:
    """Declare the action a view performs, and the record it performs it on.

    A record the actor cannot see is not found (404); an action the actor may not take is
    refused (403); one that opens only `after` something else is not opened before that; and
    each page that is read is written in the trail. The view is handed the record, never a key.
    """
    firsts = after if isinstance(after, tuple) else (after,)
    POLICY[action]  # a view for an action nobody listed fails at import, not in use

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: ActorRequest, **kwargs: Any) -> HttpResponse:
            record = _load(request, action, model, kwargs)
            require(request.actor, action, record)
            if request.method == "GET":
                refuse_too_many(request.actor, record)
            for first in firsts:
                if instead := first(request, record):
                    return instead
            given = (record,) if model is not None else ()
            response = view(request, *given, **kwargs)
            write_reading(request, action, record, response)
            return response

        guarded.action = action  # type: ignore[attr-defined]
        guarded.model = model  # type: ignore[attr-defined]
        guarded.after = firsts  # type: ignore[attr-defined]
        return guarded

    return decorate


def _load(
    request: ActorRequest, action: str, model: type[Shared] | None, kwargs: dict[str, Any]
) -> Any:
    """The record of the URL if the actor can see it: hidden and absent are one answer.

    What is asked for stays on the request, for the trail, should it be refused.
    """
    if model is None:
        request.asked = Asked(action)  # type: ignore[attr-defined]
        return None
    key, kind = kwargs.pop("pk"), getattr(model, "kind", "")
    request.asked = Asked(action, kind, key)  # type: ignore[attr-defined]
    record = found(model, key, request.actor)
    if record is None:
        raise Http404
    nominal = getattr(record, "nominal_id", None)
    request.asked = Asked(action, kind, key, nominal)  # type: ignore[attr-defined]
    return record


def public(reason: str) -> Callable[[View], View]:
    """Open a view to anyone, signed in or not, for a stated reason."""
    if not reason:
        raise ValueError("A public view says why it is public.")

    def decorate(view: View) -> View:
        view.action = "public"  # type: ignore[attr-defined]
        view.reason = reason  # type: ignore[attr-defined]
        return view

    return decorate


class ClosedByDefault:
    """Middleware: a view that went through neither door is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, _request: HttpRequest, view: View, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if not hasattr(view, "action"):
            raise Refused("This page has no guard, so nobody may open it.")
        return None
