"""The page that asks again who it is."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters

from access.actor import ActorRequest
from access.guard import guard

from agencies import sign_in as entry
from agencies.forms import ConfirmForm
from agencies.onward import onward


@guard("account.confirm")
@sensitive_post_parameters("password")
def confirm(request: ActorRequest) -> HttpResponse:
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            entry.confirm_by_password(request, at=now(), **form.cleaned_data)
        except entry.NotSignedIn as answer:
            form.add_error(None, str(answer))
        else:
            return redirect(onward(request))
    page = {"form": form, "next": onward(request)}
    return render(request, "agencies/confirm.html", page)
