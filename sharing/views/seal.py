"""The pages of a seal: whether a case is sealed, sealing it, who is named, lifting it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from access.policy import Refused
from agencies.reauthentication import freshly_signed_in
from govuk.forms import Form
from nominals.models import Nominal
from sharing import seals as services
from sharing.forms.seal import BecauseForm, NameForm, SealForm
from sharing.models import Seal
from sharing.pages import seal as pages


@guard("seal.show", Nominal)
def show_seal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = pages.show(nominal, actor=request.actor, on=localdate())
    return render(request, "sharing/seal.html", {"page": page})


@guard("seal.add", Nominal, after=freshly_signed_in)
def add_seal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    """Ask who keeps the case; show what everybody else loses; and, confirmed, seal it."""
    actor, at = request.actor, now()
    if not services.may_seal(nominal, actor=actor, on=localdate(at)):
        raise Refused(services.OF_NSD)
    form = SealForm(request.POST or None, people=pages.can_keep(nominal, at=at))
    if "confirmed" not in request.POST and attempt(form, _check, nominal, actor=actor, at=at):
        return _confirm(request, nominal, form)
    if attempt(form, services.seal, nominal, actor=actor, at=at):
        messages.success(request, "The case is sealed.")
        keeps = actor.person in form.cleaned_data["people"]
        return redirect("sharing:show_seal", nominal.pk) if keeps else redirect("nominals:list")
    return _ask(request, "sharing/add_seal.html", form, nominal=nominal)


@guard("seal.name", Seal, after=freshly_signed_in)
def name_for_seal(request: ActorRequest, seal: Seal) -> HttpResponse:
    people = pages.can_be_named(seal, actor=request.actor, at=now())
    form = NameForm(request.POST or None, people=people)
    if attempt(form, services.name_for_seal, seal, actor=request.actor, at=now()):
        messages.success(request, "The case is open to them, and they are told.")
        return redirect("sharing:show_seal", seal.nominal_id)
    return _ask(request, "sharing/name_for_seal.html", form, nominal=seal.nominal)


@guard("seal.unname", Seal, after=freshly_signed_in)
def unname(request: ActorRequest, seal: Seal, key: UUID) -> HttpResponse:
    person = pages.person_named(seal, key, actor=request.actor)
    if person is None:
        raise Http404
    form = Form(request.POST or None)
    if attempt(form, services.unname, seal, actor=request.actor, at=now(), person=person):
        messages.success(request, "The case is closed to them.")
        own = person.pk == request.actor.person_id
        return redirect("home") if own else redirect("sharing:show_seal", seal.nominal_id)
    return _ask(request, "sharing/unname.html", form, nominal=seal.nominal, person=person)


@guard("seal.lift", Seal, after=freshly_signed_in)
def unseal(request: ActorRequest, seal: Seal) -> HttpResponse:
    form = BecauseForm(request.POST or None)
    if attempt(form, services.unseal, seal, actor=request.actor, at=now()):
        messages.success(request, "The seal is lifted.")
        return redirect("nominals:list")
    return _ask(request, "sharing/unseal.html", form, nominal=seal.nominal)


def _check(nominal: Nominal, *, reason: str, **said: Any) -> None:  # noqa: ARG001
    """Refused or NotPossible where the case cannot be sealed, or not to these people."""
    services.check(nominal, **said)


def _confirm(request: ActorRequest, nominal: Nominal, form: SealForm) -> HttpResponse:
    page = pages.confirm(nominal, form.cleaned_data, actor=request.actor, at=now(), on=localdate())
    shown = {"page": page, "people": request.POST.getlist("people"), "reason": page.reason}
    return render(request, "sharing/confirm_seal.html", shown)


def _ask(request: ActorRequest, template: str, form: Form, **shown: Any) -> HttpResponse:
    return render(request, template, {"form": form, **shown}, status=status_of(form))
