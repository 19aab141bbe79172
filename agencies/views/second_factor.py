"""The pages between the first factor and the second: nobody is signed in on them yet."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, get_totp_secret
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters

from access.guard import public
from agencies import account, half_way, pages, second_factor
from agencies import sign_in as entry
from agencies.forms import AppForm, CodeForm, NewPasskeyForm, PasskeyForm
from agencies.models import Person
from agencies.onward import by_way_of, on_to, onward
from agencies.second_factor import APP, PASSKEY, NotRecognised

WHY = "Half way in: the first factor is proved, and nothing opens before the second."
NOT_MADE = "The passkey was not made. Try again, or use an authenticator app."
NOT_SHOWN = (
    "The code is not the one that the app now shows for this account. Try the next one. If that"
    " fails too, let the device with the app set its time by itself."
)


def half_way_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the person who is half way in; send anybody else to the beginning.

    So too, with nothing done, whose last appointment has ended since they began: there they are
    told.
    """

    @wraps(view)
    def handed(request: HttpRequest) -> HttpResponse:
        if person := half_way.who(request, at=now()):
            with suppress(entry.NotSignedIn), transaction.atomic():
                return view(request, person)
        return redirect(by_way_of("agencies:sign_in", onward(request)))

    return handed


@public(WHY)
@sensitive_post_parameters("code")
@half_way_in
def show(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask for the second factor that the person has."""
    given = request.POST or None
    code = CodeForm(given if "code" in request.POST else None)
    key = PasskeyForm(given if "credential" in request.POST else None)
    form, at = (code if code.is_bound else key), now()
    if form.is_valid():
        try:
            return _in(request, person, _shown(request, person, form.cleaned_data), at=at)
        except entry.NotSignedIn as answer:
            form.add_error(None, str(answer))
    ask = pages.ask_second_factor(person, code=code, passkey=key)
    page = {"ask": ask, "forms": [code, key], "next": onward(request)}
    return render(request, "agencies/second_factor.html", page)


def _shown(request: HttpRequest, person: Person, given: dict[str, Any]) -> str:
    if "credential" in given:
        entry.check_passkey(request, given["credential"], at=now(), person=person)
        return PASSKEY
    return entry.check_code(request, person, given["code"], at=now())


@public(WHY)
@half_way_in
def set_up(request: HttpRequest, person: Person) -> HttpResponse:
    """Make a passkey, for who has no second factor."""
    if second_factor.kinds_of(person):
        return redirect(by_way_of("agencies:second_factor", onward(request)))
    form = NewPasskeyForm(request.POST or None)
    if form.is_valid():
        try:
            given = form.cleaned_data
            second_factor.add_passkey(person, given["credential"], name=given["name"])
        except NotRecognised:
            form.add_error(None, NOT_MADE)
        else:
            return _first(request, person, PASSKEY)
    page = {"form": form, "next": onward(request), "options": second_factor.offer_passkey(person)}
    return render(request, "agencies/set_up.html", page)


@public(WHY)
@half_way_in
def set_up_app(request: HttpRequest, person: Person) -> HttpResponse:
    """Set an app up, for who has no second factor."""
    if second_factor.kinds_of(person):
        return redirect(by_way_of("agencies:second_factor", onward(request)))
    form = AppForm(request.POST or None)
    if form.is_valid():
        try:
            second_factor.add_app(person, get_totp_secret(), form.cleaned_data["code"])
        except NotRecognised:
            form.add_error("code", NOT_SHOWN)
        else:
            return _first(request, person, APP)
    page = {"form": form, "next": onward(request), "secret": pages.in_fours(get_totp_secret())}
    return render(request, "agencies/set_up_app.html", page)


@public("It shows a secret of this session, and none where there is none.")
def picture(request: HttpRequest) -> HttpResponse:
    """The code that an app reads with a camera, for the secret that is being set up."""
    actor, secret = getattr(request, "actor", None), request.session.get(SECRET_SESSION_KEY)
    person = actor.person if actor else half_way.who(request, at=now())
    if person is None or secret is None:
        raise Http404
    svg = second_factor.picture_of(person, secret)
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")


def _first(request: HttpRequest, person: Person, kind: str) -> HttpResponse:
    """In with the first second factor; its recovery codes are shown before anything else."""
    path, at = onward(request), now()
    next_page = entry.admit(request, person, by=half_way.by(request), second=kind, at=at)
    account.added(request, kind, at=at)
    return redirect(by_way_of("agencies:recovery_codes", on_to(next_page, path)))


def _in(request: HttpRequest, person: Person, second: str, *, at: Any) -> HttpResponse:
    path, by = onward(request), half_way.by(request)
    return redirect(on_to(entry.admit(request, person, by=by, second=second, at=at), path))
