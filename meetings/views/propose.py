"""The page on which the MAPPA unit decides whom a case needs, and asks them in one press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from govuk.words import plural
from meetings.forms.propose import NeedsForm, ProposalForm
from meetings.models import Slot
from meetings.pages import propose as pages
from meetings.services import convene as services

from .attempt import attempt, status_of


@guard("invitation.propose", Slot)
def propose_invitations(request: ActorRequest, slot: Slot) -> HttpResponse:
    page = pages.propose_invitations(slot, request.actor, at=now())
    form = ProposalForm(request.POST if request.method == "POST" else None, page=page)
    made = attempt(form, services.invite_several, slot, actor=request.actor, at=now())
    if made is not None:
        said = f"{plural(len(made), 'agency', 'agencies')} invited." if made else ALREADY
        messages.success(request, said)
        return redirect(slot)
    needs = NeedsForm(initial={"needs": page.needs})
    shown = {"page": page, "form": form, "needs_form": needs}
    return render(request, "meetings/propose_invitations.html", shown, status=status_of(form))


@guard("slot.say_needs", Slot)
@require_POST
def say_needs(request: ActorRequest, slot: Slot) -> HttpResponse:
    form = NeedsForm(request.POST)
    if attempt(form, services.say_needs, slot, actor=request.actor, at=now()):
        messages.success(request, "Kept. The proposal below goes by it.")
    return redirect("meetings:propose_invitations", slot.pk)


ALREADY = "They had been invited already: nobody was told twice."
