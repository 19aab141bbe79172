"""Addresses for trying the guard: one of each kind of view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from access.guard import guard, public
from access.lifecycle import NotPossible
from mappa.urls import urlpatterns as all_of_ours
from nominals.models import Nominal


@guard("nominal.show", Nominal)
def show(request, nominal) -> HttpResponse:
    return HttpResponse(f"seen {nominal.reference}")


@guard("nominal.change_level", Nominal)
def change(request, nominal) -> HttpResponse:
    nominal.levels.all().delete()
    raise NotPossible("Somebody was before you.")


@guard("dashboard.show")
def board(request) -> HttpResponse:
    return HttpResponse("figures")


@public("For the test.")
def anyone(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("this must never be seen")


urlpatterns = [
    path("door/<uuid:pk>/", show),
    path("door/<uuid:pk>/change/", change),
    path("door/board/", board),
    path("door/anyone/", anyone),
    path("door/forgotten/", forgotten),
    *all_of_ours,
]
handler403, handler404 = "mappa.errors.forbidden", "mappa.errors.not_found"
