"""What is asked about a victim or a person at risk: what a panel needs to know; who they are."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from agencies.models import Person
from govuk import fields
from govuk.forms import Form

from .models import VictimRecord

LONGEST = 4_000
UNNAMED = "Do not name anybody, and give no address."


class AddForm(Form):
    """Everything but a name: it is read by whoever sees the case."""

    kind_of_person = fields.Radios(
        label="Who are they to this case?",
        choices=VictimRecord.KindOfPerson,
        error_messages={"required": "Select who they are to this case"},
    )
    relation = forms.CharField(
        label="Relation to the nominal, in general words",
        help_text=f"For example, former partner, or neighbour. {UNNAMED}",
        max_length=120,
        error_messages={"required": "Enter the relation to the nominal"},
    )
    in_contact_scheme = fields.YesNo(
        label="Are they in the statutory Victim Contact Scheme?",
        error_messages={"required": "Select yes if they are in the Victim Contact Scheme"},
    )
    contact_wishes = fields.LongText(
        label="What contact do they wish?",
        help_text=f"Whether, when and how. {UNNAMED}",
        required=False,
        max_length=LONGEST,
    )
    no_contact = fields.LongText(
        label="What no-contact condition or exclusion zone do they ask for?",
        help_text=f"Name a district, never a street. {UNNAMED}",
        required=False,
        max_length=LONGEST,
    )
    to_be_told = fields.LongText(
        label="What must they be told, and when?",
        help_text=f"For example, of a release or a change of conditions. {UNNAMED}",
        required=False,
        max_length=LONGEST,
    )
    liaison_officer = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Victim liaison officer",
        help_text="They see this case for as long as they are named here.",
        empty_label="None yet",
        required=False,
    )

    def __init__(self, *args: Any, officers: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["liaison_officer"].queryset = officers  # type: ignore[attr-defined]


class AmendForm(AddForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(Form):
    reason = fields.Radios(
        label="Why?",
        choices=VictimRecord.EndReason,
        error_messages={"required": "Select why they are no longer to be contacted"},
    )


class AddIdentityForm(Form):
    """Who they are: read by the few who may know."""

    name = forms.CharField(max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    address = fields.LongText(rows=3, max_length=400, required=False)
    telephone = forms.CharField(
        label="Telephone number (optional)",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    date_of_birth = fields.DateField(
        label="Date of birth (optional)",
        called="the date of birth",
        help_text="For example, 27 3 1986",
        required=False,
    )

    def clean_date_of_birth(self) -> date | None:
        day: date | None = self.cleaned_data["date_of_birth"]
        if day and day > localdate():
            raise forms.ValidationError("The date of birth must be in the past")
        return day


class AmendIdentityForm(AddIdentityForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
