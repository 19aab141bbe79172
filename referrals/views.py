"""The pages about referrals."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.lifecycle import NotPossible
from access.readings import shows
from nominals.models import Nominal
from nominals.pages import about

from . import pages, services
from .forms import AmendForm, BecauseForm, FilterForm, ScreenForm, StartForm
from .models import Referral
from .people import manager_of, managers_of


@guard("referral.list")
def list_referrals(request: ActorRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.full_clean()
    status = form.cleaned_data.get("status", [])
    page = pages.referrals(request.actor, request.GET, status=status, on=localdate())
    shows(request, (each.referral.nominal_id for each in page.lines))
    return render(request, "referrals/list.html", {"page": page, "form": form})


@guard("referral.list", Nominal)
def list_for_nominal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    above, lines = pages.of_nominal(nominal, actor=request.actor, on=localdate())
    return render(request, "referrals/list_for_nominal.html", {"about": above, "lines": lines})


@guard("referral.start", Nominal)
def start_referral(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    managers = managers_of(request.actor.agency_id, at=now())
    usual = {"manager": manager_of(request.actor)}
    form = StartForm(request.POST or None, managers=managers, initial=usual)
    if form.is_valid():
        referral = services.start(nominal, actor=request.actor, at=now(), **form.cleaned_data)
        return redirect("referrals:amend", pk=referral.pk)
    above = about(nominal, actor=request.actor, here="", on=localdate())
    return render(request, "referrals/start.html", {"about": above, "form": form})


@guard("referral.show", Referral)
def show_referral(request: ActorRequest, referral: Referral) -> HttpResponse:
    page = pages.show(referral, request.actor, on=localdate())
    return render(request, "referrals/show.html", {"page": page})


@guard("referral.amend", Referral)
def amend_referral(request: ActorRequest, referral: Referral) -> HttpResponse:
    managers = managers_of(request.actor.agency_id, at=now())
    form = AmendForm(request.POST or None, managers=managers, initial=pages.written(referral))
    saved: pages.Saved = []
    if form.is_valid():
        try:
            services.amend(referral, actor=request.actor, at=now(), **form.cleaned_data)
        except NotPossible as why_not:
            saved = pages.saved_meanwhile(referral, form.cleaned_data)
            form.keep_what_was_typed(str(why_not), referral.version)
        else:
            messages.success(request, "Saved. Nobody is told of it until you send it.")
            return redirect(f"referrals:{form.then}", pk=referral.pk)
    above = pages.above(referral, request.actor, on=localdate())
    page = {"about": above, "referral": referral, "form": form, "saved": saved}
    status = 409 if form.non_field_errors() else 200
    return render(request, "referrals/amend.html", page, status=status)


@guard("referral.submit", Referral)
def submit_referral(request: ActorRequest, referral: Referral) -> HttpResponse:
    page = pages.submit(referral, request.actor, on=localdate())
    if request.method == "POST" and not page.missing:
        services.submit(referral, actor=request.actor, at=now())
        messages.success(request, "Sent to your manager.")
        return redirect(referral)
    return render(request, "referrals/submit.html", {"page": page})


@guard("referral.approve", Referral)
@require_POST
def approve_referral(request: ActorRequest, referral: Referral) -> HttpResponse:
    services.approve(referral, actor=request.actor, at=now())
    messages.success(request, "Approved, and sent to the MAPPA unit.")
    return redirect(referral)


@guard("referral.send_back", Referral)
def send_back_referral(request: ActorRequest, referral: Referral) -> HttpResponse:
    form = BecauseForm(request.POST or None, question="What must be put right?")
    if form.is_valid():
        services.send_back(referral, actor=request.actor, at=now(), **form.cleaned_data)
        messages.success(request, "Sent back to the person who wrote it.")
        return redirect(referral)
    above = pages.above(referral, request.actor, on=localdate())
    page = {"about": above, "form": form, "referral": referral}
    return render(request, "referrals/send_back.html", page)


@guard("referral.withdraw", Referral)
def withdraw_referral(request: ActorRequest, referral: Referral) -> HttpResponse:
    form = BecauseForm(request.POST or None, question="Why is it withdrawn?")
    if form.is_valid():
        services.withdraw(referral, actor=request.actor, at=now(), **form.cleaned_data)
        messages.success(request, "Withdrawn.")
        return redirect(referral)
    above = pages.above(referral, request.actor, on=localdate())
    page = {"about": above, "form": form, "referral": referral}
    return render(request, "referrals/withdraw.html", page)


@guard("referral.screen", Referral)
def screen_referral(request: ActorRequest, referral: Referral) -> HttpResponse:
    page = pages.screen(referral, request.actor, on=localdate())
    form = ScreenForm(request.POST or None, outcomes=page.outcomes)
    if form.is_valid():
        services.screen(referral, actor=request.actor, at=now(), **form.cleaned_data)
        messages.success(request, "Decided. The referrer has been told.")
        return redirect(referral)
    return render(request, "referrals/screen.html", {"page": page, "form": form})
