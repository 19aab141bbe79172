"""Writing the trail: the one function that adds to it."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from .models import Event


class Asking(Protocol):
    """Who is asking, as far as the trail needs to know."""

    @property
    def person_id(self) -> UUID: ...

    @property
    def appointment_id(self) -> UUID: ...


def write(action: str, record: Any, *, by: Asking, at: datetime, **detail: Any) -> None:
    """Add one event to the trail, in the caller's transaction.

    `record` is what was changed or read, or None for a list; `detail` holds before, after and
    because, never the text of a case paper.
    """
    Event.objects.create(
        at=at,
        by_id=by.person_id,
        appointment_id=by.appointment_id,
        action=action,
        record_kind=getattr(record, "kind", ""),
        record_id=getattr(record, "pk", None),
        nominal_id=getattr(record, "nominal_id", None),
        detail={name: value for name, value in detail.items() if value not in ("", None)},
    )
