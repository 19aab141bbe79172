"""The steps by which an action changes hands, runs longer, or is carried forward."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.lifecycle import NotPossible
from agencies.models import Agency
from meetings.forms import follow_up as forms
from meetings.models import Action, Extension
from meetings.owners import others_to_own
from meetings.pages import follow_up as pages
from meetings.services import extend, follow_up, hand_over

from .attempt import attempt, status_of

TAKEN = "The action is yours now."
ACCEPTED = "The action is your agency's now: somebody can take it."


@guard("action.take", Action)
@require_POST
def take_action(request: ActorRequest, action: Action) -> HttpResponse:
    return _press(request, action, hand_over.take, TAKEN)


@guard("action.accept_offer", Action)
@require_POST
def accept_offer(request: ActorRequest, action: Action) -> HttpResponse:
    return _press(request, action, hand_over.accept_offer, ACCEPTED)


@guard("action.withdraw_offer", Action)
@require_POST
def withdraw_offer(request: ActorRequest, action: Action) -> HttpResponse:
    said = "The other agency is no longer asked."
    return _press(request, action, hand_over.withdraw_offer, said)


@guard("action.hand_over", Action)
def hand_over_action(request: ActorRequest, action: Action) -> HttpResponse:
    colleagues = pages.colleagues(action, at=now())
    form = forms.HandOverForm(request.POST or None, colleagues=colleagues)
    said = "The action is handed over, and your colleague has been told."
    return _ask(request, action, "hand_over", form, hand_over.hand_over, said)


@guard("action.offer", Action)
def offer_action(request: ActorRequest, action: Action) -> HttpResponse:
    others = others_to_own(action, actor=request.actor)
    agencies = Agency.objects.filter(pk__in=[each.pk for each in others])
    form = forms.OfferForm(request.POST or None, agencies=agencies)
    said = "The agency is asked. The action stays where it is until it accepts."
    return _ask(request, action, "offer", form, hand_over.offer, said)


@guard("action.decline_offer", Action)
def decline_offer(request: ActorRequest, action: Action) -> HttpResponse:
    form = forms.DeclineForm(request.POST or None)
    said = "The action stays with the agency that has it, which has been told why."
    return _ask(request, action, "decline_offer", form, hand_over.decline_offer, said)


@guard("action.add_evidence", Action)
def add_evidence(request: ActorRequest, action: Action) -> HttpResponse:
    form = forms.EvidenceForm(request.POST or None)
    return _ask(
        request, action, "add_evidence", form, follow_up.add_evidence, "The evidence is noted."
    )


@guard("extension.ask", Action)
def ask_for_longer(request: ActorRequest, action: Action) -> HttpResponse:
    form = forms.LongerForm(request.POST or None)
    said = "Longer time is asked for. Until it is given, the action is due when it was."
    return _ask(request, action, "ask", form, extend.ask_for_longer, said)


@guard("action.extend", Action)
def extend_action(request: ActorRequest, action: Action) -> HttpResponse:
    form = forms.LongerForm(request.POST or None)
    said = "The action has a new date, and its owner has been told."
    return _ask(request, action, "extend", form, extend.extend, said)


@guard("extension.grant", Extension)
@require_POST
def grant_extension(request: ActorRequest, extension: Extension) -> HttpResponse:
    said = "The action has a new date, and its owner has been told."
    return _press(request, extension.action, extend.grant, said, on=extension)


@guard("extension.refuse", Extension)
def refuse_extension(request: ActorRequest, extension: Extension) -> HttpResponse:
    form = forms.RefuseForm(request.POST or None)
    said = "The action stays due when it was, and its owner has been told why."
    return _ask(request, extension.action, "refuse", form, extend.refuse, said, on=extension)


@guard("action.carry_forward", Action)
def carry_action_forward(request: ActorRequest, action: Action) -> HttpResponse:
    slot = pages.being_heard_now(action, request.actor)
    if slot is None:
        raise NotPossible("Carry an action forward while its case is being heard again.")
    form = forms.CarryForm(request.POST or None)
    said = "The action is given again at this meeting."
    return _ask(request, action, "carry_forward", form, follow_up.carry_forward, said, slot=slot)


def _press(
    request: ActorRequest, action: Action, act: Callable[..., Any], said: str, on: Any = None
) -> HttpResponse:
    act(on or action, actor=request.actor, at=now())
    messages.success(request, said)
    return redirect(pages.next_address(action, request.actor))


def _ask(  # noqa: PLR0913 (what is asked, and what answering it does)
    request: ActorRequest,
    action: Action,
    step: str,
    form: Any,
    act: Callable[..., Any],
    said: str,
    *,
    on: Any = None,
    **given: Any,
) -> HttpResponse:
    """What a step asks; where it cannot be done now, the page keeps what was typed."""
    if attempt(form, act, on or action, actor=request.actor, at=now(), **given):
        messages.success(request, said)
        return redirect(pages.next_address(action, request.actor))
    page = pages.ask(action, request.actor, step, today=localdate())
    shown = {"page": page, "form": form}
    return render(request, "meetings/ask_action.html", shown, status=status_of(form))
