"""To the identity provider and back."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from access.guard import public
from agencies import sign_in as entry
from agencies import single_sign_on
from agencies.onward import began_elsewhere, by_way_of, on_to, onward

WHY = "Nobody is signed in before they sign in."


@public(WHY)
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """A link, not a form: the policy lets no form of ours lead to another site."""
    if not settings.OIDC_ISSUER:
        raise Http404
    path, again = onward(request), "again" in request.GET
    if began_elsewhere(request):  # the provider may remember the person: they are to say so here
        return redirect(by_way_of("agencies:sign_in", path))
    try:
        return single_sign_on.begin(request, onward=path, again=again)
    except single_sign_on.NotLetIn:
        return _refused(request, path)


@public(WHY)
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    if not settings.OIDC_ISSUER:
        raise Http404
    path = "/"
    try:
        told, claims = single_sign_on.finish(request)
        if told["again"]:
            path = told["next"]
            entry.confirm_by_provider(request, claims, at=now())
            return redirect(path)
        next_page = entry.admit_by_provider(request, claims, at=now())
    except (single_sign_on.NotLetIn, entry.NotSignedIn):
        return _refused(request, path)
    return redirect(on_to(next_page, told["next"]))


def _refused(request: HttpRequest, path: str) -> HttpResponse:
    """One answer to all that can be wrong; to whoever is signed in, on the page that comes next."""
    entry.refused_by_provider(request, at=now())
    if getattr(request, "actor", None):
        messages.warning(
            request, f"{settings.OIDC_NAME} did not confirm that it is you. Try again."
        )
    return redirect(by_way_of("agencies:sign_in", path) + "&refused=1")
