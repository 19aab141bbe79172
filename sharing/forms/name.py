"""Who is named for a case, why and until when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from agencies.models import Appointment, Person
from govuk import fields
from govuk.forms import Form
from govuk.words import british_date

LONGEST_REASON = 150


class LookForm(Form):
    """Whom to look for among the people appointed in the area."""

    name = forms.CharField(
        label="Name of the person",
        help_text="Someone with an appointment in your area. A part of the name is enough.",
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"min_length": "Enter at least 2 letters of the name"},
    )


class UntilForm(Form):
    """Why, and up to and including which day: the view says how far off that may be."""

    reason = forms.CharField(
        label="Why does this case need them?",
        help_text="Those who may see who can see this case will read it, and so will they.",
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why this case needs them"},
    )
    until = fields.DateField(label="Last day on which it is open to them")

    def __init__(self, *args: Any, furthest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = f"No later than {british_date(furthest)}."


class NameForm(UntilForm):
    """Which of the people found, why and until when; what was looked for is kept."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=120)
    person = fields.Radios(
        label="Which person?", error_messages={"required": "Select the person"}, choices=[]
    )
    field_order = ("name", "person", "reason", "until")

    def __init__(self, *args: Any, found: Iterable[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found: dict[str, Person] = {}
        told: dict[str, list[str]] = {}
        for each in found:
            key = str(each.person_id)
            self._found[key] = each.person
            told.setdefault(key, []).append(f"{each.get_role_display()}, {each.agency}")
        asked: Any = self.fields["person"]
        asked.choices = [(key, person.name) for key, person in self._found.items()]
        asked.hints = {key: "; ".join(held) for key, held in told.items()}

    def clean_person(self) -> Person:
        return self._found[self.cleaned_data["person"]]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given.pop("name", None)
        return given


class EndForm(Form):
    because = forms.CharField(
        label="Why does it end now?",
        max_length=200,
        error_messages={"required": "Say why it ends now"},
    )
