"""The statement: accepted before any case paper of a session opens, and published anew."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.guard import guard
from meetings.forms.statement import EditionForm
from meetings.lifecycle import SlotStatus
from meetings.models import Session, Slot
from meetings.pages import statement as pages
from meetings.services import statement as services
from meetings.statement import has_accepted

from .attempt import attempt, status_of


def the_statement(request: ActorRequest, record: Any) -> HttpResponse | None:
    """For the guard: the paper of a session opens after its reader accepted the statement."""
    slot = _slot_of(record, request)
    if slot is None or has_accepted(slot, actor=request.actor, at=now()):
        return None
    query = urlencode({"next": pages.wanted(request, slot)})
    address = f"{reverse('meetings:accept_statement', args=[slot.pk])}?{query}"
    if "HX-Request" in request.headers:  # else the statement would be put into a part of a page
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _slot_of(record: Any, request: ActorRequest) -> Slot | None:
    """The slot that a paper belongs to; of a session, the first that its reader sees, if any."""
    if isinstance(record, Session):
        seen = Slot.objects.visible_to(request.actor).filter(session=record)
        return seen.exclude(status=SlotStatus.CANCELLED).order_by("starts_at").first()
    slot: Slot = record if isinstance(record, Slot) else record.slot
    return slot


@guard("statement.accept", Slot)
def accept_statement(request: ActorRequest, slot: Slot) -> HttpResponse:
    at, asked = now(), request.GET.get("next", "")
    page = pages.accept_statement(slot, request.actor, asked=asked, at=at)
    if request.method == "POST":
        services.accept(slot, actor=request.actor, at=at)
        return redirect(page.goes_on_to)
    return render(request, "meetings/accept_statement.html", {"page": page})


@guard("statement.show")
def show_statement(request: ActorRequest) -> HttpResponse:
    page = pages.editions(request.actor, on=localdate())
    return render(request, "meetings/show_statement.html", {"page": page})


@guard("statement.publish")
def publish_statement(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    form = EditionForm(request.POST or None, initial=pages.said_now(actor.area_id, on=localdate()))
    if attempt(form, services.publish, actor=actor, at=now()):
        messages.success(request, "The new edition is published. Readers are asked from its day.")
        return redirect("meetings:show_statement")
    return render(
        request, "meetings/publish_statement.html", {"form": form}, status=status_of(form)
    )
