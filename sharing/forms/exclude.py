"""Who must not receive anything about a nominal, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms

from agencies.models import Agency, Person
from govuk import fields
from govuk.forms import Form

PERSON, AGENCY = "person", "agency"


class ExcludeForm(Form):
    who = fields.Radios(
        label="Who must not receive anything about this person?",
        choices=[(PERSON, "A person"), (AGENCY, "A whole agency")],
        hints={AGENCY: "Everybody who acts for it, now and later."},
        reveals={PERSON: "person", AGENCY: "agency"},
        error_messages={"required": "Select a person or a whole agency"},
    )
    person = forms.ModelChoiceField(
        label="Which person?", queryset=Person.objects.none(), required=False
    )
    agency = forms.ModelChoiceField(
        label="Which agency?", queryset=Agency.objects.none(), required=False
    )
    reason = forms.CharField(
        label="Why?",
        help_text="Such as “Her cousin”. Those who may see this page can read it.",
        max_length=200,
    )

    def __init__(
        self, *args: Any, people: Sequence[tuple[Any, str]], agencies: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields["person"]
        named.queryset = Person.objects.filter(pk__in=[key for key, _ in people])
        named.widget.choices = [("", ""), *people]
        bodies: Any = self.fields["agency"]
        bodies.queryset = agencies

    def clean(self) -> dict[str, Any]:
        """One of the two: what was picked in the other is left behind."""
        given: dict[str, Any] = super().clean() or {}
        who = given.pop("who", "")
        if who and not given.get(who):
            self.add_error(who, f"Select the {who}")
        return {**given, **{other: None for other in (PERSON, AGENCY) if other != who}}


class LiftForm(Form):
    because = forms.CharField(label="Why may they receive it again?", max_length=200)


class StepBackForm(Form):
    words = forms.CharField(
        label="Why should you not be seeing this?",
        help_text="A few words for the MAPPA co-ordinator, such as “He is a neighbour of mine”.",
        max_length=150,
        error_messages={"required": "Say in a few words why you should not be seeing this"},
    )
