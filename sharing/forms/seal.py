"""To whom a sealed case is open, and why it is sealed."""

from collections.abc import Sequence
from typing import Any

from django import forms

from agencies.models import Person
from govuk import fields
from govuk.forms import Form


class SealForm(Form):
    people = fields.ModelCheckboxes(
        label="Who keeps this case?",
        help_text="Everybody else loses it at once, the MAPPA unit too.",
        queryset=Person.objects.none(),
        error_messages={"required": "Select at least one person"},
    )
    reason = forms.CharField(
        label="Why is it sealed?", help_text="Those named can read this.", max_length=200
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["people"], people)


class NameForm(Form):
    person = forms.ModelChoiceField(
        label="Who else keeps this case?", queryset=Person.objects.none()
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["person"], [("", ""), *people])


class BecauseForm(Form):
    because = forms.CharField(label="Why is the seal lifted?", max_length=200)


def _offer(field: Any, people: Sequence[tuple[Any, str]]) -> None:
    """Only these, each in words."""
    field.queryset = Person.objects.filter(pk__in=[key for key, _ in people if key])
    field.widget.choices = people
