"""Requests for minutes from outside the panel."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.guard import guard
from agencies.reauthentication import freshly_signed_in
from govuk.forms import Form
from meetings import printing
from meetings.forms.circulate import (
    AnswerForm,
    BecauseForm,
    DecideForm,
    RequestForm,
    VerifyForm,
)
from meetings.models import Minutes, MinutesRequest
from meetings.pages import circulate as pages
from meetings.pages import write_down as of_minutes
from meetings.services import requests as services

from .attempt import attempt, status_of
from .statement import the_statement
from .write_down import sent


@guard("minutes_request.list", Minutes, after=the_statement)
def list_requests(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    found = pages.list_requests(minutes, request.actor)
    return render(request, "meetings/list_requests.html", {"minutes": minutes, "found": found})


@guard("minutes_request.add", Minutes, after=the_statement)
def add_request(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    form = RequestForm(request.POST or None)
    if asked := attempt(form, services.receive, minutes, actor=request.actor, at=now()):
        return redirect(asked)
    shown = {"form": form, "minutes": minutes}
    return render(request, "meetings/add_request.html", shown, status=status_of(form))


@guard("minutes_request.show", MinutesRequest, after=the_statement)
def show_request(request: ActorRequest, asked: MinutesRequest) -> HttpResponse:
    page = pages.show_request(asked, request.actor)
    return render(request, "meetings/show_request.html", {"page": page})


@guard("minutes_request.verify", MinutesRequest, after=the_statement)
def verify_request(request: ActorRequest, asked: MinutesRequest) -> HttpResponse:
    form = VerifyForm(request.POST or None)
    said = "The request is with the chair, who has been told."
    return _step(request, asked, form, services.verify, "Say who asks", said)


@guard("minutes_request.decide", MinutesRequest, after=the_statement)
def decide_request(request: ActorRequest, asked: MinutesRequest) -> HttpResponse:
    form = DecideForm(request.POST or None)
    said = "The decision is recorded, and the unit has been told."
    return _step(request, asked, form, services.decide, "Decide the request", said)


@guard("minutes_request.answer", MinutesRequest, after=the_statement)
def answer_request(request: ActorRequest, asked: MinutesRequest) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    return _step(request, asked, form, services.answer, "Record the answer", "Recorded.")


@guard("minutes_request.withdraw", MinutesRequest, after=the_statement)
def withdraw_request(request: ActorRequest, asked: MinutesRequest) -> HttpResponse:
    form = BecauseForm(request.POST or None)
    return _step(request, asked, form, services.withdraw, "No longer asked", "Recorded.")


@guard("minutes_request.print", MinutesRequest, after=(the_statement, freshly_signed_in))
def print_release(request: ActorRequest, asked: MinutesRequest) -> HttpResponse:
    """What the chair decided to release, as a file, without anything that is marked."""
    minutes, form = asked.minutes, request.GET.get("as", "")
    found = of_minutes.to_release(asked, request.actor, today=localdate())
    made = printing.released(found, minutes, printed_for=asked.asked_by, at=now(), form=form)
    return sent(made, form, "release")


def _step(
    request: ActorRequest,
    asked: MinutesRequest,
    form: Form,
    act: Callable[..., None],
    heading: str,
    said: str,
) -> HttpResponse:
    if attempt(form, act, asked, actor=request.actor, at=now()):
        messages.success(request, said)
        return redirect(asked)
    shown = {"form": form, "asked": asked, "said": heading}
    return render(request, "meetings/request_step.html", shown, status=status_of(form))
