"""Headers on every page: nothing that a page shows is kept by a browser or a proxy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FEATURES_NOT_USED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


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
        return response
