"""The pages about how a panel sits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from govuk.words import plural
from meetings.forms.agenda import PanelForm
from meetings.forms.programme import NextSessionsForm, ProgrammeForm, first_of
from meetings.models import Programme
from meetings.pages import programme as pages
from meetings.services import programme as services

from .attempt import attempt, status_of


@guard("programme.list")
def list_programmes(request: ActorRequest) -> HttpResponse:
    shows(request, ())
    page = {"lines": pages.list_programmes(request.actor)}
    return render(request, "meetings/list_programmes.html", page)


@guard("programme.begin")
@require_POST
def begin_programme(request: ActorRequest) -> HttpResponse:
    form = PanelForm(request.POST, area=request.actor.area_id)
    made = attempt(form, services.start, actor=request.actor, at=now())
    return redirect("meetings:amend_programme", made.pk) if made else list_programmes(request)


@guard("programme.show", Programme)
def show_programme(request: ActorRequest, programme: Programme) -> HttpResponse:
    page = pages.show_programme(programme, request.actor, at=now())
    return render(request, "meetings/show_programme.html", {"page": page})


@guard("programme.amend", Programme)
def amend_programme(request: ActorRequest, programme: Programme) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, initial=first_of(programme))
    if attempt(form, services.change, programme, actor=request.actor, at=now()):
        return redirect("meetings:show_programme", programme.pk)
    page = {"form": form, "programme": programme}
    return render(request, "meetings/amend_programme.html", page, status=status_of(form))


@guard("programme.plan", Programme)
def plan_programme(request: ActorRequest, programme: Programme) -> HttpResponse:
    at, actor = now(), request.actor
    people = pages.chairs_of(programme.panel, at=at)
    form = NextSessionsForm(request.POST or None, chairs=people, initial={"count": "3"})
    if made := attempt(form, services.add_sessions, programme, actor=actor, at=at):
        messages.success(request, f"{plural(len(made), 'session')} planned.")
        return redirect("meetings:list_sessions")
    page = {"form": form, "page": pages.show_programme(programme, actor, at=at)}
    return render(request, "meetings/plan_programme.html", page, status=status_of(form))
