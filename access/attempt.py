"""Doing what a form asks, and saying on the form why it cannot be done."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from access.lifecycle import NotPossible
from govuk.forms import Form

NOT_POSSIBLE = "not_possible"


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
        form.add_error(None, ValidationError(str(why), code=NOT_POSSIBLE))
        return None
    return True if done is None else done


def status_of(form: Form) -> int:
    """The status of the page that shows the form again."""
    return 409 if form.is_bound and form.has_error(NON_FIELD_ERRORS, NOT_POSSIBLE) else 200
