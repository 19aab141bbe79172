"""The pages and steps of actions: the list, one action, its owner's answer and the panel's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from meetings.forms.follow_up import AnswerForm, ReasonForm
from meetings.models import Action
from meetings.pages import follow_up as pages
from meetings.pages.list_actions import list_actions as the_list
from meetings.services import follow_up as services

from .attempt import attempt, status_of


@guard("action.list")
def list_actions(request: ActorRequest) -> HttpResponse:
    page = the_list(request.actor, request.GET, today=localdate())
    shows(request, (each.action.nominal_id for each in page.lines))
    return render(request, "meetings/list_actions.html", {"page": page})


@guard("action.show", Action)
def show_action(request: ActorRequest, action: Action) -> HttpResponse:
    page = pages.show_action(action, request.actor, today=localdate())
    return render(request, "meetings/show_action.html", {"page": page})


@guard("action.update", Action)
def update_action(request: ActorRequest, action: Action) -> HttpResponse:
    form = AnswerForm(request.POST or None, question="What is there to say?")
    return _answer(request, action, "update", form, services.update)


@guard("action.finish", Action)
def finish_action(request: ActorRequest, action: Action) -> HttpResponse:
    form = AnswerForm(request.POST or None, question="What was done, and how is it known?")
    return _answer(request, action, "finish", form, services.finish)


@guard("action.report_could_not", Action)
def report_could_not(request: ActorRequest, action: Action) -> HttpResponse:
    form = AnswerForm(request.POST or None, question="What stood in the way?")
    return _answer(request, action, "report_could_not", form, services.report_could_not)


@guard("action.report_did_not", Action)
def report_did_not(request: ActorRequest, action: Action) -> HttpResponse:
    form = AnswerForm(request.POST or None, question="Why was it not done?")
    return _answer(request, action, "report_did_not", form, services.report_did_not)


@guard("action.show", Action)
def answered_action(request: ActorRequest, action: Action) -> HttpResponse:
    page = pages.answered(action, today=localdate())
    return render(request, "meetings/answered_action.html", {"page": page})


@guard("action.reopen", Action)
def reopen_action(request: ActorRequest, action: Action) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    said = "The action is open again, and its owner has been told."
    return _ask(request, action, "reopen", form, services.reopen, said)


@guard("action.cancel", Action)
def cancel_action(request: ActorRequest, action: Action) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    said = "The action is cancelled, and its owner has been told."
    return _ask(request, action, "cancel", form, services.cancel, said)


@guard("action.verify", Action)
@require_POST
def verify_action(request: ActorRequest, action: Action) -> HttpResponse:
    services.verify(action, actor=request.actor, at=now())
    messages.success(request, "The action is verified.")
    return redirect(action)


def _answer(
    request: ActorRequest, action: Action, step: str, form: Any, act: Callable[..., Any]
) -> HttpResponse:
    """The one question of an owner's answer; once given, what happens next."""
    if attempt(form, act, action, actor=request.actor, at=now()):
        return redirect("meetings:answered_action", pk=action.pk)
    return _shown(request, action, step, form)


def _ask(
    request: ActorRequest,
    action: Action,
    step: str,
    form: Any,
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """One question about an action; where it cannot be answered now, the page keeps the text."""
    if attempt(form, act, action, actor=request.actor, at=now()):
        messages.success(request, said)
        return redirect(pages.next_address(action, request.actor))
    return _shown(request, action, step, form)


def _shown(request: ActorRequest, action: Action, step: str, form: Any) -> HttpResponse:
    page = pages.ask(action, request.actor, step, today=localdate())
    shown = {"page": page, "form": form}
    return render(request, "meetings/ask_action.html", shown, status=status_of(form))
