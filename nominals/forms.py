"""What people ask of the register: which nominals to list, and whom to find."""

from typing import Any

from django import forms

from govuk import fields
from govuk.forms import Form

from .models import Category, CategoryEpisode, Level


class FilterForm(Form):
    """The filters of the list. They stand in the address, so none of them says who."""

    level = fields.Checkboxes(choices=Level, coerce=int, required=False)
    category = fields.Checkboxes(choices=Category, coerce=int, required=False)
    sort = forms.ChoiceField(
        label="Sort by",
        choices=[("", "Name, A to Z"), ("name_backwards", "Name, Z to A")],
        required=False,
    )

    def wanted(self) -> dict[str, Any]:
        """What was asked for; an answer that is not on the page asks for nothing."""
        self.full_clean()
        given: dict[str, Any] = self.cleaned_data
        return {name: given.get(name) for name in self.fields}


class FindForm(Form):
    words = forms.CharField(
        label="Name or number",
        help_text="A name, or part of one, even if you are not sure how it is spelt. Or the whole"
        " of a MAPPA reference, PNC ID, CRN or ViSOR reference.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter a name or a number"},
    )


class LeaveForm(Form):
    reason = fields.Radios(
        label="Why does this person leave MAPPA?",
        choices=[each for each in CategoryEpisode.End.choices if each[0] != "recategorised"],
        error_messages={"required": "Select why this person leaves"},
    )
    because = fields.LongText(
        label="What is known of it",
        help_text="Such as the order that ended.",
        rows=3,
        max_length=500,
    )
