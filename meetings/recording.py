"""Writing what a slot holds once, or correcting it."""

from datetime import datetime
from typing import Any

from access.actor import Actor
from access.change import amend, begin

from .models import Slot

NEW = -1  # the version of what had not been recorded when the actor looked


def write_once(
    record: Any,
    step: str,
    said: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
    version: int | None,
) -> None:
    """Write what a slot holds once, or correct it; said again as it is, nothing changes."""
    if record._state.adding:
        slot: Slot = record.slot
        for name, value in {**said, "nominal_id": slot.nominal_id, "by": actor.person}.items():
            setattr(record, name, value)
        record.at = at
        begin(record, step, actor=actor, at=at)
    elif any(getattr(record, name) != value for name, value in said.items()):
        record.version = record.version if version is None else version
        amend(record, step, actor=actor, at=at, **said)
