"""A form whose errors are in the Design System's words, whatever fields it has."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

from govuk.fields import in_sentence

CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.MultipleChoiceField)


class Form(forms.Form):
    """A page's questions.

    page_heading: the field whose label is the page's h1 (a question page that asks one thing).
    groups: headings, each with the names of the fields under it.
    label_size: s, m or l.
    """

    page_heading: ClassVar[str] = ""
    groups: ClassVar[list[tuple[str, list[str]]]] = []
    label_size: ClassVar[str] = "s"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = name.replace("_", " ").capitalize()
            ask_in_words(field)


def ask_in_words(field: forms.Field) -> None:
    """Replace Django's own words for a missing or wrong answer, where a form has not."""
    for code, words in _words(field).items():
        if field.error_messages.get(code) in _djangos_words(field, code):
            field.error_messages[code] = words
    _limit_in_words(field)


def _words(field: forms.Field) -> dict[str, str]:
    label = str(field.label)
    called = in_sentence(getattr(field, "called", "") or label)
    verb = "Select" if isinstance(field, CHOSEN) else "Enter"
    asked = f"{verb} {called}" if not label.endswith("?") or called != in_sentence(label) else ""
    missing = asked or f"{verb} an answer to “{label}”"
    if isinstance(field, forms.BooleanField):
        missing = f"Tick “{label}” to continue"
    wrong = {"invalid_choice": "Select one of the answers on the page"}
    if isinstance(field, forms.EmailField):
        return {"required": missing, "invalid": "Enter an email address like name@example.com"}
    if isinstance(field, forms.IntegerField):
        wrong["invalid"] = f"{label} must be a number"
    return {"required": missing, **wrong}


def _djangos_words(field: forms.Field, code: str) -> set[Any]:
    return {
        vars(cls)["default_error_messages"].get(code)
        for cls in type(field).__mro__
        if "default_error_messages" in vars(cls)
    } - {None}


def _limit_in_words(field: forms.Field) -> None:
    """A text that is too long: said with the label and the limit, not with Django's arithmetic."""
    limit = getattr(field, "max_length", None)
    for validator in field.validators:
        if limit and isinstance(validator, MaxLengthValidator):
            validator.message = f"{field.label} must be {limit:,} characters or fewer"
