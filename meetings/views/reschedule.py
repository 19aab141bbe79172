"""The pages on which a session is moved, and a case carried over to a later one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from access.actor import ActorRequest
from access.guard import guard
from meetings.forms.reschedule import CarryOverForm, RescheduleForm
from meetings.models import Session, Slot
from meetings.pages import reschedule as pages
from meetings.services import reschedule as services

from .attempt import attempt, status_of


@guard("session.reschedule", Session)
def reschedule_session(request: ActorRequest, session: Session) -> HttpResponse:
    form = RescheduleForm(request.POST or None, found=session)
    if attempt(form, services.reschedule, session, actor=request.actor, at=now()):
        messages.success(request, "The session is moved, and everybody concerned is told.")
        return redirect(session)
    shown = {"form": form, "session": session}
    return render(request, "meetings/reschedule_session.html", shown, status=status_of(form))


@guard("slot.carry_over", Slot)
def carry_over_slot(request: ActorRequest, slot: Slot) -> HttpResponse:
    form = CarryOverForm(request.POST or None, later=pages.later(slot, request.actor))
    if attempt(form, services.carry_over, slot, actor=request.actor, at=now()):
        messages.success(request, "The case is carried over, and everybody concerned is told.")
        return redirect(slot)
    shown = {"form": form, "slot": slot}
    return render(request, "meetings/carry_over_slot.html", shown, status=status_of(form))
