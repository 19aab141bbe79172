"""What is asked when agencies are invited, and what they are asked in their turn."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Agency
from govuk import fields
from govuk.forms import Form
from meetings.models import InformationReturn

# With scripts, choosing says at once who more would see the case; without them, a button does.
SAYS_WHO = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-vals": '{"check": "yes"}',
    "hx-target": "#foresight",
    "hx-select": "#foresight-said",
}


class InviteForm(Form):
    """An agency beside the core panel: the view gives those that may be asked."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        widget=forms.Select(attrs=SAYS_WHO),
        error_messages={"required": "Select an agency"},
    )
    reason = forms.CharField(
        label="Why does this case need them?",
        help_text="Those who are invited will read this. Invite only an agency that is needed.",
        max_length=100,
        error_messages={"required": "Say why this case needs them"},
    )
    required = fields.YesNo(
        label="Must they attend?", error_messages={"required": "Select yes if they must attend"}
    )

    def __init__(self, *args: Any, agencies: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class ApologiesForm(Form):
    note = forms.CharField(
        label="Anything the co-ordinator should know?",
        help_text="For example, who will send the report instead. Do not write about the case.",
        max_length=300,
        required=False,
    )


class ReturnForm(Form):
    """What the agency knows: `version` is the return as the page showed it."""

    content = fields.LongText(
        label="What does your agency know?",
        help_text="Relevant to the risk, and no more than is needed. Say what is fact and what is"
        " opinion.",
        rows=12,
        max_length=8000,
        error_messages={"required": "Say what your agency knows"},
    )
    source = forms.CharField(
        label="Where does it come from?",
        help_text="For example, our case record, or a visit and its date",
        max_length=200,
        error_messages={"required": "Say where it comes from"},
    )
    not_for = fields.ModelCheckboxes(
        label="Who must not read it?",
        help_text="These are invited. Tick one only for a reason: the panel decides on what it"
        " knows. Those who run the panel read it in any case.",
        queryset=Agency.objects.none(),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: "QuerySet[Agency]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: Any = self.fields["not_for"]
        kept.queryset = others
        if not others:
            del self.fields["not_for"]


class RefusalForm(Form):
    reason = fields.LongText(
        label="Why will your agency not share what it knows?",
        help_text="The refusal is recorded. Only those who run the panel will read this.",
        rows=4,
        max_length=1000,
        error_messages={"required": "Say why"},
    )


class TickedForm(Form):
    """The returns that were ticked, of those that may still be sent."""

    returns = forms.ModelMultipleChoiceField(
        queryset=InformationReturn.objects.visible_to(None),
        error_messages={"required": "Tick the cases about which nothing is known"},
    )

    def __init__(self, *args: Any, asked: "QuerySet[InformationReturn]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["returns"].queryset = asked  # type: ignore[attr-defined]
