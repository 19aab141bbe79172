"""Who can see a record, and why: for the nominal, and for every paper with its own audience."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.guard import guard
from access.rows import Shared
from nominals.models import Nominal
from sharing.forms.see import WhoForm
from sharing.pages import see as pages


def _who(request: ActorRequest, record: Any) -> HttpResponse:
    page = pages.who(record, request.GET, actor=request.actor, at=now(), on=localdate())
    form = WhoForm(request.GET, agencies=page.agencies)
    return render(request, "sharing/who.html", {"page": page, "form": form})


def _why(request: ActorRequest, record: Any) -> HttpResponse:
    page = pages.why(record, actor=request.actor, on=localdate())
    return render(request, "sharing/why.html", {"page": page})


show_who = guard("nominal.who", Nominal)(_who)
show_why = guard("record.why", Nominal)(_why)


def paths() -> list[URLPattern]:
    """Two pages for each kind of paper that carries shares of its own, whichever app it is of."""
    papers = [
        model
        for model in apps.get_models()
        if issubclass(model, Shared) and "pk" in model.follows and model is not Nominal
    ]
    return [each for model in papers for each in _paths(model)]


def _paths(model: Any) -> list[URLPattern]:
    kinds: list[tuple[str, str, Callable[..., HttpResponse]]] = [("why", "record.why", _why)]
    if hasattr(model, "area_id"):  # by which the policy says whose it is
        kinds.append(("who", "paper.who", _who))
    return [
        path(
            f"papers/{model.kind}/<uuid:pk>/{name}/",
            guard(action, model)(view),
            name=f"{name}_{model.kind}",
        )
        for name, action, view in kinds
    ]
