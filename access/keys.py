"""Asking for the rows of very many keys at once."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL


def among(column: str, keys: Iterable[UUID]) -> RawSQL:
    """A condition of a query on one table: the column is one of these keys.

    They go as one array, so that there may be any number of them, and along the column's index:
    then row security is asked about these rows alone, and not about all there are.
    """
    said = f'"{column}" = ANY(%s::uuid[])'
    return RawSQL(said, [list(keys)], output_field=BooleanField())  # noqa: S611 (a column of ours)
