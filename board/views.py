"""The home page and the board's dashboard."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from access.actor import ActorRequest
from access.guard import guard

from .pages.dashboard import dashboard
from .pages.home import home


@guard("home.show")
def show_home(request: ActorRequest) -> HttpResponse:
    page = home(request.actor, on=localdate())
    return render(request, "board/home.html", {"page": page})


@guard("dashboard.show")
def show_dashboard(request: ActorRequest) -> HttpResponse:
    return render(request, "board/dashboard.html", {"page": dashboard(request.actor)})
