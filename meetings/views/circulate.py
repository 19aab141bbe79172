"""Minutes that are out: addenda, versions, who has read them, recall, and sharing them wider."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from govuk.words import plural
from meetings.forms.circulate import (
    AddendumForm,
    BecauseForm,
    CopiesForm,
    DraftAddendumForm,
    WiderForm,
)
from meetings.models import Addendum, Distribution, Minutes
from meetings.pages import circulate as pages
from meetings.readership import could_be_added
from meetings.services import addenda
from meetings.services import circulate as services

from .attempt import attempt, status_of
from .statement import the_statement


@guard("minutes.compare", Minutes, after=the_statement)
def compare_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    first, second = request.GET.get("first", ""), request.GET.get("second", "")
    page = pages.compare(minutes, request.actor, first=first, second=second)
    return render(request, "meetings/compare_minutes.html", {"page": page})


@guard("minutes.readers", Minutes, after=the_statement)
def list_readers(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    page = pages.list_readers(minutes, request.actor, at=now())
    return render(request, "meetings/list_readers.html", {"page": page})


@guard("minutes.acknowledge", Minutes, after=the_statement)
@require_POST
def acknowledge_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    services.acknowledge(minutes, actor=request.actor, at=now())
    messages.success(request, "It is recorded that you have read these minutes.")
    return redirect(minutes)


@guard("minutes.remind", Minutes, after=the_statement)
@require_POST
def remind_readers(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    count = services.remind(minutes, actor=request.actor, at=now())
    messages.success(request, f"{plural(count, 'person', 'people')} reminded: once a day at most.")
    return redirect("meetings:list_readers", minutes.pk)


@guard("minutes.recall", Minutes, after=the_statement)
def recall_minutes(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    form = BecauseForm(request.POST or None)
    if attempt(form, services.recall, minutes, actor=request.actor, at=now()):
        messages.success(request, "The minutes are closed to those on the list, who were told.")
        return redirect(minutes)
    shown = {"form": form, "minutes": minutes}
    return render(request, "meetings/recall_minutes.html", shown, status=status_of(form))


@guard("distribution.add", Minutes, after=the_statement)
def share_wider(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    agencies = could_be_added(minutes, actor=request.actor)
    form = WiderForm(request.POST or None, agencies=agencies)
    if attempt(form, services.share_wider, minutes, actor=request.actor, at=now()):
        messages.success(request, "The minutes are open to the agency, and it has been told.")
        return redirect("meetings:list_readers", minutes.pk)
    shown = {"form": form, "minutes": minutes, "agencies": agencies}
    return render(request, "meetings/share_wider.html", shown, status=status_of(form))


@guard("distribution.allow_copies", Distribution, after=the_statement)
def allow_copies(request: ActorRequest, listing: Distribution) -> HttpResponse:
    form = CopiesForm(request.POST or None, initial={"allowed": listing.may_copy})
    if attempt(form, services.allow_copies, listing, actor=request.actor, at=now()):
        messages.success(request, "What this agency may do with the minutes is recorded.")
        return redirect("meetings:list_readers", listing.minutes_id)
    shown = {"form": form, "listing": listing}
    return render(request, "meetings/allow_copies.html", shown, status=status_of(form))


@guard("addendum.write", Minutes, after=the_statement)
def begin_addendum(request: ActorRequest, minutes: Minutes) -> HttpResponse:
    form = AddendumForm(request.POST or None)
    if written := attempt(form, addenda.begin_addendum, minutes, actor=request.actor, at=now()):
        return redirect(written)
    shown = {"form": form, "minutes": minutes}
    return render(request, "meetings/write_addendum.html", shown, status=status_of(form))


@guard("addendum.write", Addendum, after=the_statement)
def write_addendum(request: ActorRequest, addendum: Addendum) -> HttpResponse:
    said = {"text": addendum.text, "version": addendum.version}
    form = DraftAddendumForm(request.POST or None, initial=said)
    if attempt(form, addenda.write, addendum, actor=request.actor, at=now()):
        return redirect(addendum)
    shown = {"form": form, "minutes": addendum.minutes, "addendum": addendum}
    return render(request, "meetings/write_addendum.html", shown, status=status_of(form))


@guard("addendum.show", Addendum, after=the_statement)
def show_addendum(request: ActorRequest, addendum: Addendum) -> HttpResponse:
    page = pages.show_addendum(addendum, request.actor)
    return render(request, "meetings/show_addendum.html", {"page": page})


@guard("addendum.submit", Addendum, after=the_statement)
@require_POST
def submit_addendum(request: ActorRequest, addendum: Addendum) -> HttpResponse:
    addenda.submit(addendum, actor=request.actor, at=now())
    messages.success(request, "The addendum is with the chair, who has been told.")
    return redirect(addendum)


@guard("addendum.send_back", Addendum, after=the_statement)
def send_back_addendum(request: ActorRequest, addendum: Addendum) -> HttpResponse:
    return _with_a_reason(request, addendum, addenda.send_back, "Send the addendum back")


@guard("addendum.withdraw", Addendum, after=the_statement)
def withdraw_addendum(request: ActorRequest, addendum: Addendum) -> HttpResponse:
    return _with_a_reason(request, addendum, addenda.withdraw, "Give the addendum up")


@guard("addendum.approve", Addendum, after=the_statement)
def approve_addendum(request: ActorRequest, addendum: Addendum) -> HttpResponse:
    if request.method == "POST":
        addenda.approve(addendum, actor=request.actor, at=now())
        messages.success(request, "The addendum is out, and those who were sent the minutes told.")
        return redirect(addendum.minutes)
    return render(request, "meetings/approve_addendum.html", {"addendum": addendum})


def _with_a_reason(
    request: ActorRequest, addendum: Addendum, act: Callable[..., None], heading: str
) -> HttpResponse:
    form = BecauseForm(request.POST or None)
    if attempt(form, act, addendum, actor=request.actor, at=now()):
        return redirect(addendum)
    shown = {"form": form, "addendum": addendum, "said": heading}
    return render(request, "meetings/addendum_because.html", shown, status=status_of(form))
