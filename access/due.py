"""A share as the facts call for it, to compare the live ones with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Due:
    """A record is to be open to this group, because of this, until then.

    Where a share is not `needed` it may stand until then and may as well be missing: what was
    done left no fact from which its end, or its beginning, could be told more closely.
    """

    model: type[Any]
    record: UUID
    group: int
    source: str
    source_id: UUID | None
    reason: str
    until: datetime | None = None
    needed: bool = True
