"""The pages of observing: for the unit who names a lay adviser, and for the adviser."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from meetings.forms.observe import ObserverForm, PresenceForm
from meetings.models import Observation, Session
from meetings.pages import observe as pages
from meetings.services import observe as services

from .attempt import attempt, status_of


@guard("observation.list")
def list_observations(request: ActorRequest) -> HttpResponse:
    shows(request, ())
    shown = {"observations": pages.observations(request.actor)}
    return render(request, "meetings/list_observations.html", shown)


@guard("observation.show", Observation)
def show_observation(request: ActorRequest, observation: Observation) -> HttpResponse:
    return render(request, "meetings/show_observation.html", {"observation": observation})


@guard("observation.add", Session)
def add_observation(request: ActorRequest, session: Session) -> HttpResponse:
    at, actor = now(), request.actor
    form = ObserverForm(request.POST or None, advisers=pages.may_observe(session, actor, at=at))
    if attempt(form, services.add, session, actor=actor, at=at):
        messages.success(request, "The lay adviser has been told.")
        return redirect(session)
    shown = {"form": form, "session": session}
    return render(request, "meetings/add_observation.html", shown, status=status_of(form))


@guard("observation.end", Observation)
def end_observation(request: ActorRequest, observation: Observation) -> HttpResponse:
    if request.method == "POST":
        services.end(observation, actor=request.actor, at=now())
        messages.success(request, "They no longer observe this session, and have been told.")
        return redirect(observation.session)
    return render(request, "meetings/end_observation.html", {"observation": observation})


@guard("observation.confirm", Observation)
def confirm_observation(request: ActorRequest, observation: Observation) -> HttpResponse:
    form = PresenceForm(request.POST or None, initial={"was_there": observation.was_there})
    if attempt(form, services.confirm, observation, actor=request.actor, at=now()):
        return redirect(observation.session)
    shown = {"form": form, "observation": observation}
    return render(request, "meetings/confirm_observation.html", shown, status=status_of(form))
