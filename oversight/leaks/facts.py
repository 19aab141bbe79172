"""What is there, and to whom the shares open it: worked out again, apart from both locks.

Neither `visible_to` nor a policy of PostgreSQL is asked. The rows of shares, memberships and
exclusions are read, and the rules applied to them in Python: thirty lines that can be compared
with what is said of them in ARCHITECTURE.md.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from access.actor import Actor
from access.locks import acting_as
from access.rows import Shared, shares_of
from agencies.models import Appointment, Membership

from .identities import fields_read, phrases_of, protected
from .words import Phrases, Words

Key = tuple[str, UUID]
NOMINAL = "nominals.nominal"


@dataclass(frozen=True, slots=True)
class Record:
    """One protected row: what decides its audience, and at what stage of its life it is."""

    key: Key
    carriers: tuple[Key, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks, as the shares know them: nobody at all holds no group."""

    groups: frozenset[int] = frozenset()
    withheld: frozenset[UUID] = frozenset()


@dataclass
class Facts:
    """Every protected row that one of the readers can read, every share, and every phrase."""

    records: dict[Key, Record] = field(default_factory=dict)
    shares: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    holders: dict[Words, dict[Key, str]] = field(default_factory=lambda: defaultdict(dict))
    phrases: Phrases = field(default_factory=lambda: Phrases(()))

    def is_open(self, key: Key, who: Who) -> bool:
        """The rule: each record that this one follows is shared with a group, and none withheld."""
        record = self.records.get(key)
        return record is not None and all(
            not who.groups.isdisjoint(self.shares.get(carrier, ()))
            and not (carrier[0] == NOMINAL and carrier[1] in who.withheld)
            for carrier in record.carriers
        )

    def of(self, model: type[Any]) -> list[Record]:
        """The rows of one kind, in an order that stays the same."""
        return self._by_kind.get(model._meta.label_lower, [])

    def of_other_kinds(self, model: type[Any]) -> list[Record]:
        """A row of each other kind."""
        label = model._meta.label_lower
        return [rows[0] for kind, rows in sorted(self._by_kind.items()) if kind != label]

    def with_key(self, key: UUID) -> list[Key]:
        """The records that have this key, of whatever kind."""
        return [found for found in self._by_uuid.get(key, ()) if found in self.records]

    def settle(self) -> None:
        """Make ready to be asked, once everything is read."""
        self.phrases = Phrases(self.holders)
        self._by_uuid: dict[UUID, list[Key]] = defaultdict(list)
        self._by_kind: dict[str, list[Record]] = defaultdict(list)
        for key in sorted(self.records):
            self._by_uuid[key[1]].append(key)
            self._by_kind[key[0]].append(self.records[key])


def gather(readers: Iterable[Actor], *, at: datetime, everything: bool = False) -> Facts:
    """Read what each of these people can read, one after another, and put it together.

    Whoever is to be asked about (`is_open`) must be one of them: their shares are read as them.
    """
    facts = Facts()
    for reader in readers:
        with acting_as(reader):
            groups = who_is(reader, at=at).groups
            for model in protected():
                _read_rows(facts, model, everything=everything)
                if "pk" in model.follows:
                    _read_shares(facts, model, groups, at)
    facts.settle()
    return facts


def _read_rows(facts: Facts, model: type[Shared], *, everything: bool) -> None:
    label = model._meta.label_lower
    names = fields_read(model)
    paths = {path: _carrier(model, path) for path in model.follows}
    staged = ("status",) if hasattr(model, "lifecycle") else ()
    rows: Any = model._base_manager.values(*{"pk", *paths, *staged, *names})
    for row in rows.iterator(chunk_size=2000):
        key = (label, row["pk"])
        if key in facts.records:
            continue
        carriers = tuple((carrier, row[path]) for path, carrier in paths.items())
        facts.records[key] = Record(key, carriers, str(row.get("status", "")))
        said = {name: row[name] for name in names}
        for sort, words in phrases_of(label, said, everything=everything):
            facts.holders[words][key] = sort


def _carrier(model: type[Shared], path: str) -> str:
    carrier: Any = model if path == "pk" else model._meta.get_field(path).related_model
    label: str = carrier._meta.label_lower
    return label


def _read_shares(facts: Facts, model: type[Shared], groups: frozenset[int], at: datetime) -> None:
    """Those that the reader's own groups hold: of others' shares, their holders tell."""
    label = model._meta.label_lower
    names = ("content_object_id", "group_id", "opens_at", "expires_at")
    held = shares_of(model)._base_manager.filter(group_id__in=groups)
    for pk, group, opens, expires in held.values_list(*names):
        if (opens is None or opens <= at) and (expires is None or expires > at):
            facts.shares[label, pk].add(group)


def who_is(actor: Actor | None, *, at: datetime) -> Who:
    """The groups of an appointment that is in force, and the nominals withheld from its person."""
    if actor is None or not Appointment.objects.live(at).filter(pk=actor.appointment_id).exists():
        return Who()
    held = Membership.objects.filter(appointment=actor.appointment_id)
    with connection.cursor() as cursor:
        asked = [actor.person_id, actor.agency_id]
        cursor.execute("SELECT unnest(access_excluded(%s, %s))", asked)
        withheld = frozenset(row[0] for row in cursor.fetchall())
    return Who(frozenset(held.values_list("group_id", flat=True)), withheld)
