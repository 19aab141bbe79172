"""The pages and steps of minutes: written by section, approved by the chair, issued, printed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.lifecycle import NotPossible
from access.readings import shows
from agencies.reauthentication import freshly_signed_in
from meetings import printing
from meetings.forms.write_down import SendBackForm
from meetings.models import Minutes
from meetings.pages import write_down as pages
from meetings.readership import check_copy
from meetings.services import write_down as services

from .attempt import attempt, status_of
from .statement import the_statement

HANDED_IN = "The minutes are with the co-ordinator, who has been told."
WITH_THE_CHAIR = "The minutes are with the chair, who has been told."


@guard("minutes.show", Minutes, after=the_statement)
def show_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    page = pages.show_minutes(minutes, request.actor, today=localdate())
    return render(request, "meetings/show_minutes.html", {"page": page})


@guard("minutes.submit", Minutes, after=the_statement)
@require_POST
def submit_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    return _handed_on(request, minutes, services.submit, WITH_THE_CHAIR)


@guard("minutes.hand_in", Minutes, after=the_statement)
@require_POST
def hand_in_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    return _handed_on(request, minutes, services.hand_in, HANDED_IN)


@guard("minutes.hand_back", Minutes, after=the_statement)
def hand_back_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    form = SendBackForm(request.POST or None)
    if attempt(form, services.hand_back, minutes, actor=request.actor, at=now()):
        messages.success(request, "The minutes are a draft again, and who wrote them was told.")
        return redirect(minutes)
    shown = {"form": form, "minutes": minutes}
    return render(request, "meetings/send_back_minutes.html", shown, status=status_of(form))


@guard("minutes.send_back", Minutes, after=the_statement)
def send_back_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    form = SendBackForm(request.POST or None)
    if attempt(form, services.send_back, minutes, actor=request.actor, at=now()):
        messages.success(request, "The minutes are a draft again, and the unit has been told.")
        return redirect(minutes)
    shown = {"form": form, "minutes": minutes}
    return render(request, "meetings/send_back_minutes.html", shown, status=status_of(form))


@guard("minutes.approve", Minutes, after=the_statement)
def approve_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    if request.method == "POST":
        services.approve(minutes, actor=request.actor, at=now())
        messages.success(request, "The minutes are approved. Their text can no longer be changed.")
        return redirect(minutes)
    return render(request, "meetings/approve_minutes.html", {"minutes": minutes})


@guard("minutes.issue", Minutes, after=the_statement)
def issue_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    if request.method == "POST":
        services.issue(minutes, actor=request.actor, at=now())
        messages.success(request, "The minutes are issued, and those on the list have been told.")
        return redirect(minutes)
    page = pages.issue_minutes(minutes, request.actor, at=now())
    return render(request, "meetings/issue_minutes.html", {"page": page})


@guard("minutes.print", Minutes, after=(the_statement, freshly_signed_in))
def print_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    """A copy, where the reader may take one: all of the minutes, the summary, or actions."""
    check_copy(minutes, actor=request.actor)
    form, which = request.GET.get("as", ""), request.GET.get("what", "")
    chosen = request.GET.get("agency", "")
    made = pages.copied(minutes, request.actor, which=which, chosen=chosen, today=localdate())
    copy = printing.copy(made, printed_for=printing.whose(request.actor), at=now(), form=form)
    return sent(copy, form, "minutes")


@guard("minutes.show_summary", Minutes, after=the_statement)
def show_summary(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    page = pages.show_summary(minutes, request.actor, today=localdate())
    return render(request, "meetings/show_summary.html", {"page": page})


@guard("minutes.show_actions", Minutes, after=the_statement)
def show_actions(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    chosen = request.GET.get("agency", "")
    page = pages.show_actions(minutes, request.actor, chosen=chosen, today=localdate())
    return render(request, "meetings/show_actions.html", {"page": page})


@guard("minutes.list")
def list_minutes(request: ActorRequest) -> HttpResponse:
    lines = pages.list_minutes(request.actor, today=localdate())
    shows(request, (each.minutes.nominal_id for each in lines))
    return render(request, "meetings/list_minutes.html", {"lines": lines})


def sent(content: bytes, form: str, name: str) -> HttpResponse:
    """A file; its name says nothing of whose it is."""
    kind = form if form in printing.KINDS else printing.PDF
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{printing.ENDINGS[kind]}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=printing.KINDS[kind], headers=headers)


def _handed_on(
    request: ActorRequest, minutes: Minutes, step: Callable[..., None], said: str
) -> HttpResponse:
    """Hand the minutes on; where something is not written, the page says what."""
    refused = ""
    try:
        step(minutes, actor=request.actor, at=now())
    except NotPossible as why:
        refused = str(why)
    if refused:
        page = pages.show_minutes(minutes, request.actor, today=localdate())
        shown = {"page": page, "refused": refused}
        return render(request, "meetings/show_minutes.html", shown, status=409)
    messages.success(request, said)
    return redirect(minutes)
