"""The pages of the checks for leaks."""

from django.http import HttpResponse
from django.shortcuts import render

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows

from . import pages
from .models import LeakCheck


@guard("leak_check.list")
def list_leak_checks(request: ActorRequest) -> HttpResponse:
    shows(request, ())
    return render(request, "oversight/leak_checks.html", {"checks": pages.checks(request.actor)})


@guard("leak_check.show", LeakCheck)
def show_leak_check(request: ActorRequest, check: LeakCheck) -> HttpResponse:
    page = pages.show(check, actor=request.actor)
    return render(request, "oversight/leak_check.html", {"page": page})
