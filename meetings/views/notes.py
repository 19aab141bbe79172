"""The page of what a chair notes for themselves."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from access.actor import ActorRequest
from access.guard import guard
from meetings.forms.hold import NoteForm
from meetings.models import Slot
from meetings.pages.asked import is_stale, own_note
from meetings.services import notes as services

from .attempt import attempt, status_of
from .hold import HOLDING, to_part


@guard("note.keep", Slot, after=HOLDING)
def keep_note(request: ActorRequest, slot: Slot) -> HttpResponse:
    form = NoteForm(request.POST or None, found=own_note(slot, request.actor))
    if attempt(form, services.keep_note, slot, actor=request.actor, at=now()):
        return to_part(slot.pk, "note")
    if is_stale(form):
        form.look_again()
    shown = {"form": form, "slot": slot}
    return render(request, "meetings/keep_note.html", shown, status=status_of(form))
