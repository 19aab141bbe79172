"""What script asks while a page stands open: how long yet, and to keep what is typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from access.actor import ActorRequest
from access.guard import guard, public
from agencies import typed_text
from agencies.forms import DiscardForm, TypedTextForm
from agencies.sessions import seconds_left


@public("It says how long the session of whoever asks lasts yet, which is 0 for anybody else.")
@require_safe
def time_left(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"seconds": seconds_left(request)})


@guard("account.keep")
@require_POST
def stay(request: ActorRequest) -> HttpResponse:
    """Having asked is enough: a request that a person makes keeps their session."""
    return JsonResponse({"seconds": seconds_left(request)})


@guard("account.keep")
@require_POST
def keep(request: ActorRequest) -> HttpResponse:
    form = TypedTextForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    typed_text.keep(request.actor.person, at=now(), **form.cleaned_data)
    typed_text.remember(request, request.actor.person)
    return HttpResponse(status=204)


@guard("account.keep")
@require_POST
def discard(request: ActorRequest) -> HttpResponse:
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    typed_text.discard(request, request.actor.person, path=form.cleaned_data["path"])
    return redirect(form.cleaned_data["path"])
