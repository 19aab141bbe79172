"""Withholding words of minutes from some of their readers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from access.actor import ActorRequest
from access.guard import guard
from meetings.forms.circulate import BecauseForm
from meetings.models import Addendum, Minutes, Redaction, Section
from meetings.pages import redact as pages
from meetings.services import redact as services

from .attempt import attempt, status_of
from .statement import the_statement


@guard("redaction.list", Minutes, after=the_statement)
def list_redactions(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    page = pages.list_redactions(minutes, request.actor)
    return render(request, "meetings/list_redactions.html", {"page": page})


@guard("redaction.add", Section, after=the_statement)
def withhold_section(request: ActorRequest, section: Section) -> HttpResponse:
    return _withhold(request, section)


@guard("redaction.add", Addendum, after=the_statement)
def withhold_addendum(request: ActorRequest, addendum: Addendum) -> HttpResponse:
    return _withhold(request, addendum)


@guard("redaction.lift", Redaction, after=the_statement)
def lift_redaction(request: ActorRequest, redaction: Redaction) -> HttpResponse:
    form = BecauseForm(request.POST or None)
    if attempt(form, services.lift, redaction, actor=request.actor, at=now()):
        messages.success(request, "The words are withheld no longer.")
        return redirect(redaction)
    shown = {"form": form, "redaction": redaction}
    return render(request, "meetings/lift_redaction.html", shown, status=status_of(form))


def _withhold(request: ActorRequest, part: Section | Addendum) -> HttpResponse:
    """Mark words; where the text was changed meanwhile, the page again with the text as it is."""
    form = pages.asked(part, request.actor, request.POST or None)
    done = attempt(form, services.withhold, part, actor=request.actor, at=now())
    if done is not None:
        messages.success(request, "The words are withheld. Every page and file leaves them out.")
        return redirect("meetings:list_redactions", part.minutes_id)
    shown = {"form": form, "page": pages.withhold(part, request.actor)}
    return render(request, "meetings/withhold.html", shown, status=status_of(form))
