"""The pages on which an agency answers: one invitation, its calendar, or a whole session."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from govuk.words import plural
from meetings.calendar_file import NAME, TYPE, file_of
from meetings.forms.answer import AnswerForm
from meetings.forms.convene import TickedForm
from meetings.lifecycle import ReturnStatus
from meetings.models import Invitation, Session
from meetings.pages import answer as pages
from meetings.services import answer as services
from meetings.services.give_information import know_nothing

from .attempt import attempt, status_of


@guard("invitation.answer", Invitation)
def answer_invitation(request: ActorRequest, invitation: Invitation) -> HttpResponse:
    page = pages.answer_invitation(invitation, request.actor, at=now())
    form = AnswerForm(request.POST or None, found=invitation, people=page.deputies)
    if attempt(form, services.answer, invitation, actor=request.actor, at=now()):
        messages.success(request, "Your agency's answer is in.")
        return redirect("meetings:answer_invitation", invitation.pk)
    shown = {"page": page, "form": form}
    return render(request, "meetings/answer_invitation.html", shown, status=status_of(form))


@guard("session.calendar", Session)
def calendar_session(request: ActorRequest, session: Session) -> HttpResponse:
    entry = pages.own_entry(session, request.actor)
    if entry is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return HttpResponse(file_of(entry), content_type=TYPE, headers=headers)


@guard("session.know_nothing", Session)
def know_nothing_session(request: ActorRequest, session: Session) -> HttpResponse:
    """Say of a whole session that nothing is known, less the cases from which a tick is taken."""
    asked = pages.own_returns(session, request.actor)
    returns = [each for each in asked if each.status == ReturnStatus.REQUESTED]
    form = TickedForm(request.POST if request.method == "POST" else None, asked=asked)
    shows(request, (each.slot.nominal_id for each in returns))
    sent = attempt(form, know_nothing, actor=request.actor, at=now())
    if sent is not None:
        said = f"Nothing known: sent for {plural(len(sent), 'case')}."
        messages.success(request, said if sent else "It was sent already.")
        return redirect("meetings:list_invitations")
    shown = {"form": form, "session": session, "returns": returns}
    return render(request, "meetings/know_nothing_session.html", shown, status=status_of(form))
