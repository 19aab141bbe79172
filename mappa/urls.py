"""Every address of the product, one app a line."""

from typing import Any

from django.urls import include, path

from board.views import show_home
from mappa import health

handler400 = "mappa.errors.bad_request"
handler403 = "mappa.errors.forbidden"
handler404 = "mappa.errors.not_found"
handler500 = "mappa.errors.broken"

urlpatterns: list[Any] = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("", include("notices.urls")),
    path("", include("clocks.urls")),
    path("", include("agencies.urls")),
    path("", include("nominals.urls")),
    path("", include("sharing.urls")),
    path("", include("referrals.urls")),
    path("", include("victims.urls")),
    path("", include("meetings.urls")),
    path("", include("disclosures.urls")),
    path("", include("board.urls")),
    path("", include("oversight.urls")),
    path("", show_home, name="home"),
]
