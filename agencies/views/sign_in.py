"""The pages of signing in and out."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard, public
from agencies import account, links, pages, second_factor
from agencies import sign_in as entry
from agencies.acting import appointments_of
from agencies.forms import ChooseForm, NewPasswordForm, PasskeyForm, SignInForm
from agencies.onward import by_way_of, on_to, onward
from agencies.terminal import as_service


@public("Nobody is signed in before they sign in.")
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and getattr(request, "actor", None):
        return redirect(onward(request))
    form, path, at = SignInForm(request.POST or None), onward(request), now()
    if form.is_valid():
        try:
            person = entry.check_password(request, at=at, **form.cleaned_data)
            return redirect(on_to(entry.admit(request, person, by="password", at=at), path))
        except entry.NotSignedIn as answer:
            form.add_error(None, str(answer))
    return _page(request, form, path)


@public("Nobody is signed in before they sign in.")
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey that verifies its holder is both factors at once."""
    form, path, at = PasskeyForm(request.POST or None), onward(request), now()
    if form.is_valid():
        try:
            person = entry.check_passkey(request, form.cleaned_data["credential"], at=at)
            kind = second_factor.PASSKEY
            return redirect(on_to(entry.admit(request, person, by=kind, second=kind, at=at), path))
        except entry.NotSignedIn as answer:
            form.add_error(None, str(answer))
    page = {"form": form, "next": path, "options": second_factor.ask_passkey()}
    return render(request, "agencies/passkey.html", page)


@public("Nobody is signed in before they have a password; who comes by no link sets none.")
@sensitive_post_parameters("new_password", "new_password_again")
def new_password(request: HttpRequest) -> HttpResponse:
    """Set the password of whoever has a link of one use; they then sign in like anybody."""
    if "link" in request.GET:
        links.remember(request, request.GET["link"])
        return redirect("agencies:new_password")
    if (person := links.who(request)) is None:
        return render(request, "agencies/no_password_link.html", status=HTTPStatus.GONE)
    form = NewPasswordForm(request.POST or None, person=person)
    if not form.is_valid():
        return render(request, "agencies/new_password.html", {"form": form})
    with as_service(person) as service:
        account.set_password(person, form.cleaned_data["new_password"], actor=service, at=now())
    request.session.flush()  # it may have been one of those that have just ended
    messages.success(request, "Your password is set. Sign in with it.")
    return redirect("agencies:sign_in")


@public("Anyone may leave.")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, and to the front door; a page that timed out says where to come back to."""
    entry.leave(request, at=now())
    ended = by_way_of("agencies:sign_in", onward(request)) + "&ended=1"
    response = redirect(ended if "ended" in request.POST else "agencies:sign_in")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@guard("appointment.choose")
def choose_appointment(request: ActorRequest) -> HttpResponse:
    held = appointments_of(request.actor.person, at=now())
    acting = {"appointment": request.actor.appointment_id}
    form = ChooseForm(request.POST or None, held=held, initial=acting)
    if form.is_valid():
        chosen = next(each for each in held if each.pk == form.cleaned_data["appointment"])
        entry.act_under(request, chosen, said="appointment.choose", at=now())
        return redirect(onward(request))
    page = {"form": form, "next": onward(request)}
    return render(request, "agencies/choose_appointment.html", page)


def _page(request: HttpRequest, form: SignInForm, path: str) -> HttpResponse:
    page: dict[str, Any] = {
        "form": form,
        "next": path,
        "ended": "ended" in request.GET,
        "refused": "refused" in request.GET,
        "single_sign_on": pages.single_sign_on(),
        "trial": pages.trial(),
    }
    return render(request, "agencies/sign_in.html", page)
