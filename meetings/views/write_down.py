"""The pages and steps of minutes: written by section, approved by the chair, issued, printed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.lifecycle import NotPossible
from agencies.reauthentication import freshly_signed_in
from meetings import printing
from meetings.forms.write_down import SendBackForm
from meetings.models import Minutes
from meetings.pages import write_down as pages
from meetings.services import write_down as services

from .attempt import attempt, status_of
from .statement import the_statement


@guard("minutes.show", Minutes, after=the_statement)
def show_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    page = pages.show_minutes(minutes, request.actor, today=localdate())
    return render(request, "meetings/show_minutes.html", {"page": page})


@guard("minutes.submit", Minutes, after=the_statement)
@require_POST
def submit_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    """Send the minutes to the chair; where something is not written, the page says what."""
    refused = ""
    try:
        services.submit(minutes, actor=request.actor, at=now())
    except NotPossible as why:
        refused = str(why)
    if refused:
        page = pages.show_minutes(minutes, request.actor, today=localdate())
        shown = {"page": page, "refused": refused}
        return render(request, "meetings/show_minutes.html", shown, status=409)
    messages.success(request, "The minutes are with the chair, who has been told.")
    return redirect(minutes)


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
    """The minutes as a PDF; its name says nothing of whose they are."""
    page = pages.show_minutes(minutes, request.actor, today=localdate())
    pdf = printing.minutes(page, printed_for=request.actor, at=now())
    headers = {"Content-Disposition": 'attachment; filename="minutes.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
