"""What a static file carries besides: it is answered before most of the middleware."""

from wsgiref.headers import Headers

FEATURES_NOT_USED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
# What is not a page runs nothing and loads nothing, however a browser comes to show it.
NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'; sandbox"
OF_TEXT = {"image/svg+xml", "application/json", "application/manifest+json"}


def add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["Content-Security-Policy"] = NOT_A_PAGE
    headers["X-Frame-Options"] = "DENY"
    headers["Permissions-Policy"] = FEATURES_NOT_USED
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    kind = headers.get("Content-Type")
    if kind in OF_TEXT:
        headers["Content-Type"] = f"{kind}; charset=utf-8"
