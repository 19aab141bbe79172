"""What a request showed, and what it was refused: the trail's part of the door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now

from audit import trail
from audit.models import Event

from .actor import Actor, ActorRequest
from .locks import announce
from .policy import Refused

# Steps whose page names people whom its address does not: what they show must be said.
LISTS = {"list", "find"}
AN_HOUR = timedelta(hours=1)
NO_PAGE = {204, 301, 302, 303, 304, 307, 308, 405}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is about, as far as its address says."""

    action: str
    kind: str = ""
    key: UUID | None = None
    nominal_id: UUID | None = None


class Unsaid(RuntimeError):
    """A list was about to be shown, and nobody said whom it names. So it is not shown."""


def shows(request: HttpRequest, keys: Iterable[UUID]) -> None:
    """Say what this page shows beside the record of its address, if any.

    The keys of the nominals whom it names, and of the returns that it quotes: each of them then
    finds this reading among its own.
    """
    already: frozenset[UUID] = getattr(request, "shown", frozenset())
    request.shown = already | frozenset(keys)  # type: ignore[attr-defined]


def refuse_too_many(actor: Actor, record: Any) -> None:
    """Refuse to open yet another case to who has opened as many this hour as work can need.

    A person who looks for nobody in particular, and a program in a person's name, come this far.
    Raises Refused; a case that was opened already opens again.
    """
    case = getattr(record, "nominal_id", None)
    if case is None:
        return
    lately = Event.objects.filter(
        by=actor.person_id, kind=Event.Kind.READING, at__gt=now() - AN_HOUR
    )
    others = lately.exclude(nominal_id=case).values("nominal_id").distinct()
    if others.count() >= settings.MOST_CASES_IN_AN_HOUR:
        raise Refused(
            f"You have opened {settings.MOST_CASES_IN_AN_HOUR} cases in the last hour, more than"
            " work is expected to need. Wait a while, or tell your MAPPA unit what you need."
        )


def write_reading(request: ActorRequest, action: str, record: Any, response: HttpResponse) -> None:
    """Write in the trail that a page was read, be it a form that came back with its mistakes.

    A list that did not say whom it names is an error, and is not shown.
    """
    if response.status_code in NO_PAGE:
        return
    shown = getattr(request, "shown", None)
    if record is None and shown is None and action.rpartition(".")[2] in LISTS:
        raise Unsaid(f"{action} shows a list, and its view never said whom: call shows().")
    if record is None:
        trail.read_list(action, shown or (), by=request.actor, at=now())
    else:
        trail.read(action, record, by=request.actor, at=now(), shown=shown or ())


def write_refusal(request: HttpRequest) -> None:
    """Write in the trail that the request was refused, or asked for what is not there for it.

    What the request did is undone by then, so this is a transaction of its own. What is hidden
    and what never was are written in the same way.
    """
    wrong = getattr(request, "went_wrong", None)
    if not isinstance(wrong, Refused | Http404):
        return
    asked: Asked | None = getattr(request, "asked", None)
    if asked is None and isinstance(wrong, Http404):
        return  # no such address: nothing was asked for
    asked, actor = asked or Asked("unguarded"), getattr(request, "actor", None)
    why = str(wrong) if isinstance(wrong, Refused) else "Not found"
    with transaction.atomic():
        announce(actor)
        trail.write_refusal(
            asked.action,
            key=asked.key,
            kind=asked.kind,
            nominal_id=asked.nominal_id,
            by=actor,
            at=now(),
            why=why,
        )
