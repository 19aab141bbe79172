"""Somebody who has proved one factor and not the second: signed in to nothing yet."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .models import Person
from .second_factor import kinds_of

HALF_WAY = "half_way"  # the session's key
LASTS = timedelta(minutes=10)


def remember(request: HttpRequest, person: Person, *, by: str, at: datetime) -> None:
    """Begin a fresh session that knows who is half way, and since when; it opens nothing."""
    request.session.flush()
    request.session[HALF_WAY] = {
        "person": str(person.pk),
        "by": by,
        "at": at.isoformat(),
        "password": person.get_session_auth_hash(),
    }


def who(request: HttpRequest, *, at: datetime) -> Person | None:
    """The person who is half way in, if that is not too long ago and they may still sign in.

    Nobody, once they have another password: whoever knew the old one goes no further with it.
    """
    said = request.session.get(HALF_WAY)
    if said is None or not at - LASTS <= datetime.fromisoformat(said["at"]) <= at:
        return None
    person = Person.objects.filter(pk=said["person"], is_active=True).first()
    same = person and constant_time_compare(said["password"], person.get_session_auth_hash())
    return person if same else None


def by(request: HttpRequest) -> str:
    """How they proved the first factor."""
    how: str = request.session[HALF_WAY]["by"]
    return how


def next_page(person: Person) -> str:
    """Where they go now: to show the second factor they have, or to set one up."""
    return "agencies:second_factor" if kinds_of(person) else "agencies:set_up"
