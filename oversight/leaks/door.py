"""Asking the product for a page as somebody, in this process, and leaving nothing behind.

A request goes the whole way: middleware, both locks, view, template. Each is undone before the
next, with whatever it wrote; an e-mail waits in a table until it is committed, so none leaves.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from access.actor import Actor
from access.locks import acting_as, announce
from agencies.acting import APPOINTMENT, SECOND_FACTOR
from agencies.reauthentication import CONFIRMED_AT
from notices.models import Letter

from .facts import Who

BACKEND = "agencies.sign_in.ByPassword"
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WORKED = range(200, 400)
LONGEST_SESSION = timedelta(minutes=2)  # what keeps a session alive is undone like all else


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who asks: under an appointment, signed in without one, or nobody at all."""

    role: str
    who: Who
    actor: Actor | None = None
    person: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the answer itself, the page it led to, and the messages it wrote."""

    status: int
    kind: str
    content: bytes
    headers: Mapping[str, str]
    onward: "Answer | None" = None
    letters: tuple[str, ...] = field(default=())

    @property
    def leads_to(self) -> str:
        """The path of ours that it sends the browser to, or nothing."""
        target = self.headers.get("Location", "") or self.headers.get("HX-Redirect", "")
        return target if target.startswith("/") else ""


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here was never done."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Door:
    """The product, as one visitor finds it. Opened inside `undone`, since it signs them in."""

    def __init__(self, visitor: Visitor, service: Actor) -> None:
        self._service = service
        site = urlsplit(settings.SITE_ADDRESS)
        host = _host(site.hostname or "localhost")
        self._secure = site.scheme == "https"
        forwarded = {"X-Forwarded-Proto": "https"} if self._secure else {}
        self._client = Client(raise_request_exception=False, headers=forwarded, SERVER_NAME=host)
        self._visitor = visitor
        self._sign_in()

    def _sign_in(self) -> None:
        """Begin a session as one is left by signing in with a second factor, a moment ago."""
        self._signed_in_at = now()
        if self._visitor.person:
            self._client.force_login(self._visitor.person, backend=BACKEND)
        if self._visitor.actor:
            session = self._client.session
            session[APPOINTMENT] = str(self._visitor.actor.appointment_id)
            session[CONFIRMED_AT] = self._signed_in_at.isoformat()
            session[SECOND_FACTOR] = True
            session.save()
        self._cookies = self._client.cookies.output(header="", sep=";")

    def ask(
        self,
        verb: str,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, undone with all it did; a change that worked is followed to its page."""
        if now() - self._signed_in_at > LONGEST_SESSION:
            self._sign_in()
        with undone():
            return self._ask(verb, path, data, headers)

    def keep(self, path: str, data: Mapping[str, Any]) -> None:
        """Send a form and let what it did stand, until all is undone."""
        self._once("POST", path, data, None)

    def _ask(
        self,
        verb: str,
        path: str,
        data: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        began = now()
        answer = self._once(verb, path, data, headers)
        if verb not in CHANGES or answer.status not in WORKED:
            return answer
        follows = answer.leads_to and self._is_still_the_same()
        onward = self._once("GET", answer.leads_to, None, None) if follows else None
        return Answer(
            answer.status,
            answer.kind,
            answer.content,
            answer.headers,
            onward,
            self._letters_since(began),
        )

    def _once(
        self,
        verb: str,
        path: str,
        data: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        given: dict[str, Any] = {"secure": self._secure, "headers": headers}
        if verb == "POST":
            response: Any = self._client.post(path, data or {}, **given)
        else:
            response = self._client.generic(verb, path, **given)
        self._client.cookies = SimpleCookie(self._cookies)  # signing out is undone as well
        announce(None)
        said = dict(response.items())
        if response.cookies:
            said["Set-Cookie"] = response.cookies.output(header="")
        kind = said.get("Content-Type", "")
        return Answer(response.status_code, kind, response.getvalue(), said)

    def _is_still_the_same(self) -> bool:
        """Whether the visitor still acts under the appointment that they came with."""
        held = str(self._visitor.actor.appointment_id) if self._visitor.actor else None
        return bool(self._client.session.get(APPOINTMENT) == held)

    def _letters_since(self, began: datetime) -> tuple[str, ...]:
        """What this change told anybody, as it would stand in their inbox and in the e-mail."""
        with acting_as(self._service):
            written = Letter.objects.filter(status=Letter.Status.WAITING, due_at__gte=began)
            told = [letter.notice for letter in written.select_related("notice")]
        return tuple(f"{each.subject}\n{each.body}\n{each.link}" for each in told)


def _host(named: str) -> str:
    """A name that this installation answers to."""
    allowed = settings.ALLOWED_HOSTS
    return named if named in allowed or "*" in allowed else next(iter(allowed), named)
