"""The pages on which an agenda is proposed, moved by hand and accepted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.attempt import NOT_POSSIBLE
from access.change import STALE
from access.guard import guard
from access.policy import may
from access.readings import shows
from govuk.forms import Form
from govuk.words import plural
from meetings.forms.agenda import AsSeen, KeepForm, MoveForm, PanelForm
from meetings.models import Agenda
from meetings.pages import agenda as pages
from meetings.services import agenda as services

from .attempt import attempt, status_of

CONFLICT = 409


@guard("agenda.list")
def list_agendas(request: ActorRequest) -> HttpResponse:
    return _listed(request, None)


@guard("agenda.propose")
@require_POST
def propose_agenda(request: ActorRequest) -> HttpResponse:
    form = PanelForm(request.POST, area=request.actor.area_id)
    made = attempt(form, services.propose, actor=request.actor, at=now())
    return redirect(made) if made else _listed(request, form)


@guard("agenda.show", Agenda)
def show_agenda(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    return _shown(request, agenda, None)


@guard("agenda.move", Agenda)
def move_in_agenda(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    page = pages.show_move(agenda, request.actor, _case(request), at=now())
    if page is None:
        return _gone(request, agenda)
    first = {"version": agenda.version, "case": page.key}
    form = MoveForm(request.POST or None, page=page, initial=first)
    if attempt(form, services.move, agenda, actor=request.actor, at=now()):
        return redirect(agenda)
    if status_of(form) == CONFLICT:
        return _shown(request, agenda, form)
    shows(request, [page.nominal.pk])
    shown = {"form": form, "page": page, "agenda": agenda, "back": agenda.get_absolute_url()}
    return render(request, "meetings/move_in_agenda.html", shown)


@guard("agenda.keep", Agenda)
@require_POST
def keep_in_agenda(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    return _done(request, agenda, KeepForm(request.POST), services.keep)


@guard("agenda.undo", Agenda)
@require_POST
def undo_in_agenda(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    return _done(request, agenda, AsSeen(request.POST), services.undo)


@guard("agenda.propose_again", Agenda)
@require_POST
def propose_agenda_again(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    return _done(request, agenda, AsSeen(request.POST), services.propose_again)


@guard("agenda.accept", Agenda)
def accept_agenda(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    form = AsSeen(request.POST or None, initial={"version": agenda.version})
    if made := attempt(form, services.accept, agenda, actor=request.actor, at=now()):
        messages.success(request, f"{plural(len(made), 'case')} added to the sessions.")
        return redirect("meetings:list_sessions")
    if form.is_bound:
        return _shown(request, agenda, form)
    page = pages.show_agenda(agenda, request.actor, at=now())
    shows(request, page.names)
    return render(request, "meetings/accept_agenda.html", {"form": form, "page": page})


@guard("agenda.give_up", Agenda)
def give_up_agenda(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    if request.method == "POST":
        services.give_up(agenda, actor=request.actor, at=now())
        return redirect("meetings:list_agendas")
    return render(request, "meetings/give_up_agenda.html", {"agenda": agenda})


def _case(request: ActorRequest) -> str:
    return str((request.POST or request.GET).get("case", ""))


def _gone(request: ActorRequest, agenda: Agenda) -> HttpResponse:
    """There is no such case to move, for whoever asks: by now, or ever."""
    if request.method != "POST":
        raise Http404
    form = AsSeen(request.POST)
    form.add_error(None, ValidationError(STALE, code=NOT_POSSIBLE))
    return _shown(request, agenda, form)


def _done(
    request: ActorRequest, agenda: Agenda, form: Form, act: Callable[..., Any]
) -> HttpResponse:
    """The agenda again, changed; or, where that is not possible, as it is, and why."""
    if attempt(form, act, agenda, actor=request.actor, at=now()):
        return redirect(agenda)
    return _shown(request, agenda, form)


def _shown(request: ActorRequest, agenda: Agenda, form: Form | None) -> HttpResponse:
    """An answer that is not possible comes with the agenda as it is by now: nothing is lost."""
    page = pages.show_agenda(agenda, request.actor, at=now())
    shows(request, page.names)
    shown = {"page": page, "refused": form.non_field_errors() if form else ()}
    status = CONFLICT if form else 200
    return render(request, "meetings/show_agenda.html", shown, status=status)


def _listed(request: ActorRequest, form: Form | None) -> HttpResponse:
    shows(request, ())
    page = {
        "panels": pages.list_agendas(request.actor, at=now()),
        "may_say_who_is_away": may(request.actor, "absence.list"),
        "refused": form.non_field_errors() if form else (),
    }
    status = CONFLICT if form else 200
    return render(request, "meetings/list_agendas.html", page, status=status)
