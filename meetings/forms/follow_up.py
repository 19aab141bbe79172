"""What is asked about an action: one text, and which actions to list."""

from typing import Any

from django import forms

from agencies.models import Agency, Person
from govuk import fields
from govuk.forms import Form
from meetings.models import Action

AT_MOST = 2000
WHOSE = {
    "all": "All that are open to you",
    "mine": "Yours",
    "agency": "Your agency's",
    "offered": "Offered to your agency",
}


def _because(help_text: str) -> fields.LongText:
    return fields.LongText(
        label="Why?",
        help_text=help_text,
        rows=3,
        max_length=500,
        error_messages={"required": "Say why"},
    )


class TextForm(Form):
    """One text about an action; the page says what it is about."""

    text = fields.LongText(rows=5, max_length=AT_MOST)

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label = question
        field.error_messages["required"] = "Write something first"


class ReasonForm(Form):
    """Why an action is opened again or cancelled: its owner will read it."""

    because = _because("The owner of the action will read this. It is kept in the trail.")


class AnswerForm(TextForm):
    """The owner's answer: the one question of its page, which is the page's heading."""

    page_heading = "text"


class EvidenceForm(Form):
    """What shows that an action was done; it is kept where it belongs, and only named here."""

    text = fields.LongText(
        label="What does it show?",
        rows=3,
        max_length=AT_MOST,
        error_messages={"required": "Say what the evidence shows"},
    )
    reference = forms.CharField(
        label="Its reference",
        help_text="The number of the record that holds it, in your agency's own system.",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class HandOverForm(Form):
    """A colleague who is to have the action, and why."""

    person = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Which colleague?",
        empty_label="Choose a colleague",
        error_messages={"required": "Select a colleague"},
    )
    because = _because("They will read this, and so will those who run the panel.")

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues  # type: ignore[attr-defined]


class OfferForm(Form):
    """An agency that is asked to take the action over, and why."""

    agency = fields.ModelRadios(
        queryset=Agency.objects.none(),
        label="Which agency?",
        error_messages={"required": "Select an agency"},
    )
    because = _because("The agency will read this. The action stays yours until it accepts.")

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class DeclineForm(Form):
    because = _because("The agency that asked will read this.")


class LongerForm(Form):
    """Until when, and why."""

    until = fields.DateField(
        label="Until when?", called="the new date", help_text="For example, 27 3 2027"
    )
    because = _because("It is kept with the dates that the action was due.")


class CarryForm(Form):
    """When what is carried forward is due, and why it is."""

    due_on = fields.DateField(
        label="When is it due now?", called="the new date", help_text="For example, 27 3 2027"
    )
    because = _because("The owner of the action will read this.")


class RefuseForm(Form):
    because = _because("The owner of the action will read this. It stays due when it is.")


class FilterForm(Form):
    """Whose actions, and of which pillar; which of them and in which order are links."""

    show = forms.CharField(widget=forms.HiddenInput, required=False)
    order = forms.CharField(widget=forms.HiddenInput, required=False)
    size = forms.CharField(widget=forms.HiddenInput, required=False)
    whose = fields.Radios(label="Whose", choices=list(WHOSE.items()), required=False)
    pillar = fields.Checkboxes(choices=Action.Pillar.choices, required=False)
