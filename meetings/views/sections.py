"""Writing a section of draft minutes: as a form, or saved by the page as it is typed."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from access.actor import ActorRequest
from access.guard import guard
from govuk.words import british_time
from meetings.forms.sections import ConfirmForm, TypedForm
from meetings.models import Section
from meetings.pages import sections as pages
from meetings.services import sections as services

from .attempt import attempt
from .hold import save_part, to_part
from .statement import the_statement


@guard("minutes.write", Section, after=the_statement)
def write_section(request: ActorRequest, section: Section) -> HttpResponse:
    """A form that is sent; or, where script asks, the text as it is, or one save of it."""
    if request.headers.get("Accept") != "application/json":
        return save_part(request, section.slot, section.key, services.write_section, section)
    if request.method != "POST":
        return JsonResponse(pages.as_it_is(section, request.actor))
    return save_as_typed(request, section)


def save_as_typed(request: ActorRequest, section: Section) -> HttpResponse:
    """Saved: no content, but which version it is now and when. Else why not, and what stands."""
    form = TypedForm(request.POST, found=section)
    saved = attempt(form, services.write_section, section, actor=request.actor, at=now())
    if saved:
        headers = {"ETag": f'"{saved.version}"', "Saved-At": british_time(saved.written_at)}
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)
    refused = pages.not_saved(form, section, request.actor)
    wrong = HTTPStatus.CONFLICT if form.non_field_errors() else HTTPStatus.BAD_REQUEST
    return JsonResponse(refused, status=wrong)


@guard("minutes.write", Section, after=the_statement)
@require_safe
def show_earlier(request: ActorRequest, section: Section) -> HttpResponse:
    """What a section of the draft said before somebody else wrote it on."""
    page = pages.earlier(section, request.actor)
    return render(request, "meetings/show_earlier.html", {"page": page})


@guard("minutes.confirm", Section, after=the_statement)
@require_POST
def confirm_section(request: ActorRequest, section: Section) -> HttpResponse:
    """Confirm words that were carried over; if somebody changed them meanwhile, a page says so."""
    form = ConfirmForm(request.POST)
    form.full_clean()
    services.confirm_section(section, actor=request.actor, at=now(), **form.cleaned_data)
    return to_part(section.slot.pk, section.key)
