"""The rows of a county on their way into the database: many at once, and most of them light.

A model of each share and event would take longer to make than to write.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Field, JSONField, Model
from psycopg import sql
from psycopg.types.json import Jsonb

# PostgreSQL copies nothing straight into a table with row-level security: so by way of another.
MAKE = sql.SQL("CREATE TEMPORARY TABLE built AS SELECT {columns} FROM {table} WITH NO DATA")
COPY = sql.SQL("COPY built ({columns}) FROM STDIN")
MOVE = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM built")
DROP = "DROP TABLE built"


@dataclass(slots=True)
class ShareRow:
    """What `access.rows.Share` has in its columns; of ten rows of a county six are shares."""

    id: UUID
    content_object_id: UUID
    group_id: int
    permission_id: int
    sort_key: str
    source: str
    source_id: UUID | None
    reason: str
    given_by_id: UUID | None
    given_at: datetime
    expires_at: datetime | None
    opens_at: datetime | None = None

    def end(self, at: datetime) -> None:
        """Open nothing from this moment, unless it ended earlier."""
        if self.expires_at is None or self.expires_at > at:
            self.expires_at = at


@dataclass(slots=True)
class EventRow:
    """What `audit.models.Event` has in its columns; of ten rows two are events."""

    id: UUID
    at: datetime
    by_id: UUID
    appointment_id: UUID
    action: str
    kind: str
    record_kind: str
    record_id: UUID
    nominal_id: UUID | None
    shown: list[UUID] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)
    came_from: str = ""


def write(model: type[Model], rows: Sequence[Any]) -> None:
    """Write rows, each with an attribute for each column of a model's table, in their order.

    What the database numbers by itself, it numbers.
    """
    fields = [each for each in model._meta.concrete_fields if not isinstance(each, AutoField)]
    columns = [sql.Identifier(str(each.column)) for each in fields]
    names = {
        "table": sql.Identifier(model._meta.db_table),
        "columns": sql.SQL(", ").join(columns),
    }
    with connection.cursor() as cursor:
        cursor.execute(MAKE.format(**names))
        with cursor.copy(COPY.format(**names)) as copy:
            for values in _values(fields, rows):
                copy.write_row(values)
        cursor.execute(MOVE.format(**names))
        cursor.execute(DROP)


def _values(fields: Sequence["Field[Any, Any]"], rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    found: Iterator[tuple[Any, ...]] = map(attrgetter(*(each.attname for each in fields)), rows)
    json = [isinstance(each, JSONField) for each in fields]
    if not any(json):
        return found
    return (
        [Jsonb(value) if is_json else value for value, is_json in zip(values, json, strict=True)]
        for values in found
    )
