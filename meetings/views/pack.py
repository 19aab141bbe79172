"""The pack of a session for whoever asks, and their agency's sheet to prepare by."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows
from agencies.reauthentication import freshly_signed_in
from meetings import packing_up, printing
from meetings.models import Session
from meetings.pages import pack as pages

from .statement import the_statement
from .write_down import sent


@guard("pack.show", Session, after=the_statement)
def show_pack(request: ActorRequest, session: Session) -> HttpResponse:
    page = pages.show_pack(session, request.actor, today=localdate())
    _say(request, page)
    return render(request, "meetings/show_pack.html", {"page": page})


@guard("pack.print", Session, after=(the_statement, freshly_signed_in))
def print_pack(request: ActorRequest, session: Session) -> HttpResponse:
    page = pages.show_pack(session, request.actor, today=localdate())
    _say(request, page)
    made = packing_up.pack(page, printed_for=printing.whose(request.actor), at=now())
    return sent(made, printing.PDF, "pack")


@guard("preparation.show", Session, after=the_statement)
def show_preparation(request: ActorRequest, session: Session) -> HttpResponse:
    page = pages.show_preparation(session, request.actor)
    _say(request, page)
    return render(request, "meetings/show_preparation.html", {"page": page})


@guard("preparation.print", Session, after=(the_statement, freshly_signed_in))
def print_preparation(request: ActorRequest, session: Session) -> HttpResponse:
    page = pages.show_preparation(session, request.actor)
    _say(request, page)
    made = packing_up.preparation(page, printed_for=printing.whose(request.actor), at=now())
    return sent(made, printing.PDF, "preparation")


def _say(request: ActorRequest, page: pages.PackPage | pages.PreparationPage) -> None:
    """Whom the page names, and the returns that it quotes."""
    shows(request, (case.slot.nominal_id for case in page.cases))
    shows(request, (each.pk for each in page.quoted))
