"""Ending what opened a case to one person, before its time."""

from datetime import datetime

from access.actor import Actor
from access.change import amend
from access.lifecycle import NotPossible
from sharing.models import Opening

OVER = "This has ended already."


def still_stands(opening: Opening) -> None:
    """Refuse to change what somebody has ended."""
    if opening.ended_at is not None:
        raise NotPossible(OVER)


def close(opening: Opening, *, actor: Actor, at: datetime, because: str) -> None:
    """Record that an opening has ended, by whom and why, or refuse: it has ended already.

    Its shares are for the caller to end, who knows what it opened.
    """
    still_stands(opening)
    amend(
        opening,
        "end",
        actor=actor,
        at=at,
        because=because,
        ended_at=at,
        ended_by=actor.person,
        ended_because=because,
    )
