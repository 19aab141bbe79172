"""Where a person was going, or was: always a path of ours."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def onward(request: HttpRequest) -> str:
    """Where the person was going: a path of ours, or home."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    return path if is_ours(path) else "/"


def page_of(request: HttpRequest) -> str:
    """The page that a request comes from: a form's own page where it sends, else what is read."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came = urlsplit(request.headers.get("Referer", ""))
    path = came._replace(scheme="", netloc="", fragment="").geturl()
    return path if came.netloc == request.get_host() and is_ours(path) else request.path


def by_way_of(name: str, path: str) -> str:
    """The address of a page of ours that leads on to `path`."""
    return f"{reverse(name)}?{urlencode({'next': path})}"


def on_to(name: str, path: str) -> str:
    """The address of the page that comes next: `path` itself, or another that leads on to it."""
    return path if name == "home" else by_way_of(name, path)


def is_ours(path: str) -> bool:
    """Whether it is a path of this site, and no way to another."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def began_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site began this request, which no page can deny."""
    return request.headers.get("Sec-Fetch-Site", "") in {"cross-site", "same-site"}
