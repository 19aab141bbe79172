"""The pages on which it is said who cannot come."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from meetings.forms.agenda import AbsenceForm
from meetings.models import Absence
from meetings.pages import absence as pages
from meetings.services import absence as services

from .attempt import attempt, status_of


@guard("absence.list")
def list_absences(request: ActorRequest) -> HttpResponse:
    shows(request, ())
    lines = pages.absences(request.actor, on=localdate())
    return render(request, "meetings/list_absences.html", {"lines": lines})


@guard("absence.add")
def add_absence(request: ActorRequest) -> HttpResponse:
    at, actor = now(), request.actor
    form = AbsenceForm(request.POST or None, **pages.who_can_be_away(actor, at=at))
    if attempt(form, services.add, actor=actor, at=at):
        messages.success(request, "No agenda counts on them on these days.")
        return redirect("meetings:list_absences")
    back = reverse("meetings:list_absences")
    page = {"form": form, "back": back, "cancel": back, "button_text": "Keep it"}
    return render(request, "meetings/add_absence.html", page, status=status_of(form))


@guard("absence.withdraw", Absence)
@require_POST
def withdraw_absence(request: ActorRequest, absence: Absence) -> HttpResponse:
    services.withdraw(absence, actor=request.actor, at=now())
    messages.success(request, "Taken back.")
    return redirect("meetings:list_absences")
