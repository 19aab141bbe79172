"""Which fields of which records say who somebody is (one table), and what of a record to look for.

All else that people wrote of a case is case text, looked for as well. A field is in `SAYS_NOTHING`
only if its text is the product's own, such as the key of a section.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from access.rows import Shared

from .words import Words, dates_of, tells, words_of

NAME, REFERENCE, BORN, ADDRESS, TEXT = "name", "reference", "date of birth", "address", "case text"
KEY, EXISTENCE, FAULT = "key", "existence", "fault"

# Model -> what it says -> the fields that together say it.
IDENTIFYING: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "nominals.nominal": (
        (NAME, ("forenames", "surname")),
        (NAME, ("surname", "forenames")),
        (NAME, ("known_as",)),
        (REFERENCE, ("reference",)),
        (REFERENCE, ("visor_reference",)),
        (REFERENCE, ("pnc_id",)),
        (REFERENCE, ("crn",)),
        (BORN, ("date_of_birth",)),
        (ADDRESS, ("address",)),
    ),
    "victims.victimidentity": (
        (NAME, ("name",)),
        (ADDRESS, ("address",)),
        (ADDRESS, ("telephone",)),
        (BORN, ("date_of_birth",)),
    ),
    "disclosures.recipient": (
        (NAME, ("name",)),
        (ADDRESS, ("address",)),
        (ADDRESS, ("telephone",)),
    ),
}
# Text of the product's own, or a word or two from a short list.
SAYS_NOTHING: Mapping[str, frozenset[str]] = {
    "nominals.nominal": frozenset({"sex", "ethnicity"}),
    "nominals.riskassessment": frozenset({"tool"}),
    "referrals.screening": frozenset({"outcome"}),
    "meetings.section": frozenset({"key"}),
    "victims.victimrecord": frozenset({"letter"}),
    "disclosures.applicationstep": frozenset({"key"}),
}
LONG_ENOUGH = 8  # words of case text below which two people may well have written the same


@cache
def protected() -> tuple[type[Shared], ...]:
    """Every kind of record whose audience is decided by shares."""
    return tuple(
        sorted(
            (each for each in apps.get_models() if issubclass(each, Shared) and each.follows),
            key=lambda model: model._meta.label_lower,
        )
    )


@cache
def text_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The fields of a record in which people write what they like."""
    nothing = SAYS_NOTHING.get(model._meta.label_lower, frozenset())
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in nothing
    )


@cache
def date_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The fields of a record that hold a day."""
    fields = model._meta.concrete_fields
    return tuple(field.name for field in fields if type(field) is models.DateField)


def fields_read(model: type[models.Model]) -> tuple[str, ...]:
    """The fields of a record that are looked for."""
    named = (name for _, names in IDENTIFYING.get(model._meta.label_lower, ()) for name in names)
    return tuple(dict.fromkeys((*named, *text_fields(model))))


def phrases_of(
    label: str, row: Mapping[str, Any], *, everything: bool
) -> Iterator[tuple[str, Words]]:
    """What to look for of one record: sort and words.

    With `everything`, each text field whatever it says, as where each holds a word of its own;
    else only what says who is meant, and case text long enough to be nobody else's.
    """
    identifying = IDENTIFYING.get(label, ())
    for sort, names in identifying:
        yield from _said(sort, [row[name] for name in names], everything=everything)
    spoken_for = {name for _, names in identifying for name in names}
    for name, value in row.items():
        if name not in spoken_for and isinstance(value, str):
            words = tuple(words_of(value))
            if words and (everything or len(words) >= LONG_ENOUGH):
                yield TEXT, words


def _said(sort: str, values: list[Any], *, everything: bool) -> Iterator[tuple[str, Words]]:
    if not all(values):
        return
    if isinstance(values[0], date):
        yield from ((sort, tuple(words_of(each))) for each in dates_of(values[0]))
        return
    words = tuple(words_of(" ".join(values)))
    if words and (everything or tells(words)):
        yield sort, words
