"""The pages about the people who are managed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.guard import guard

from . import pages, register
from .forms import FilterForm, FindForm
from .models import Nominal


@guard("nominal.list")
def list_nominals(request: ActorRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    page = pages.nominals(request.actor, request.GET, asked=form.wanted(), on=localdate())
    return render(request, "nominals/list.html", {"page": page, "form": form})


@guard("nominal.find")
def find_nominal(request: ActorRequest) -> HttpResponse:
    form = FindForm(request.POST or None)
    found = None
    if form.is_valid():
        keys = register.find(**form.cleaned_data, actor=request.actor, at=now())
        found = pages.listed(keys, actor=request.actor, on=localdate())
    page = {"form": form, "found": found, "most": register.MOST_FOUND}
    return render(request, "nominals/find.html", page)


@guard("nominal.show", Nominal)
def show_nominal(request: ActorRequest, nominal: Nominal) -> HttpResponse:
    page = pages.show(nominal, actor=request.actor, on=localdate())
    return render(request, "nominals/show.html", {"page": page})
