"""Opening a case in an emergency, and reviewing that afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from access.policy import Refused
from access.readings import shows
from agencies.reauthentication import freshly_signed_in
from sharing.entitled import NOT_ENTITLED, is_entitled
from sharing.forms.break_glass import OpenForm, ReviewForm
from sharing.models import BreakGlass
from sharing.pages import break_glass as pages
from sharing.services import break_glass as services

TOO_MANY = 429
NOTHING_OPENED = (
    "No case was opened. Look first among the cases that are open to you, and check what you"
    " typed against a document. If life is at risk, call the police on 999; else ask the MAPPA"
    " co-ordinator."
)
WAIT = (
    "You have tried five times in an hour, which is as often as you can. If life is at risk, call"
    " the police on 999; else ask the MAPPA co-ordinator, or try again in an hour."
)


@guard("break_glass.open", after=freshly_signed_in)
def open_case(request: ActorRequest) -> HttpResponse:
    if not is_entitled(request.actor):
        raise Refused(NOT_ENTITLED)
    form, status = OpenForm(request.POST or None), 200
    if form.is_valid():
        answer = services.open_case(actor=request.actor, at=now(), **form.cleaned_data)
        if answer.opened:
            return redirect(answer.opened)
        form.add_error(None, WAIT if answer.must_wait else NOTHING_OPENED)
        status = TOO_MANY if answer.must_wait else status
    page = {"form": form, "hours": pages.hours(request.actor, on=localdate())}
    return render(request, "sharing/open_case.html", page, status=status)


@guard("break_glass.list")
def list_break_glass(request: ActorRequest) -> HttpResponse:
    page = pages.emergencies(request.actor, at=now(), on=localdate())
    shows(request, page.cases)
    return render(request, "sharing/emergencies.html", {"page": page})


@guard("break_glass.show", BreakGlass)
def show_break_glass(request: ActorRequest, glass: BreakGlass) -> HttpResponse:
    line = pages.line(glass, request.actor, at=now(), on=localdate())
    return render(request, "sharing/emergency.html", {"line": line, "glass": glass})


@guard("break_glass.review", BreakGlass)
def review_break_glass(request: ActorRequest, glass: BreakGlass) -> HttpResponse:
    form = ReviewForm(request.POST or None)
    if attempt(form, services.review, glass, actor=request.actor, at=now()):
        messages.success(request, "The review is recorded.")
        return redirect(glass)
    page = {"form": form, "glass": glass}
    return render(request, "sharing/review_break_glass.html", page, status=status_of(form))
