"""What the pages of those at the table ask for every few seconds while a case is heard."""

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.actor import ActorRequest
from access.guard import guard
from meetings.models import Slot
from meetings.pages import live as pages

from .statement import the_statement


@guard("slot.follow", Slot, after=the_statement)
@require_safe
def follow_slot(request: ActorRequest, slot: Slot) -> HttpResponse:
    """Who is there and what is given to do; nothing at all where that is as the page has it."""
    now = pages.mark(slot, request.actor)
    if request.headers.get("If-None-Match") == now.tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        page = pages.live(slot, request.actor, now)
        answer = render(request, "meetings/live.html", {"live": page})
    answer["ETag"], answer["Section-Versions"] = now.tag, now.versions
    return answer
