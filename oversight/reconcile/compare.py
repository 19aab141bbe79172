"""The live shares against those that the facts call for: what differs (pure)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from access.due import Due

from .models import What

Key = tuple[type[Any], UUID, int, str, UUID | None]  # record and its kind, group, cause


@dataclass(frozen=True, slots=True)
class Held:
    """A share that is open, or will be."""

    pk: UUID
    key: Key
    opens_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to one share, so that it is as the facts say."""

    what: What
    key: Key
    reason: str = ""
    until: datetime | None = None
    pk: UUID | None = None


def key_of(due: Due) -> Key:
    return (due.model, due.record, due.group, due.source, due.source_id)


def changes(
    held: Iterable[Held], due: Iterable[Due], records: Mapping[Any, Any], *, at: datetime
) -> Iterator[Change]:
    """What is missing, too much, or wrongly dated; of records that the service sees, no others."""
    wanted = _wanted(due, records)
    found = {share.key: share for share in held}
    for key, each in wanted.items():
        share = found.get(key)
        if share is None and each.needed:
            yield Change(What.GIVEN, key, each.reason, each.until)
        if share and not _lasts_as_it_should(share, each, at):
            yield Change(What.REDATED, key, each.reason, each.until, share.pk)
    for key, share in found.items():
        if key not in wanted:
            yield Change(What.ENDED, key, pk=share.pk, until=at)


def _wanted(due: Iterable[Due], records: Mapping[Any, Any]) -> Mapping[Key, Due]:
    """By key; what is needed goes before what may stand, and the longer before the shorter."""
    wanted: dict[Key, Due] = {}
    for each in due:
        key = key_of(each)
        if each.record in records.get(each.model, ()):
            before = wanted.get(key)
            wanted[key] = max(before, each, key=_weight) if before else each
    return wanted


def _weight(due: Due) -> tuple[bool, bool, float]:
    return (due.needed, due.until is None, due.until.timestamp() if due.until else 0)


def _lasts_as_it_should(share: Held, due: Due, at: datetime) -> bool:
    """What is needed lasts exactly as long; what may stand, no longer."""
    if share.opens_at and share.opens_at > at:
        return False
    if due.needed or due.until is None:
        return share.expires_at == due.until
    return share.expires_at is not None and share.expires_at <= due.until
