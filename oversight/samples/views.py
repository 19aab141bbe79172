"""Drawing cases at random for an auditor, listing them, and ending that early."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from access.readings import shows
from agencies.reauthentication import freshly_signed_in
from govuk.words import plural
from sharing.forms.name import EndForm
from sharing.models import AuditSample
from sharing.services import audit as services

from . import pages
from .forms import DrawForm
from .heard import draw


@guard("audit_sample.list")
def list_samples(request: ActorRequest) -> HttpResponse:
    draws = pages.samples(request.actor, at=now())
    shows(request, pages.cases(draws))
    return render(request, "oversight/samples.html", {"draws": draws})


@guard("audit_sample.draw", after=freshly_signed_in)
def draw_sample(request: ActorRequest) -> HttpResponse:
    auditors = services.auditors(request.actor.area_id, at=now())
    furthest = services.latest(request.actor.area_id, on=localdate())
    form = DrawForm(request.POST or None, auditors=auditors, furthest=furthest)
    if drawn := attempt(form, draw, actor=request.actor, at=now()):
        many = plural(len(drawn), "case")
        messages.success(request, f"Drawn: {many}. The auditor has been told.")
        return redirect("oversight:list_samples")
    page = {"form": form, "has_auditors": auditors.exists()}
    return render(request, "oversight/draw_sample.html", page, status=status_of(form))


@guard("audit_sample.end", AuditSample)
def end_sample(request: ActorRequest, sample: AuditSample) -> HttpResponse:
    form = EndForm(request.POST or None)
    if attempt(form, services.end, sample, actor=request.actor, at=now()):
        messages.success(request, "The case is closed to the auditor.")
        return redirect("oversight:list_samples")
    page = {"form": form, "sample": sample}
    return render(request, "oversight/end_sample.html", page, status=status_of(form))
