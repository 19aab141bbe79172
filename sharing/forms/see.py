"""How the list of those who can see a record is sorted, and of which agency it is."""

from typing import Any

from django import forms

from govuk.forms import Form


class WhoForm(Form):
    agency = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(
        label="Sort by",
        choices=[("", "Agency"), ("name", "Name"), ("role", "Role")],
        required=False,
    )

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "All agencies"), *agencies]  # type: ignore[attr-defined]
