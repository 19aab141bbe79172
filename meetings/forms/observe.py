"""What is asked to name a lay adviser to observe a session."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Person
from govuk import fields
from govuk.forms import Form


class ObserverForm(Form):
    """A lay adviser: the view gives those of the area who are not named yet."""

    observer = fields.ModelRadios(
        label="Which lay adviser?",
        queryset=Person.objects.none(),
        error_messages={"required": "Select a lay adviser"},
    )
    reason = forms.CharField(
        label="Why do they observe?",
        help_text="For example, their meeting of this quarter. Do not write about a case.",
        max_length=120,
        error_messages={"required": "Say why they observe"},
    )

    def __init__(self, *args: Any, advisers: "QuerySet[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["observer"].queryset = advisers  # type: ignore[attr-defined]


class PresenceForm(Form):
    was_there = fields.YesNo(
        label="Was the lay adviser there?",
        error_messages={"required": "Select yes if the lay adviser was there"},
    )
