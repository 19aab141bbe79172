"""What is asked about minutes once they are issued: addenda, wider sharing, requests, recall."""

from collections.abc import Iterable
from typing import Any

from django import forms

from agencies.models import Agency
from govuk import fields
from govuk.forms import Form
from meetings.models import MinutesRequest

LONGEST = 10_000
WHY = "It is kept in the trail. Write about the minutes and not about the person."


class AddendumForm(Form):
    """What is to be added to minutes."""

    text = fields.LongText(
        label="What is to be added or put right?",
        help_text="The minutes stay as they are. Say which section it is about.",
        rows=8,
        max_length=LONGEST,
        error_messages={"required": "Enter what is to be added"},
    )


class DraftAddendumForm(AddendumForm):
    """A draft addendum that is written on, and the version of it that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class BecauseForm(Form):
    """Why something is recalled, lifted, sent back or given up."""

    because = fields.LongText(
        label="Why?",
        help_text=WHY,
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why"},
    )


class WiderForm(Form):
    """Which agency may read minutes that it took no part in, and why."""

    agency = fields.ModelRadios(
        label="Which agency?",
        queryset=Agency.objects.none(),
        error_messages={"required": "Select an agency"},
    )
    because = fields.LongText(
        label="Why does it need to read them?",
        help_text="It is kept with the distribution list.",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why it needs to read them"},
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [each.pk for each in agencies]
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=keys)  # type: ignore[attr-defined]


class CopiesForm(Form):
    """Whether an agency may take copies, and why."""

    allowed = fields.YesNo(
        label="May this agency take copies of the minutes?",
        error_messages={"required": "Select yes if this agency may take copies"},
    )
    because = fields.LongText(
        label="Why?",
        help_text=WHY,
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why"},
    )


class RequestForm(Form):
    """Who asks for minutes from outside the panel, when, and on what ground."""

    asked_by = forms.CharField(
        label="Who asks?",
        help_text="A court, a firm, an agency, or a person and in what part.",
        max_length=200,
        error_messages={"required": "Enter who asks"},
    )
    received_on = fields.DateField(label="When did the request come?")
    ground = fields.Radios(
        label="On what ground?",
        choices=MinutesRequest.Ground,
        error_messages={"required": "Select the ground"},
    )
    wanted = fields.LongText(
        label="What do they ask for, and why?", required=False, rows=4, max_length=2000
    )


class VerifyForm(Form):
    checked = forms.CharField(
        label="How do you know who asks?",
        help_text="For example, the order was seen, or the office was called back.",
        max_length=300,
        error_messages={"required": "Say how you know who asks"},
    )


class DecideForm(Form):
    """What is released, and why: the chair's decision."""

    outcome = fields.Radios(
        label="What is released?",
        choices=MinutesRequest.Outcome,
        hints={"redacted": "Everything that is marked for any reader is left out"},
        error_messages={"required": "Select what is released"},
    )
    reasons = fields.LongText(
        label="Reasons",
        rows=5,
        max_length=4000,
        error_messages={"required": "Give the reasons"},
    )


class AnswerForm(Form):
    how = forms.CharField(
        label="How was the answer sent?",
        help_text="Not by ordinary e-mail.",
        max_length=200,
        error_messages={"required": "Say how the answer was sent"},
    )
