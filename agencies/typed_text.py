"""What was typed into a form, kept when a session ends, and offered again to its writer.

Kept on the server, in rows that PostgreSQL shows to their writer alone, for seven days at most;
never in the browser, and never a password. A page that has some says so and puts it back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest

from access.actor import Actor

from .models import Person, TypedText

PATHS = "typed_text"  # the session's key for the pages that have some: most pages need not ask
SECRET = re.compile("password|csrf|credential|secret|token", re.IGNORECASE)
NOT_TYPED = {"next"}
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST = 500_000  # characters in all: more is no form of ours
Fields = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Typed text as its page shows it: when it was kept, what it says, and what script needs."""

    at: datetime
    form: dict[str, Any]
    lines: list[tuple[str, str]]


def keep(
    person: Person, *, path: str, action: str, typed: Fields, at: datetime
) -> TypedText | None:
    """Keep what this person, who must be asking, typed into the form that `path` sends to `action`.

    Nothing where nothing was typed, or where it is more than a form of ours can hold.
    """
    fields = {name: values for name, values in typed.items() if _is_typed(name, values)}
    many = sum(len(value) for values in fields.values() for value in values)
    if not fields or many > LONGEST:
        return None
    kept, _ = TypedText.objects.update_or_create(
        person=person, path=path, action=action, defaults={"fields": fields, "at": at}
    )
    return kept


def keep_from(request: HttpRequest, person: Person, *, path: str, at: datetime) -> None:
    """Keep what a request sends from the form on the page `path`."""
    typed = {name: request.POST.getlist(name) for name in request.POST}
    keep(person, path=path, action=request.path, typed=typed, at=at)


def _is_typed(name: str, values: list[str]) -> bool:
    return name not in NOT_TYPED and not SECRET.search(name) and any(values)


def remember(request: HttpRequest, person: Person) -> None:
    """Note in the session which pages have typed text of this person, who must be asking."""
    pages: dict[str, list[str]] = {}
    for path, action in TypedText.objects.filter(person=person).values_list("path", "action"):
        pages.setdefault(path, []).append(action)
    if pages or PATHS in request.session:
        request.session[PATHS] = pages


def sent(request: HttpRequest, person: Person) -> None:
    """Forget what was kept of a form, now that it has been sent and taken."""
    pages = request.session.get(PATHS, {})
    if any(request.path in actions for actions in pages.values()):
        TypedText.objects.filter(person=person, action=request.path).delete()
        remember(request, person)


def discard(request: HttpRequest, person: Person, *, path: str) -> None:
    """Forget what was kept of a page, because its writer no longer wants it."""
    TypedText.objects.filter(person=person, path=path).delete()
    remember(request, person)


def offered(request: HttpRequest) -> list[Kept]:
    """What was kept of the page that is being read, for the person who reads it."""
    actor: Actor | None = getattr(request, "actor", None)
    if (
        actor is None
        or request.method != "GET"
        or request.path not in request.session.get(PATHS, ())
    ):
        return []
    kept = TypedText.objects.filter(person=actor.person, path=request.path).order_by("at")
    return [_as_shown(each) for each in kept]


def _as_shown(kept: TypedText) -> Kept:
    """Its words; what was chosen from a list is a key to the form, and nothing to a reader."""
    lines = [
        (name.replace("_", " ").replace("-", " ").capitalize(), ", ".join(words))
        for name, values in kept.fields.items()
        if name != "version" and (words := [each for each in values if not KEY.fullmatch(each)])
    ]
    return Kept(kept.at, {"action": kept.action, "fields": kept.fields}, lines)


def drop_old() -> None:
    """Drop what is older than seven days, whoever typed it: the database does, unseen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agencies_drop_old_typed_text()")
