"""One's own account: where one is signed in, and the second factors that one has."""

from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from agencies import account, forms, pages, second_factor
from agencies import sign_in as entry
from agencies.forms import AppForm, NewPasskeyForm, PasskeyForm, PasswordForm
from agencies.onward import onward
from agencies.reauthentication import freshly_signed_in
from agencies.second_factor import APP, PASSKEY, NotRecognised
from agencies.views.second_factor import NOT_MADE, NOT_SHOWN


@guard("account.show")
def show(request: ActorRequest) -> HttpResponse:
    return render(request, "agencies/account.html", {"page": pages.account(request, at=now())})


@guard("account.confirm")
@sensitive_post_parameters("password", "code")
def confirm(request: ActorRequest) -> HttpResponse:
    """Ask again who it is: by password, by a code or by a passkey."""
    person, given = request.actor.person, request.POST or None
    key = PasskeyForm(given if "credential" in request.POST else None)
    word = forms.by_word(person)(None if key.is_bound else given)
    form = key if key.is_bound else word
    if form.is_valid():
        try:
            entry.confirm_by(request, at=now(), **form.cleaned_data)
            return redirect(onward(request))
        except entry.NotSignedIn as answer:
            form.add_error(None, str(answer))
    ask = pages.ask_again(person, word=word, passkey=key)
    page = {"ask": ask, "forms": [word, key], "next": onward(request)}
    page["single_sign_on"] = pages.single_sign_on()
    return render(request, "agencies/confirm.html", page)


@guard("account.change", after=freshly_signed_in)
@sensitive_post_parameters("password", "new_password", "new_password_again")
def change_password(request: ActorRequest) -> HttpResponse:
    person, at = request.actor.person, now()
    if not person.has_usable_password():
        raise Http404
    form = PasswordForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            entry.check_own_password(request, person, form.cleaned_data["password"], at=at)
        except entry.NotSignedIn as answer:
            form.add_error("password", str(answer))
        else:
            account.change_password(request, form.cleaned_data["new_password"], at=at)
            messages.success(request, "Password changed, and signed out everywhere else")
            return redirect("agencies:account")
    return render(request, "agencies/change_password.html", {"form": form})


@guard("account.change", after=freshly_signed_in)
def add_passkey(request: ActorRequest) -> HttpResponse:
    person, form = request.actor.person, NewPasskeyForm(request.POST or None)
    if form.is_valid():
        try:
            given = form.cleaned_data
            second_factor.add_passkey(person, given["credential"], name=given["name"])
        except NotRecognised:
            form.add_error(None, NOT_MADE)
        else:
            return _added(request, PASSKEY)
    page = {"form": form, "options": second_factor.offer_passkey(person)}
    return render(request, "agencies/add_passkey.html", page)


@guard("account.change", after=freshly_signed_in)
def add_app(request: ActorRequest) -> HttpResponse:
    form = AppForm(request.POST or None)
    if form.is_valid():
        try:
            second_factor.add_app(
                request.actor.person, get_totp_secret(), form.cleaned_data["code"]
            )
        except NotRecognised:
            form.add_error("code", NOT_SHOWN)
        else:
            clear_totp_secret(request)
            return _added(request, APP)
    page = {"form": form, "secret": pages.in_fours(get_totp_secret())}
    return render(request, "agencies/add_app.html", page)


def _added(request: ActorRequest, kind: str) -> HttpResponse:
    if account.added(request, kind, at=now()):
        return redirect("agencies:recovery_codes")
    messages.success(request, "Added to the ways you sign in")
    return redirect("agencies:account")


@guard("account.change", after=freshly_signed_in)
@require_POST
def remove_second_factor(request: ActorRequest) -> HttpResponse:
    if account.remove_second_factor(request, request.POST.get("which", ""), at=now()):
        messages.success(request, "Taken from the ways you sign in")
    else:
        messages.warning(request, "Nothing was taken away. The last way to sign in has to stay.")
    return redirect("agencies:account")


@guard("account.change", after=freshly_signed_in)
@require_POST
def new_recovery_codes(request: ActorRequest) -> HttpResponse:
    account.new_recovery_codes(request, at=now())
    return redirect("agencies:recovery_codes")


@guard("account.show")
def recovery_codes(request: ActorRequest) -> HttpResponse:
    """The new codes, once: who reloads the page finds none."""
    codes = account.codes_to_show(request)
    page = {"codes": codes, "onward": onward(request)}
    return render(request, "agencies/recovery_codes.html", page)


@guard("account.change", after=freshly_signed_in)
@require_POST
def end_session(request: ActorRequest) -> HttpResponse:
    """Sign out elsewhere: of one browser, or of all others."""
    ended = account.end_sessions(request, request.POST.get("which", ""), at=now())
    messages.success(request, f"Signed out of {ended} other browser{'' if ended == 1 else 's'}")
    return redirect("agencies:account")
