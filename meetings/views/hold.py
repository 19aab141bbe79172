"""The pages and steps of holding a panel: one screen for each case, saved part by part."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.lifecycle import NotPossible
from access.readings import shows
from meetings.models import InformationReturn, Session, Slot
from meetings.pages import hold as pages
from meetings.pages.asked import is_stale
from meetings.services import hold as services

from .attempt import attempt, status_of
from .statement import the_statement

SCREEN = "meetings/hold_slot.html"


def its_session(request: ActorRequest, record: Any) -> None:
    """For the guard: a case is held by those to whom its session is open too.

    A chair of another panel, to whom only the case is, is answered as if it were not heard at all.
    """
    slot = record if isinstance(record, Slot) else record.slot
    if not Session.objects.visible_to(request.actor).filter(pk=slot.session_id).exists():
        raise Http404


HOLDING = (its_session, the_statement)


@guard("session.open", Session)
def open_session(request: ActorRequest, session: Session) -> HttpResponse:
    if request.method == "POST":
        services.open_session(session, actor=request.actor, at=now())
        messages.success(request, "The session is open. Open its first case.")
        return redirect(session)
    return render(request, "meetings/open_session.html", {"session": session})


@guard("session.close", Session)
def close_session(request: ActorRequest, session: Session) -> HttpResponse:
    if request.method == "POST":
        services.close_session(session, actor=request.actor, at=now())
        messages.success(request, "The session is closed.")
        return redirect(session)
    return render(request, "meetings/close_session.html", {"session": session})


@guard("slot.hold", Slot, after=HOLDING)
def hold_slot(request: ActorRequest, slot: Slot) -> HttpResponse:
    page = pages.hold_slot(slot, request.actor, at=now())
    shows(request, (each.pk for each in page.returns))
    return render(request, SCREEN, {"page": page, "forms": page.all_forms})


@guard("slot.open", Slot, after=HOLDING)
@require_POST
def open_slot(request: ActorRequest, slot: Slot) -> HttpResponse:
    services.open_slot(slot, actor=request.actor, at=now())
    return redirect("meetings:hold_slot", slot.pk)


@guard("return.open", InformationReturn, after=HOLDING)
@require_POST
def open_return(request: ActorRequest, information_return: InformationReturn) -> HttpResponse:
    services.open_return(information_return, actor=request.actor, at=now())
    return to_part(information_return.slot_id, "returns")


@guard("attendance.record", Slot, after=HOLDING)
def record_attendance(request: ActorRequest, slot: Slot) -> HttpResponse:
    return save_part(request, slot, "attendance", services.record_seats, slot)


@guard("disclosure.decide", Slot, after=HOLDING)
def decide_disclosure(request: ActorRequest, slot: Slot) -> HttpResponse:
    return save_part(request, slot, "disclosure", services.decide_disclosure, slot)


@guard("decision.record", Slot, after=HOLDING)
def record_decision(request: ActorRequest, slot: Slot) -> HttpResponse:
    return save_part(request, slot, "decision", services.record_decision, slot)


@guard("action.give", Slot, after=HOLDING)
def give_action(request: ActorRequest, slot: Slot) -> HttpResponse:
    return save_part(request, slot, "action", services.give_action, slot)


@guard("slot.close", Slot, after=HOLDING)
@require_POST
def close_slot(request: ActorRequest, slot: Slot) -> HttpResponse:
    """Close the case; where something is missing, the screen again, with what it is."""
    actor, at, refused = request.actor, now(), ""
    try:
        services.close_slot(slot, actor=actor, at=at)
    except NotPossible as why:
        refused = str(why)
    page = pages.hold_slot(slot, actor, at=at)
    if refused:
        shows(request, (each.pk for each in page.returns))
        shown = {"page": page, "forms": page.all_forms, "refused": refused}
        return render(request, SCREEN, shown, status=409)
    messages.success(request, pages.after_closing(page))
    return redirect("meetings:hold_slot", slot.pk)


@guard("slot.show_victims", Slot, after=HOLDING)
def show_victims(request: ActorRequest, slot: Slot) -> HttpResponse:
    if request.method == "POST":
        services.show_victims(slot, actor=request.actor, at=now())
        messages.success(request, "Those who are invited can open the names until this case ends.")
        return to_part(slot.pk, "victim-records")
    return render(request, "meetings/show_victims.html", {"slot": slot})


def save_part(
    request: ActorRequest, slot: Slot, part: str, act: Callable[..., Any], record: Any
) -> HttpResponse:
    """Save one part of the screen; where that cannot be, the screen again with what was typed."""
    if request.method != "POST":
        return to_part(slot.pk, part)
    actor, at = request.actor, now()
    page = pages.hold_slot(slot, actor, at=at, sent=part, data=request.POST)
    form = page.form(part)
    if attempt(form, act, record, actor=actor, at=at):
        return to_part(slot.pk, part)
    if is_stale(form):
        form.look_again()  # type: ignore[attr-defined]
    shows(request, (each.pk for each in page.returns))
    shown = {"page": page, "forms": page.all_forms}
    return render(request, SCREEN, shown, status=status_of(form))


def to_part(slot: Any, part: str) -> HttpResponse:
    return redirect(f"{reverse('meetings:hold_slot', args=[slot])}#{part}")
