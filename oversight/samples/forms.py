"""What is asked of whoever draws a sample of cases for an auditor."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from agencies.models import Appointment, Person
from govuk import fields
from govuk.forms import Form
from govuk.words import british_date

MOST_DRAWN = 50


class DrawForm(Form):
    """For whom, from which period, how many, why and until when."""

    groups = [
        ("The sample", ["auditor", "first", "last", "number"]),
        ("How long, and why", ["until", "reason"]),
    ]

    auditor = fields.Radios(
        label="For which auditor?", choices=[], error_messages={"required": "Select an auditor"}
    )
    first = fields.DateField(
        label="Cases heard from", called="the first day", help_text="For example, 1 4 2026"
    )
    last = fields.DateField(label="To", called="the last day")
    number = forms.IntegerField(
        label="How many cases?",
        min_value=1,
        max_value=MOST_DRAWN,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many cases to draw",
            "invalid": "How many cases must be a number",
            "min_value": "Draw at least 1 case",
            "max_value": f"Draw {MOST_DRAWN} cases or fewer",
        },
    )
    until = fields.DateField(label="Last day on which they are open", called="the last day")
    reason = forms.CharField(
        label="What is the audit about?",
        help_text="Kept with the sample. Do not name anybody.",
        max_length=150,
        error_messages={"required": "Say what the audit is about"},
    )

    def __init__(
        self, *args: Any, auditors: Iterable[Appointment], furthest: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._auditors = {str(each.person_id): each.person for each in auditors}
        asked: Any = self.fields["auditor"]
        asked.choices = [(key, person.name) for key, person in self._auditors.items()]
        self.fields["until"].help_text = f"No later than {british_date(furthest)}."

    def clean_auditor(self) -> Person:
        return self._auditors[self.cleaned_data["auditor"]]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day must be the first day or later")
        return given
