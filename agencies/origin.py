"""Where a request comes from: its network address, and which of a person's sessions it is of."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from audit.origin import coming_from

LONGEST = 45  # an address of IPv6 that ends in one of IPv4


class ComesFrom:
    """Middleware: what a request does is written in the trail with where it came from.

    The session stands there as a mark, by which its events are known to belong together and
    nobody can go on with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(lambda: f"{address_of(request)[:LONGEST]} {_mark(request)}".strip()):
            return self.get_response(request)


def _mark(request: HttpRequest) -> str:
    key = request.session.session_key
    return salted_hmac("agencies.origin", key, algorithm="sha256").hexdigest()[:12] if key else ""


def address_of(request: HttpRequest) -> str:
    """The network address that asks: behind the proxy that we trust, the one it speaks for."""
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()  # what stands before it, anyone may have sent
    return str(request.META.get("REMOTE_ADDR", ""))
