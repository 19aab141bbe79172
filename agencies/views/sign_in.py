"""The pages of signing in and out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard, public

from agencies import pages
from agencies import sign_in as entry
from agencies.forms import ChooseForm, SignInForm
from agencies.onward import by_way_of, onward


@public("Nobody is signed in before they sign in.")
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and getattr(request, "actor", None):
        return redirect(onward(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            held = entry.enter(request, at=now(), **form.cleaned_data)
        except entry.NotSignedIn as answer:
            form.add_error(None, str(answer))
        else:
            return redirect(
                onward(request)
                if len(held) == 1
                else by_way_of("agencies:choose_appointment", onward(request))
            )
    page = {"form": form, "next": onward(request), "trial": pages.trial()}
    return render(request, "agencies/sign_in.html", page)


@public("Anyone may leave.")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    entry.leave(request, at=now())
    response = redirect("agencies:sign_in")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@guard("appointment.choose")
def choose_appointment(request: ActorRequest) -> HttpResponse:
    held = entry.appointments_of(request.actor.person, at=now())
    acting = {"appointment": request.actor.appointment_id}
    form = ChooseForm(request.POST or None, held=held, initial=acting)
    if form.is_valid():
        chosen = next(each for each in held if each.pk == form.cleaned_data["appointment"])
        entry.act_under(request, chosen, said="appointment.choose", at=now())
        return redirect(onward(request))
    page = {"form": form, "next": onward(request)}
    return render(request, "agencies/choose_appointment.html", page)
