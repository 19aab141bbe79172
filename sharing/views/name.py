"""The people named for one case: listing, adding, renewing and ending."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from agencies.reauthentication import freshly_signed_in
from nominals.models import Nominal
from sharing.forms.name import EndForm, LookForm, NameForm, UntilForm
from sharing.models import NamedPerson
from sharing.pages import name as pages
from sharing.services import named as services


@guard("named_person.list", Nominal)
def list_named(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = pages.named(nominal, actor=request.actor, at=now(), on=localdate())
    return render(request, "sharing/named.html", {"page": page})


@guard("named_person.add", Nominal, after=freshly_signed_in)
def add_named(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    """Look for somebody by name; then ask which of those found, why and until when."""
    look = LookForm(request.POST or None)
    found = pages.found(nominal, look, at=now())
    if not found:
        return render(request, "sharing/look.html", {"form": look, "nominal": nominal})
    answered = request.POST if "until_day" in request.POST else None
    furthest = services.latest(nominal.area_id, on=localdate())
    form = NameForm(answered, found=found, furthest=furthest, initial=look.cleaned_data)
    if attempt(form, services.add, nominal, actor=request.actor, at=now()):
        messages.success(request, "The case is open to them, and they have been told.")
        return redirect("sharing:list_named", nominal.pk)
    alike = pages.alike(nominal, found, actor=request.actor)
    page = {"form": form, "nominal": nominal, "alike": alike}
    return render(request, "sharing/name.html", page, status=status_of(form))


@guard("named_person.renew", NamedPerson, after=freshly_signed_in)
def renew_named(request: ActorRequest, named: NamedPerson) -> HttpResponse:
    furthest = services.latest(named.nominal.area_id, on=localdate())
    said = {"reason": named.reason, "until": named.last_day}
    form = UntilForm(request.POST or None, furthest=furthest, initial=said)
    if attempt(form, services.renew, named, actor=request.actor, at=now()):
        messages.success(request, "It stays open to them, and they have been told.")
        return redirect("sharing:list_named", named.nominal_id)
    page = {"form": form, "named": named}
    return render(request, "sharing/renew_named.html", page, status=status_of(form))


@guard("named_person.end", NamedPerson)
def end_named(request: ActorRequest, named: NamedPerson) -> HttpResponse:
    form = EndForm(request.POST or None)
    if attempt(form, services.end, named, actor=request.actor, at=now()):
        messages.success(request, "It is no longer open to them for this reason.")
        return redirect("sharing:list_named", named.nominal_id)
    page = {"form": form, "named": named}
    return render(request, "sharing/end_named.html", page, status=status_of(form))
