"""The rules of sight in thirty lines of plain Python, to hold both locks against."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Key = tuple[str, Any]  # a table, and the key of one of its rows


@dataclass
class Who:
    """Somebody under one appointment: no groups, when it is over or they may not sign in."""

    person: Any
    agency: Any
    groups: frozenset[int]


@dataclass
class Rules:
    """What is shared with whom, who must not receive it, and what each row follows."""

    shares: dict[tuple[Key, int, str, Any], tuple[datetime | None, datetime | None]] = field(
        default_factory=dict
    )
    excluded: set[tuple[Any, Any]] = field(default_factory=set)  # a nominal; a person or an agency
    follows: dict[Key, tuple[Key, ...]] = field(default_factory=dict)
    private: dict[Key, Any] = field(default_factory=dict)  # rows that are their writer's alone

    def open(self, record: Key, who: Who, at: datetime) -> bool:
        """A live share opens it to a group of theirs, and no exclusion takes it away."""
        if {(record[1], who.person), (record[1], who.agency)} & self.excluded:
            return False
        return any(
            of == record
            and group in who.groups
            and (opens is None or opens <= at)
            and (ends is None or ends > at)
            for (of, group, *_), (opens, ends) in self.shares.items()
        )

    def rows(self, who: Who, at: datetime) -> set[Key]:
        """The rows seen: all that they follow must be open."""
        opened = {of for of in {share[0] for share in self.shares} if self.open(of, who, at)}
        seen = {row for row, follows in self.follows.items() if opened.issuperset(follows)}
        return {row for row in seen if self.private.get(row, who.person) == who.person}

    def shares_seen(self, who: Who, at: datetime) -> set[Key]:
        """The shares seen: those of one's own groups, and all on what is open to oneself."""
        return {
            (f"share of {share[0][0]}", share)
            for share in self.shares
            if share[1] in who.groups or self.open(share[0], who, at)
        }
