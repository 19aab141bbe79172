"""Doing what a form asks, and saying on the form why it cannot be done."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from access.lifecycle import NotPossible
from govuk.forms import Form

NOT_POSSIBLE = "not_possible"
# What the database refuses whoever asks, in words for the form.
REFUSALS = {
    "a_sealed_case_is_open_to_those_named": "This case is sealed: only the people named for it see"
    " it, so nothing can open it to others. Name them on the seal, or lift it first.",
}


def attempt(form: Form, act: Callable[..., Any], *records: Any, **given: Any) -> Any:
    """Call a service with what the form says; answer what it returns, or True for nothing.

    None if the form is not filled in yet, or wrong, or if it is not possible now: then nothing
    has changed, the form says why, and what was typed is kept on it.
    """
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            done = act(*records, **given, **form.cleaned_data)
    except NotPossible as why:
        return _refuse(form, str(why))
    except IntegrityError as error:
        if (words := REFUSALS.get(constraint_of(error))) is None:
            raise
        return _refuse(form, words)
    return True if done is None else done


def _refuse(form: Form, words: str) -> None:
    form.add_error(None, ValidationError(words, code=NOT_POSSIBLE))


def constraint_of(error: IntegrityError) -> str:
    """The name of the rule of the database that was broken, or nothing where it gives none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def status_of(form: Form) -> int:
    """The status of the page that shows the form again."""
    return 409 if form.is_bound and form.has_error(NON_FIELD_ERRORS, NOT_POSSIBLE) else 200
