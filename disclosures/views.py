"""The pages of the disclosure register."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from access.readings import shows
from meetings.models import Disclosure
from meetings.views.statement import the_statement
from nominals.models import Nominal

from . import forms, pages, register
from .models import Application, Delivery, Recipient
from .schemes import steps_of
from .services import apply, name, tell

UNNAMED = "Do not name anybody on this page. Everybody who sees this case can read it."
FEW = (
    "Open to the co-ordinators of the area, the case manager and their manager, and whoever is"
    " named to tell them. Nobody else sees it."
)
FOR_GOOD = "This cannot be taken back."


@guard("disclosure.list")
def list_disclosures(request: ActorRequest) -> HttpResponse:
    page = register.decisions(request.actor, request.GET, today=localdate())
    shows(request, (each.nominal.pk for each in page.lines))
    return render(request, "disclosures/list.html", {"page": page})


@guard("application.list")
def list_applications(request: ActorRequest) -> HttpResponse:
    page = register.applications(request.actor, request.GET, today=localdate())
    shows(request, (each.nominal.pk for each in page.lines))
    return render(request, "disclosures/list.html", {"page": page})


@guard("disclosure.list", Nominal)
def of_nominal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = register.of_nominal(nominal, request.actor, today=localdate())
    return render(request, "disclosures/of_nominal.html", {"page": page})


@guard("disclosure.show", Disclosure, after=the_statement)
def show_disclosure(request: ActorRequest, decision: Disclosure) -> HttpResponse:
    page = pages.decision(decision, request.actor, today=localdate())
    return render(request, "disclosures/show.html", {"page": page})


@guard("delivery.show", Delivery)
def show_delivery(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    page = pages.delivery(delivery, request.actor, today=localdate())
    return render(request, "disclosures/show_delivery.html", {"page": page})


@guard("delivery.plan", Disclosure, after=the_statement)
def plan(request: ActorRequest, decision: Disclosure) -> HttpResponse:
    back = reverse("disclosures:show", args=[decision.pk])
    return _plan(request, decision, {"relation": "", "what": decision.what}, back)


@guard("delivery.plan", Application)
def plan_application(request: ActorRequest, application: Application) -> HttpResponse:
    back = application.get_absolute_url()
    return _plan(request, application, {"relation": application.relation}, back)


@guard("delivery.change_plan", Delivery)
def change_plan(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    said = {each: getattr(delivery, each) for each in forms.ChangePlanForm.base_fields}
    choices = pages.choices(delivery.nominal, request.actor, at=now())
    form = forms.ChangePlanForm(request.POST or None, choices=choices, initial=said)
    return _step(request, delivery, "Change the plan", form, tell.change_plan, warning=UNNAMED)


@guard("delivery.deliver", Delivery)
def deliver(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    form = forms.DeliverForm(request.POST or None, initial={"on": localdate()})
    return _step(request, delivery, "Record that they were told", form, tell.deliver)


@guard("delivery.call_off", Delivery)
def call_off(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    return _step(request, delivery, "Call it off", form, tell.call_off, warning=FOR_GOOD)


@guard("delivery.record_undertaking", Delivery)
def record_undertaking(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    form = forms.UndertakingForm(request.POST or None)
    return _step(request, delivery, "Record the undertaking", form, tell.record_undertaking)


@guard("delivery.offer_support", Delivery)
def offer_support(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    form = forms.SupportForm(request.POST or None)
    return _step(request, delivery, "Record support offered", form, tell.offer_support)


@guard("delivery.review", Delivery)
def review(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    form = forms.ReviewForm(request.POST or None)
    return _step(request, delivery, "Look at it again", form, tell.review)


@guard("delivery.end", Delivery)
def end(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    form = forms.EndForm(request.POST or None)
    return _step(request, delivery, "End it", form, tell.end, warning=FOR_GOOD)


@guard("recipient.show", Recipient)
def show_recipient(request: ActorRequest, recipient: Recipient) -> HttpResponse:
    page = pages.recipient(recipient, request.actor, today=localdate())
    return render(request, "disclosures/show_recipient.html", {"page": page})


@guard("recipient.add", Delivery)
def add_name_of_delivery(request: ActorRequest, delivery: Delivery) -> HttpResponse:
    return _add_name(request, delivery)


@guard("recipient.add", Application)
def add_name_of_application(request: ActorRequest, application: Application) -> HttpResponse:
    return _add_name(request, application)


@guard("recipient.amend", Recipient)
def amend_recipient(request: ActorRequest, recipient: Recipient) -> HttpResponse:
    said = {each: getattr(recipient, each) for each in forms.AmendRecipientForm.base_fields}
    form = forms.AmendRecipientForm(request.POST or None, initial=said)
    return _step(request, recipient, "Change their name", form, name.amend_recipient, said=FEW)


@guard("application.add", Nominal)
def add_application(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    form = forms.ApplicationForm(request.POST or None, agencies=pages.can_handle(nominal))
    if added := attempt(form, apply.add, nominal, actor=request.actor, at=now()):
        messages.success(request, "Recorded. Its time limits run from when it came in.")
        return redirect(added)
    heading = "Record an application to a scheme"
    back = reverse("disclosures:of_nominal", args=[nominal.pk])
    return _asked(request, nominal, heading, form, back, warning=UNNAMED)


@guard("application.show", Application)
def show_application(request: ActorRequest, application: Application) -> HttpResponse:
    page = pages.application(application, request.actor, today=localdate())
    return render(request, "disclosures/show_application.html", {"page": page})


@guard("application.take_step", Application)
def take_step(request: ActorRequest, application: Application) -> HttpResponse:
    key = request.GET.get("step", "")
    words = {part.key: part.words for part in steps_of(application.scheme)}
    form = forms.StepForm(request.POST or None, initial={"on": localdate()})
    heading = words.get(key, "A step of the scheme")
    return _step(request, application, heading, form, apply.take_step, key=key)


@guard("application.decide_to_tell", Application)
def decide_to_tell(request: ActorRequest, application: Application) -> HttpResponse:
    form = forms.DecideToTellForm(request.POST or None)
    return _step(request, application, "Decide to tell", form, apply.decide_to_tell)


@guard("application.decide_not_to_tell", Application)
def decide_not_to_tell(request: ActorRequest, application: Application) -> HttpResponse:
    form = forms.RationaleForm(request.POST or None)
    return _step(request, application, "Decide not to tell", form, apply.decide_not_to_tell)


@guard("application.withdraw", Application)
def withdraw_application(request: ActorRequest, application: Application) -> HttpResponse:
    form = forms.RationaleForm(request.POST or None)
    return _step(request, application, "Withdraw it", form, apply.withdraw, warning=FOR_GOOD)


def _plan(
    request: ActorRequest, behind: Disclosure | Application, initial: dict[str, Any], back: str
) -> HttpResponse:
    choices = pages.choices(behind.nominal, request.actor, at=now())
    form = forms.PlanForm(request.POST or None, choices=choices, initial=initial)
    if planned := attempt(form, tell.plan, behind, actor=request.actor, at=now()):
        messages.success(request, "Planned. Whoever is named to tell them has been told.")
        return redirect(planned)
    return _asked(request, behind, "Plan who tells them", form, back, warning=UNNAMED)


def _add_name(request: ActorRequest, of: Delivery | Application) -> HttpResponse:
    form = forms.RecipientForm(request.POST or None)
    if attempt(form, name.add_recipient, of, actor=request.actor, at=now()):
        messages.success(request, "The name is recorded, apart from the case.")
        return redirect(of)
    return _asked(request, of, "Who are they?", form, of.get_absolute_url(), said=FEW)


def _step(  # noqa: PLR0913 (what is asked, and what answering it does)
    request: ActorRequest,
    record: Any,
    heading: str,
    form: Any,
    act: Callable[..., Any],
    *,
    warning: str = "",
    said: str = "",
    **given: Any,
) -> HttpResponse:
    """What a step asks; where it cannot be done now, the page keeps what was typed."""
    if attempt(form, act, record, actor=request.actor, at=now(), **given):
        messages.success(request, "The register is up to date.")
        return redirect(pages.next_address(record, request.actor))
    back = record.get_absolute_url()
    return _asked(request, record, heading, form, back, warning=warning, said=said)


def _asked(
    request: ActorRequest, record: Any, heading: str, form: Any, back: str, **given: str
) -> HttpResponse:
    page = pages.ask(record, request.actor, heading, back, today=localdate(), **given)
    shown = {"page": page, "form": form}
    return render(request, "disclosures/ask.html", shown, status=status_of(form))
