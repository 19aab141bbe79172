"""What is asked about telling somebody, and about applications to a disclosure scheme."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime, make_aware, now

from agencies.models import Agency, Person
from govuk import fields
from govuk.forms import Form
from victims.models import VictimRecord

from .models import Delivery
from .schemes import Scheme

LONGEST = 2000
UNNAMED = "Do not name anybody: everybody who sees the case reads this."


def _text(label: str, help_text: str = "", **given: Any) -> fields.LongText:
    return fields.LongText(label=label, help_text=help_text, rows=4, max_length=LONGEST, **given)


def _day(label: str, called: str) -> fields.DateField:
    return fields.DateField(label=label, called=called, help_text="For example, 27 3 2027")


class PlanForm(Form):
    """Who tells whom, what, how and by when."""

    relation = forms.CharField(
        label="Who is told, in general words?",
        help_text=f"For example, a new partner. {UNNAMED}",
        max_length=120,
    )
    victim = forms.ModelChoiceField(
        queryset=VictimRecord.objects.visible_to(None),
        label="If they are a victim or person at risk of this case, which?",
        empty_label="Somebody else",
        required=False,
    )
    what = _text("What are they told?", "As much as protects them, and no more. " + UNNAMED)
    how = fields.Radios(label="How?", choices=Delivery.How.choices)
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label="Which agency tells them?", empty_label="Choose one"
    )
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Who of that agency, if one is named?",
        help_text="They see this case until it is over.",
        empty_label="Nobody in particular",
        required=False,
    )
    by_when = _day("By when?", "the day by which they are told")
    nominal_told = fields.Radios(
        label="Is the person told that this is done?",
        choices=Delivery.NominalTold.choices,
        reveals={"not": "nominal_told_why"},
    )
    nominal_told_why = fields.LongText(label="Why not?", rows=3, max_length=500, required=False)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        victim: Any = self.fields["victim"]
        victim.label_from_instance = lambda record: record.label


class ChangePlanForm(PlanForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class DeliverForm(Form):
    on = _day("On which day were they told?", "the day they were told")
    text = _text("How did it go, and what did they say?", UNNAMED)


class ReasonForm(Form):
    """A reason, kept in the register."""

    because = fields.LongText(
        label="Why?", rows=3, max_length=500, error_messages={"required": "Say why"}
    )


class UndertakingForm(Form):
    undertaking = fields.Radios(
        label="Did they sign an undertaking to keep it to themselves?",
        choices=Delivery.Undertaking.choices,
    )
    on = _day("On which day?", "the day")
    text = _text("What did they understand, and what is done if they did not sign?", UNNAMED)


class SupportForm(Form):
    text = _text("What support are they offered, and by whom?", UNNAMED)


class ReviewForm(Form):
    text = _text("Does it still protect, and what has changed?", UNNAMED)
    next_on = _day("When is it looked at again?", "the next day to look at it")


class EndForm(Form):
    reason = fields.Radios(label="Why does it end?", choices=Delivery.EndReason.choices)


class RecipientForm(Form):
    """Who they are: read by the few who may know."""

    name = forms.CharField(max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    address = fields.LongText(rows=3, max_length=400, required=False, label="Address (optional)")
    telephone = forms.CharField(
        label="Telephone number (optional)",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    safe_contact = fields.LongText(
        label="How can they be reached safely? (optional)",
        help_text="For example, never by letter, and by day alone.",
        rows=3,
        max_length=400,
        required=False,
    )


class AmendRecipientForm(RecipientForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ApplicationForm(Form):
    """Somebody applied, or is to be told, under a scheme."""

    groups = [("When it came in", ["on", "time"])]
    scheme = fields.Radios(label="Which scheme?", choices=Scheme.choices)
    relation = forms.CharField(
        label="Who applied, or is to be told, in general words?",
        help_text=f"For example, the mother of children he visits. {UNNAMED}",
        max_length=120,
    )
    concern = _text("What is the concern?", UNNAMED)
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label="Which agency handles it?", empty_label="Choose one"
    )
    on = _day("On which day did it come in?", "the day it came in")
    time = fields.TimeField(label="At what time?", help_text="For example, 9:30am")

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The day and the time, as the moment it came in."""
        given = super().clean() or {}
        on, time = given.pop("on", None), given.pop("time", None)
        if on and time:
            given["received_at"] = make_aware(datetime.combine(on, time))
            if given["received_at"] > now():
                word = "time" if on == localdate(localtime()) else "day"
                self.add_error("on", f"The {word} it came in must be in the past")
        return given


class StepForm(Form):
    on = _day("On which day was it done?", "the day it was done")
    text = _text("What was found?", UNNAMED)


class DecideToTellForm(Form):
    """The four tests, and why; and why it could not wait, where it could not."""

    tests = fields.Checkboxes(
        label="Which tests are met?",
        help_text="All four must be.",
        choices=[
            ("lawful", "It is lawful"),
            ("necessary", "It is necessary to protect somebody"),
            ("proportionate", "It is in proportion: no more than protects them"),
            ("reasonable", "It is reasonable"),
        ],
        error_messages={"required": "Tick the tests that are met"},
    )
    rationale = _text("Why?", UNNAMED)
    before_its_steps = _text(
        "If it cannot wait for all steps of the scheme, why not?",
        "Leave this empty where the steps have been taken.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Each test by its name."""
        given = super().clean() or {}
        met = given.pop("tests", [])
        for test in ("lawful", "necessary", "proportionate", "reasonable"):
            given[test] = test in met
        return given


class RationaleForm(Form):
    rationale = _text("Why?", UNNAMED)
