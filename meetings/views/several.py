"""Answering several actions of the list at once, after a page that names each of them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.change import NotAllPossible
from access.guard import guard
from access.lifecycle import NotPossible
from access.readings import shows
from govuk.forms import Form
from govuk.words import plural
from meetings.forms.follow_up import LongerForm, TextForm
from meetings.pages import several as pages
from meetings.services import several as services

from .attempt import attempt, status_of

# What each step does, what it asks for where it is a text, and what was done to so many actions.
ACTS: Mapping[str, tuple[Callable[..., None], str, str]] = {
    "finish": (services.finish_all, "What was done, and how is it known?", "reported done"),
    "update": (services.update_all, "What is there to say?", "updated"),
    "ask": (services.ask_for_longer_for_all, "", "to be decided"),
    "extend": (services.extend_all, "", "extended"),
}
GONE = "{} you ticked is not open to you now. Go back to the list, and tick again."
NONE_TICKED = "Tick at least one action, then choose what to do with it."


@guard("action.answer_several")
@require_POST
def answer_several(request: ActorRequest) -> HttpResponse:
    """Ask about what was ticked; and, once that is confirmed, do it to all of it or to none."""
    step = request.POST.get("step", "")
    ticked = pages.chosen(request.actor, request.POST.getlist("chosen"))
    if step not in ACTS or not ticked.actions:
        messages.warning(request, NONE_TICKED)
        return redirect("meetings:list_actions")
    form = _form(step, request.POST if "confirmed" in request.POST else None)
    why: dict[UUID, str] = {}
    if _attempt(form, step, ticked, request, why):
        number = plural(len(ticked.actions), "action")
        messages.success(request, f"{number} {ACTS[step][2]}.")
        return redirect("meetings:list_actions")
    return _shown(request, step, ticked, form, why)


def _form(step: str, sent: Any) -> Form:
    _, question, _ = ACTS[step]
    return TextForm(sent, question=question) if question else LongerForm(sent)


def _attempt(
    form: Form,
    step: str,
    ticked: pages.Chosen,
    request: ActorRequest,
    why: dict[UUID, str],
) -> Any:
    def act(**given: Any) -> None:
        if ticked.lost:
            raise NotPossible(GONE.format(plural(ticked.lost, "action")))
        try:
            ACTS[step][0](ticked.actions, **given)
        except NotAllPossible as refused:
            why.update(refused.why)
            raise

    return attempt(form, act, actor=request.actor, at=now())


def _shown(
    request: ActorRequest,
    step: str,
    ticked: pages.Chosen,
    form: Form,
    why: Mapping[UUID, str],
) -> HttpResponse:
    page = pages.ask(step, ticked.actions, request.actor, why, today=localdate())
    shows(request, (each.nominal_id for each in ticked.actions))
    shown = {"page": page, "form": form}
    return render(request, "meetings/answer_several.html", shown, status=status_of(form))
