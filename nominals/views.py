"""The pages about the people who are managed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from access.readings import shows

from . import pages, register, services
from .forms import FilterForm, FindForm, LeaveForm
from .models import Nominal


@guard("nominal.list")
def list_nominals(request: ActorRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    page = pages.nominals(request.actor, request.GET, asked=form.wanted(), on=localdate())
    shows(request, (each.nominal.pk for each in page.lines))
    return render(request, "nominals/list.html", {"page": page, "form": form})


@guard("nominal.find")
def find_nominal(request: ActorRequest) -> HttpResponse:
    form = FindForm(request.POST or None)
    found = None
    if form.is_valid():
        keys = register.find(**form.cleaned_data, actor=request.actor)
        found = pages.listed(keys, actor=request.actor, on=localdate())
    shows(request, (each.nominal.pk for each in found or ()))
    page = {"form": form, "found": found, "most": register.MOST_FOUND}
    return render(request, "nominals/find.html", page)


@guard("nominal.show", Nominal)
def show_nominal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = pages.show(nominal, actor=request.actor, on=localdate())
    return render(request, "nominals/show.html", {"page": page})


@guard("nominal.leave", Nominal)
def leave_nominal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    form = LeaveForm(request.POST or None)
    if attempt(form, services.leave, nominal, actor=request.actor, at=now()):
        messages.success(request, "This person has left MAPPA. The record is closed to others.")
        return redirect(nominal)
    page = {"form": form, "nominal": nominal}
    return render(request, "nominals/leave.html", page, status=status_of(form))
