"""Writing the trail: the functions that add to it, and the only ones."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from .models import Event
from .origin import came_from


class Asking(Protocol):
    """Who is asking, as far as the trail needs to know."""

    @property
    def person_id(self) -> UUID: ...

    @property
    def appointment_id(self) -> UUID: ...


def write(action: str, record: Any, *, by: Asking, at: datetime, **detail: Any) -> None:
    """Add a change to the trail, in the caller's transaction.

    `record` is what was changed, or None where it is no one record; `detail` holds before, after
    and because, never the text of a case paper.
    """
    said = {name: value for name, value in detail.items() if value not in ("", None)}
    _add(action, by, at, kind=Event.Kind.CHANGE, **_about(record), detail=said)


def write_all(
    action: str,
    records: Iterable[Any],
    *,
    by: Asking,
    at: datetime,
    details: Iterable[Mapping[str, Any]],
) -> None:
    """Add the same change of several records, an event each with its own detail, in one go."""
    Event.objects.bulk_create(
        Event(
            action=action,
            at=at,
            by_id=by.person_id,
            appointment_id=by.appointment_id,
            kind=Event.Kind.CHANGE,
            **_about(record),
            came_from=came_from(),
            detail={name: value for name, value in detail.items() if value not in ("", None)},
        )
        for record, detail in zip(records, details, strict=True)
    )


def read(action: str, record: Any, *, by: Asking, at: datetime, shown: Iterable[UUID] = ()) -> None:
    """Add the reading of a page about one record, in the caller's transaction.

    `shown` are the keys of whatever else the page shows that has readers of its own: other
    nominals whom it names, the returns that it quotes.
    """
    keys = sorted(set(shown))
    _add(action, by, at, kind=Event.Kind.READING, **_about(record), shown=keys)


def read_list(action: str, keys: Iterable[UUID], *, by: Asking, at: datetime) -> None:
    """Add the reading of one page of a list or a search: the keys of those whom it names."""
    _add(action, by, at, kind=Event.Kind.LISTING, shown=sorted(set(keys)))


def write_refusal(  # noqa: PLR0913 (a refusal says to whom, of what, and why)
    action: str,
    *,
    key: UUID | None,
    at: datetime,
    why: str,
    by: Asking | None = None,
    kind: str = "",
    nominal_id: UUID | None = None,
) -> None:
    """Add a try that was refused, in the caller's transaction.

    `key` is what was asked for, whether or not there is such a record: what is hidden and what
    never was leave the same row. `by` is None where nobody is signed in. A request that ends in
    an error leaves nothing behind, so its refusal is written after it (`access.guard`).
    """
    about = {"record_kind": kind, "record_id": key, "nominal_id": nominal_id}
    _add(action, by, at, kind=Event.Kind.REFUSAL, **about, detail={"why": why})


def _about(record: Any) -> dict[str, Any]:
    return {
        "record_kind": getattr(record, "kind", ""),
        "record_id": getattr(record, "pk", None),
        "nominal_id": getattr(record, "nominal_id", None),
    }


def _add(action: str, by: Asking | None, at: datetime, **what: Any) -> None:
    person, appointment = (by.person_id, by.appointment_id) if by else (None, None)
    who = {"by_id": person, "appointment_id": appointment, "came_from": came_from()}
    Event.objects.create(action=action, at=at, **who, **what)
