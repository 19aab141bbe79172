"""The pages about the nightly comparison of shares with the facts."""

from django.http import HttpResponse
from django.shortcuts import render

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from oversight.models import ReconcileRun

from . import pages


@guard("reconcile.list")
def list_reconciles(request: ActorRequest) -> HttpResponse:
    page = pages.runs(request.actor, number=request.GET.get("page"))
    shows(request, ())
    return render(request, "oversight/reconcile_list.html", {"page": page})


@guard("reconcile.show", ReconcileRun)
def show_reconcile(request: ActorRequest, run: ReconcileRun) -> HttpResponse:
    page = pages.show(run, request.actor, number=request.GET.get("page"))
    shows(request, page.names)
    return render(request, "oversight/reconcile_show.html", {"page": page})
