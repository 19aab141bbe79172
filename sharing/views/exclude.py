"""Who must not receive anything about a nominal: listing, adding, lifting; and stepping back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import Actor, ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from access.lifecycle import NotPossible
from agencies.reauthentication import freshly_signed_in
from nominals.models import Nominal
from sharing import exclusions as services
from sharing.forms.exclude import ExcludeForm, LiftForm, StepBackForm
from sharing.pages import exclude as pages


@guard("exclusion.list", Nominal)
def list_exclusions(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = pages.exclusions(nominal, actor=request.actor, on=localdate())
    return render(request, "sharing/exclusions.html", {"page": page})


@guard("exclusion.add", Nominal)
def exclude(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    """Ask whom; show what that takes away; and, once that is confirmed, exclude them."""
    choices = pages.choices(nominal, at=now())
    given = {"people": choices.people, "agencies": choices.agencies}
    first = {"who": "person", "person": request.GET.get("person")}
    form = ExcludeForm(request.POST or None, initial=first if first["person"] else None, **given)
    if "confirmed" not in request.POST and attempt(form, _check, nominal, actor=request.actor):
        return _confirm(request, nominal, form)
    if attempt(form, services.exclude, nominal, actor=request.actor, at=now()):
        messages.success(request, "They receive nothing about this person from now on.")
        return redirect("sharing:exclusions", nominal.pk)
    page = {"form": form, "nominal": nominal}
    return render(request, "sharing/exclude.html", page, status=status_of(form))


@guard("exclusion.lift", Nominal, after=freshly_signed_in)
def lift_exclusion(request: ActorRequest, nominal: Nominal, key: UUID) -> HttpResponse:
    if (found := pages.found(nominal, key)) is None:
        raise Http404
    form = LiftForm(request.POST or None)
    if attempt(form, services.lift, found[0], actor=request.actor, at=now()):
        messages.success(request, "The exclusion is lifted.")
        return redirect("sharing:exclusions", nominal.pk)
    page = {"form": form, "nominal": nominal, "whom": found[1]}
    return render(request, "sharing/lift_exclusion.html", page, status=status_of(form))


@guard("nominal.step_back", Nominal)
def step_back(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    form = StepBackForm(request.POST or None)
    if attempt(form, services.step_back, nominal, actor=request.actor, at=now()):
        messages.success(request, "You no longer see it. The MAPPA co-ordinator is told.")
        return redirect("home")
    page = {"form": form, "nominal": nominal}
    return render(request, "sharing/step_back.html", page, status=status_of(form))


def _check(nominal: Nominal, *, actor: Actor, reason: str, **whom: Any) -> None:  # noqa: ARG001
    """NotPossible where those named cannot be excluded."""
    if why := services.why_not(nominal, actor=actor, at=now(), **whom):
        raise NotPossible(why)


def _confirm(request: ActorRequest, nominal: Nominal, form: ExcludeForm) -> HttpResponse:
    page = pages.confirm(nominal, form.cleaned_data, actor=request.actor, at=now(), on=localdate())
    typed = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in typed.items() if value}
    return render(request, "sharing/confirm_exclusion.html", {"page": page, "kept": kept})
