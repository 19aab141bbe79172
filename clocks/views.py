"""The page of time limits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows

from .rules import CERTAINTY_IN_WORDS
from .services import limits_of


@guard("clock.list")
def list_limits(request: ActorRequest) -> HttpResponse:
    limits = list(limits_of(request.actor.area_id).all(localdate()))
    shows(request, ())
    return render(request, "clocks/list.html", {"limits": limits, "certain": CERTAINTY_IN_WORDS})
