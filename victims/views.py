"""The pages about victims and people at risk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from govuk.forms import Form
from nominals.models import Nominal
from nominals.pages import about

from . import pages, services
from .audience import officers_for
from .forms import AddForm, AddIdentityForm, AmendForm, AmendIdentityForm, EndForm
from .models import VictimIdentity, VictimRecord


@guard("victim.list", Nominal)
def list_victims(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = pages.of_nominal(nominal, actor=request.actor, on=localdate())
    return render(request, "victims/list.html", {"page": page})


@guard("victim.add", Nominal)
def add_victim(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    officers = officers_for(nominal, actor=request.actor, at=now())
    usual = {"liaison_officer": request.actor.person_id}
    form = AddForm(request.POST or None, officers=officers, initial=usual)
    if record := attempt(form, services.add, nominal, actor=request.actor, at=now()):
        messages.success(request, f"{record.label} added.")
        return redirect(record)
    above = about(nominal, actor=request.actor, here="", on=localdate())
    return render(request, "victims/add.html", {"about": above, "form": form})


@guard("victim.amend", VictimRecord)
def amend_victim(request: ActorRequest, record: VictimRecord) -> HttpResponse:
    officers = officers_for(record.nominal, actor=request.actor, at=now())
    initial = pages.said(record, AmendForm.base_fields)
    form = AmendForm(request.POST or None, officers=officers, initial=initial)
    if attempt(form, services.amend, record, actor=request.actor, at=now()):
        messages.success(request, f"{record.label} changed.")
        return redirect(pages.next_address(record, request.actor))
    return _asked(request, "victims/amend.html", record, form)


@guard("victim.end", VictimRecord)
def end_victim(request: ActorRequest, record: VictimRecord) -> HttpResponse:
    form = EndForm(request.POST or None)
    if attempt(form, services.end, record, actor=request.actor, at=now()):
        messages.success(request, f"Contact with {record.label} has ended.")
        return redirect(pages.next_address(record, request.actor))
    return _asked(request, "victims/end.html", record, form)


@guard("victim_identity.add", VictimRecord)
def add_identity(request: ActorRequest, record: VictimRecord) -> HttpResponse:
    form = AddIdentityForm(request.POST or None)
    if attempt(form, services.add_identity, record, actor=request.actor, at=now()):
        messages.success(request, f"Name and address of {record.label} added.")
        return redirect(record)
    return _asked(request, "victims/add_identity.html", record, form)


@guard("victim_identity.show", VictimIdentity)
def show_identity(request: ActorRequest, identity: VictimIdentity) -> HttpResponse:
    page = pages.of_identity(identity, actor=request.actor, on=localdate())
    return render(request, "victims/show_identity.html", {"page": page})


@guard("victim_identity.amend", VictimIdentity)
def amend_identity(request: ActorRequest, identity: VictimIdentity) -> HttpResponse:
    initial = pages.said(identity, AmendIdentityForm.base_fields)
    form = AmendIdentityForm(request.POST or None, initial=initial)
    if attempt(form, services.amend_identity, identity, actor=request.actor, at=now()):
        messages.success(request, f"Name and address of {identity.record.label} changed.")
        return redirect(identity.record)
    return _asked(request, "victims/amend_identity.html", identity.record, form)


def _asked(request: ActorRequest, template: str, record: VictimRecord, form: Form) -> HttpResponse:
    above = pages.above(record, actor=request.actor, on=localdate())
    page = {"about": above, "record": record, "form": form}
    return render(request, template, page, status=status_of(form))
