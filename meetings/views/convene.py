"""The pages of convening a panel: its invitations, the answers, and what agencies send."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from govuk.words import plural
from meetings.forms.convene import ApologiesForm, InviteForm, RefusalForm, ReturnForm, TickedForm
from meetings.forms.plan import ReasonForm
from meetings.models import InformationReturn, Invitation, Session, Slot
from meetings.pages import convene as pages
from meetings.pages import invite as of_inviting
from meetings.services import convene as services
from nominals.models import Nominal

from .attempt import attempt, status_of
from .statement import the_statement


@guard("session.convene", Session)
def convene_session(request: ActorRequest, session: Session) -> HttpResponse:
    if request.method == "POST":
        services.convene(session, actor=request.actor, at=now())
        messages.success(request, "The invitations are out.")
        return redirect(session)
    page = of_inviting.convene_session(session, request.actor, at=now())
    shows(request, (case.slot.nominal_id for case in page.cases))
    return render(request, "meetings/convene_session.html", {"page": page})


@guard("slot.show", Slot, after=the_statement)
def show_slot(request: ActorRequest, slot: Slot) -> HttpResponse:
    page = pages.show_slot(slot, request.actor, today=localdate())
    own = page.own.information_return if page.own else None
    shows(request, (each.pk for each in (*page.returns, own) if each))
    return render(request, "meetings/show_slot.html", {"page": page})


@guard("slot.list", Nominal)
def list_for_nominal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = pages.for_nominal(nominal, request.actor, today=localdate())
    return render(request, "meetings/list_for_nominal.html", {"page": page})


@guard("invitation.add", Slot)
def invite(request: ActorRequest, slot: Slot) -> HttpResponse:
    at, actor = now(), request.actor
    agencies = of_inviting.may_be_invited(slot, actor)
    only_asks = "check" in request.POST
    sent = None if only_asks else request.POST or None
    form = InviteForm(sent, agencies=agencies, initial=request.POST.dict())
    if attempt(form, services.invite, slot, actor=actor, at=at):
        messages.success(request, "The agency is invited and has been told.")
        return redirect(slot)
    chosen = of_inviting.chosen(agencies, request.POST.get("agency", ""))
    page = of_inviting.invite(slot, chosen, actor, at=at) if chosen else None
    shown = {"form": form, "slot": slot, "page": page, "only_asks": only_asks}
    return render(request, "meetings/invite.html", shown, status=status_of(form))


@guard("invitation.withdraw", Invitation)
def withdraw_invitation(request: ActorRequest, invitation: Invitation) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if attempt(form, services.withdraw, invitation, actor=request.actor, at=now()):
        messages.success(request, "The invitation is withdrawn and the agency has been told.")
        return redirect(invitation)
    page = {"form": form, "invitation": invitation}
    return render(request, "meetings/withdraw_invitation.html", page, status=status_of(form))


@guard("invitation.list")
def list_invitations(request: ActorRequest) -> HttpResponse:
    asked = pages.invitations(request.actor, today=localdate())
    shows(request, (case.invitation.nominal_id for each in asked for case in each.cases))
    return render(request, "meetings/list_invitations.html", {"sessions": asked})


@guard("invitation.accept", Invitation)
@require_POST
def accept_invitation(request: ActorRequest, invitation: Invitation) -> HttpResponse:
    services.accept(invitation, actor=request.actor, at=now())
    messages.success(request, "Your agency has accepted.")
    return redirect("meetings:list_invitations")


@guard("invitation.apologise", Invitation)
def apologise_invitation(request: ActorRequest, invitation: Invitation) -> HttpResponse:
    form = ApologiesForm(request.POST if request.method == "POST" else None)
    if attempt(form, services.apologise, invitation, actor=request.actor, at=now()):
        messages.success(request, "Your agency's apologies are in. The return is still asked for.")
        return redirect("meetings:list_invitations")
    page = {"form": form, "invitation": invitation}
    return render(request, "meetings/apologise_invitation.html", page, status=status_of(form))


@guard("session.show", Session)
@require_POST
def accept_session(request: ActorRequest, session: Session) -> HttpResponse:
    """Accept every invitation to the session that the agency has not answered."""
    asked = list(pages.unanswered(session, request.actor))
    for invitation in asked:
        services.accept(invitation, actor=request.actor, at=now())
    messages.success(request, f"Your agency has accepted for {plural(len(asked), 'case')}.")
    return redirect("meetings:list_invitations")


@guard("invitation.list")
@require_POST
def nothing_known_for(request: ActorRequest) -> HttpResponse:
    """Say of each case that was ticked that nothing is known."""
    form = TickedForm(request.POST, asked=pages.unsent(request.actor))
    ticked = form.cleaned_data["returns"] if form.is_valid() else []
    for each in ticked:
        services.send_return(each, actor=request.actor, at=now(), nothing_known=True)
    said = f"Nothing known: sent for {plural(len(ticked), 'case')}." if ticked else ""
    (messages.success if said else messages.warning)(request, said or "Tick a case first.")
    return redirect("meetings:list_invitations")


@guard("return.send", InformationReturn)
@require_POST
def nothing_known(request: ActorRequest, asked: InformationReturn) -> HttpResponse:
    services.send_return(asked, actor=request.actor, at=now(), nothing_known=True)
    messages.success(request, "Sent: nothing known.")
    return redirect("meetings:list_invitations")


@guard("return.send", InformationReturn)
def send_return(request: ActorRequest, asked: InformationReturn) -> HttpResponse:
    initial, others = pages.to_send(asked), pages.others_asked(asked, request.actor)
    form = ReturnForm(request.POST or None, initial=initial, others=others)
    if attempt(form, services.send_return, asked, actor=request.actor, at=now()):
        messages.success(request, "Your agency's return is in.")
        return redirect(asked)
    page = {"form": form, "asked": asked}
    return render(request, "meetings/send_return.html", page, status=status_of(form))


@guard("return.refuse", InformationReturn)
def refuse_return(request: ActorRequest, asked: InformationReturn) -> HttpResponse:
    form = RefusalForm(request.POST or None)
    if attempt(form, services.refuse_return, asked, actor=request.actor, at=now()):
        messages.success(request, "The refusal is recorded.")
        return redirect(asked)
    page = {"form": form, "asked": asked}
    return render(request, "meetings/refuse_return.html", page, status=status_of(form))
