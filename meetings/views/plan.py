"""The pages of planning a panel."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from meetings.forms.plan import ReasonForm, SessionForm, SlotForm
from meetings.models import Session, Slot
from meetings.pages import plan as pages
from meetings.services import plan as services

from .attempt import attempt, status_of


@guard("session.list")
def list_sessions(request: ActorRequest) -> HttpResponse:
    past = request.GET.get("past") == "yes"
    page = pages.sessions(request.actor, past=past, number=request.GET.get("page"))
    shows(request, ())
    return render(request, "meetings/list_sessions.html", {"page": page})


@guard("session.add")
def add_session(request: ActorRequest) -> HttpResponse:
    at, actor = now(), request.actor
    form = SessionForm(request.POST or None, chairs=pages.chairs(actor.area_id, at=at))
    made = attempt(form, services.add_session, actor=actor, at=at)
    if made:
        return redirect(made)
    return render(request, "meetings/add_session.html", {"form": form}, status=status_of(form))


@guard("session.show", Session)
def show_session(request: ActorRequest, session: Session) -> HttpResponse:
    page = pages.show_session(session, request.actor, at=now())
    shows(request, page.names)
    return render(request, "meetings/show_session.html", {"page": page})


@guard("session.cancel", Session)
def cancel_session(request: ActorRequest, session: Session) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if attempt(form, services.cancel_session, session, actor=request.actor, at=now()):
        return redirect(session)
    page = {"form": form, "session": session}
    return render(request, "meetings/cancel_session.html", page, status=status_of(form))


@guard("slot.add", Session)
def add_slot(request: ActorRequest, session: Session) -> HttpResponse:
    page = pages.add_slot(session, request.actor, today=localdate())
    form = SlotForm(request.POST or None, page=page)
    shows(request, page.names)
    if attempt(form, services.add_slot, session, actor=request.actor, at=now()):
        return redirect(session)
    shown = {"form": form, "page": page, "session": session}
    return render(request, "meetings/add_slot.html", shown, status=status_of(form))


@guard("slot.cancel", Slot)
def cancel_slot(request: ActorRequest, slot: Slot) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if attempt(form, services.cancel_slot, slot, actor=request.actor, at=now()):
        return redirect("meetings:show_session", slot.session_id)
    page = {"form": form, "slot": slot}
    return render(request, "meetings/cancel_slot.html", page, status=status_of(form))
