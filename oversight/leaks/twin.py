"""A second copy of a case that somebody cannot see, made to see whether their pages change.

A name that leaks can be read. A count, a number in a sequence, a "next" that skips: these can
only be noticed by their changing when something changes that this person may know nothing of.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from django.db import models

from access.actor import Actor
from access.locks import acting_as
from access.rows import share
from agencies.models import Area
from nominals.models import Nominal

from .identities import protected

Copied = dict[tuple[type[models.Model], UUID], UUID]


def add_twin(nominal_id: UUID, *, service: Actor, at: datetime) -> int:
    """Write a case a second time, open to the counting service alone; answers how many rows.

    It goes past the doors of `access.change` on purpose: it is an experiment, and whoever calls
    this undoes it.
    """
    with acting_as(service):
        group = Area.objects.get(pk=service.area_id).service
        rows = list(_rows_of(nominal_id))
        copied: Copied = {(type(row), row.pk): uuid4() for row in rows}
        for row in rows:
            _renew(row, copied)
            if "pk" in row.follows:
                share(row, [group], source="service", reason="A twin", at=at)
        for row in rows:
            type(row)._base_manager.bulk_create([row])
    return len(rows)


def _rows_of(nominal_id: UUID) -> Iterator[Any]:
    """The case and all of it that the service can see and that can stand twice."""
    for model in protected():
        column = "pk" if model is Nominal else "nominal_id"
        columns = {"pk", *(field.attname for field in model._meta.concrete_fields)}
        if column in columns and not _hangs_on_one(model):
            yield from model._base_manager.filter(**{column: nominal_id})


def _hangs_on_one(model: type[models.Model]) -> bool:
    """Whether each row belongs to one row of another table that is not copied."""
    return any(
        isinstance(field, models.OneToOneField) and field.related_model not in protected()
        for field in model._meta.concrete_fields
    )


def _renew(row: Any, copied: Copied) -> None:
    """Give a row the keys of the copies, and another value wherever two may not be the same."""
    moved = set()
    for field in row._meta.concrete_fields:
        if not (field.primary_key or field.is_relation):
            continue
        model = type(row) if field.primary_key else field.related_model
        new = copied.get((model, getattr(row, field.attname)))
        if new:
            setattr(row, field.attname, new)
            moved.add(field.name)
    row._state.adding = True
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and not moved & {*constraint.fields}:
            _set_apart(row, constraint.fields)


def _set_apart(row: Any, names: Sequence[str]) -> None:
    for name in names:
        field, value = row._meta.get_field(name), getattr(row, name)
        if isinstance(value, datetime):
            setattr(row, name, value + timedelta(minutes=1))
            return
        if isinstance(field, models.CharField) and not field.choices:
            setattr(row, name, token_hex(8)[: field.max_length])
            return
