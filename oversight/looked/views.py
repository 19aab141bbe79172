"""The pages of who has looked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from meetings.models import InformationReturn
from nominals.models import Nominal

from . import pages, readings
from .forms import LookedForm


@guard("nominal.looked", Nominal)
def show_looked(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    readers = readings.readers_of(nominal.pk)
    form = LookedForm(request.GET, readers=readers)
    page = pages.of_nominal(
        nominal,
        request.GET,
        actor=request.actor,
        wanted=form.wanted(),
        readers=readers,
        on=localdate(),
    )
    return render(request, "oversight/looked.html", {"page": page, "form": form})


@guard("return.looked", InformationReturn)
def show_return_looked(
    request: ActorRequest, information_return: InformationReturn
) -> HttpResponse:
    page = pages.of_return(information_return, request.GET, actor=request.actor, on=localdate())
    return render(request, "oversight/return_looked.html", {"page": page})


@guard("reading.list")
def list_readings(request: ActorRequest) -> HttpResponse:
    page = pages.own(request.GET, actor=request.actor)
    shows(request, page.names)
    return render(request, "oversight/readings.html", {"page": page})


@guard("trail.show")
def show_trail(request: ActorRequest) -> HttpResponse:
    return render(request, "oversight/trail.html", {"page": pages.trail()})
