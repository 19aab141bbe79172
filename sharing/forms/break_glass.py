"""What is asked of somebody who opens a case in an emergency, and of whoever reviews it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from govuk import fields
from govuk.forms import Form
from sharing.models import BreakGlass
from sharing.services.break_glass import SHORTEST_REASON

TYPED = {"autocomplete": "off", "spellcheck": "false"}
WHO = ("surname", "forenames", "date_of_birth")


class OpenForm(Form):
    """Whose case: the whole name and date of birth, or the reference; and why."""

    groups = [
        ("The person", list(WHO)),
        ("Or the reference instead", ["reference"]),
        ("The emergency", ["reason"]),
    ]

    surname = forms.CharField(max_length=80, required=False, widget=forms.TextInput(attrs=TYPED))
    forenames = forms.CharField(
        label="Forenames",
        help_text="All of them, as on the record",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs=TYPED),
    )
    date_of_birth = fields.DateField(
        label="Date of birth", help_text="For example, 27 3 1986", required=False
    )
    reference = forms.CharField(
        label="MAPPA reference",
        help_text="For example, from a letter or a colleague",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={**TYPED, "class": "govuk-input--width-10"}),
    )
    reason = fields.LongText(
        label="Why must you see this case now?",
        help_text="The co-ordinator and the case manager will read this, and it is reviewed.",
        rows=4,
        max_length=1000,
        min_length=SHORTEST_REASON,
        error_messages={
            "required": "Say why you must see this case now",
            "min_length": f"Say why in at least {SHORTEST_REASON} characters",
        },
    )

    def clean(self) -> dict[str, Any]:
        """A reference is enough; without one, each of the three must be there."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        missing = [name for name in WHO if not given.get(name) and name not in self.errors]
        if given.get("reference") and len(missing) < len(WHO):
            raise ValidationError("Give the name and date of birth, or the reference: not both.")
        for name in missing if not given.get("reference") else ():
            label = str(self.fields[name].label).lower()
            self.add_error(name, f"Enter the {label}, or the reference instead")
        return given


class ReviewForm(Form):
    outcome = fields.Radios(
        label="Was it proportionate to open this case?",
        choices=BreakGlass.Outcome.choices,
        hints={
            BreakGlass.Outcome.PROPORTIONATE: "There was an emergency, and no better way in time.",
            BreakGlass.Outcome.NOT_PROPORTIONATE: "What it opened closes at once.",
        },
        error_messages={"required": "Select whether it was proportionate"},
    )
    note = fields.LongText(
        label="How do you come to this, and what follows?",
        rows=4,
        max_length=2000,
        error_messages={"required": "Say how you come to this"},
    )
