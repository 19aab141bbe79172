"""Headers: nothing kept, nothing framed, and nothing that another site began."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from agencies.onward import began_elsewhere
from mappa.errors import stale_form
from mappa.static_files import FEATURES_NOT_USED, NOT_A_PAGE

READS = {"GET", "HEAD", "OPTIONS"}


class NeverKept:
    """Case data leaves nothing behind: not in a cache, not in a search engine, not in a frame."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Permissions-Policy"] = FEATURES_NOT_USED
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if not response.get("Content-Type", "text/html").startswith("text/html"):
            response["Content-Security-Policy"] = NOT_A_PAGE
        return response


class OnlyFromOurPages:
    """Nothing is changed by a request that another site began, whatever token it carries.

    The browser says where a request began, and pages cannot say otherwise. One that does not
    say is left to the token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if request.method not in READS and began_elsewhere(request):
            return stale_form(request)
        return None
