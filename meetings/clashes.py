"""What the database will not hold twice, said in a sentence that names nothing else it holds."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from access.attempt import constraint_of
from access.lifecycle import NotPossible


@contextmanager
def saying(**sentences: str) -> Iterator[None]:
    """Undo what breaks one of these constraints, and raise NotPossible with its sentence.

    A constraint looks past row security, so its own words could tell of a row that the actor
    may not see.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        sentence = sentences.get(constraint_of(error))
        if sentence is None:
            raise
        raise NotPossible(sentence) from None
