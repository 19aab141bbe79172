"""Sessions that know whose they are, and that end: after idle minutes, and after half a day.

Named in settings.SESSION_ENGINE. The row in the database is the truth, so that a person can see
where they are signed in and end it, and so that the end needs nothing of the browser.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from .models import BrowserSession

DEVICE = "device"  # the session's key for words about the browser
WRITTEN_EVERY = timedelta(seconds=30)  # how exact the last activity is: not a write for each click


class SessionStore(DatabaseStore):
    """A session that ends by itself; `ended` is then its row, if it was known."""

    ended: BrowserSession | None = None

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.begun_at = self.active_at = now()

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        if row.person_id and now() >= ends_at(row):
            self.ended = row  # the browser keeps its key, which opens nothing, to say whose it was
            return {}
        self.begun_at, self.active_at = row.begun_at, row.active_at
        return self.decode(row.session_data)

    def create(self) -> None:
        self.begun_at = self.active_at = now()
        super().create()

    def renew_key(self) -> None:
        """Go on under another key, for as long as under the one before."""
        begun = self.begun_at
        self.cycle_key()
        self.begun_at = begun  # or whoever confirms who they are again and again would never leave

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        row.begun_at, row.active_at = self.begun_at, self.active_at
        return cast(BrowserSession, row)

    def touch(self, *, at: datetime) -> None:
        """Count what is happening now as activity."""
        self.active_at = at
        BrowserSession.objects.filter(pk=self.session_key).update(active_at=at)


def ends_at(session: BrowserSession | SessionStore) -> datetime:
    """When a session ends if nothing more happens, and at the latest."""
    idle = session.active_at + timedelta(minutes=settings.IDLE_MINUTES)
    return min(idle, session.begun_at + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def seconds_left(request: HttpRequest) -> int:
    """How long the session of a request lasts yet; 0 where nobody is signed in."""
    if not getattr(request, "actor", None):
        return 0
    return max(0, int((ends_at(request.session) - now()).total_seconds()))  # type: ignore[arg-type]


def seconds_for_page(request: HttpRequest) -> int:
    """How long a page that is shown now may stand open; 0 where nobody is signed in.

    To have asked for it was activity, so it is the same for each page until the last of the
    session's hours: two answers that must be alike are alike to the letter.
    """
    idle = settings.IDLE_MINUTES * 60
    return idle if (left := seconds_left(request)) >= idle - WRITTEN_EVERY.total_seconds() else left


def drop_old_sessions(*, at: datetime) -> None:
    """Forget the sessions that can neither go on nor have anything kept from them."""
    BrowserSession.objects.filter(expire_date__lte=at).delete()


class Activity:
    """Middleware: what a person does keeps their session; what a page does by itself does not.

    It stands before the transaction of the request, so that no two of them wait for one row.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in settings.PATHS_WITHOUT_DATABASE:
            self._count(request, at=now())
        return self.get_response(request)

    def _count(self, request: HttpRequest, *, at: datetime) -> None:
        session: Any = request.session
        in_background = "X-Background" in request.headers
        if SESSION_KEY in session and not in_background and at - session.active_at > WRITTEN_EVERY:
            session.touch(at=at)
