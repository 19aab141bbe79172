"""What is asked of whoever withholds words of minutes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Agency, Person
from govuk import fields
from govuk.forms import Form
from meetings.models import Redaction
from meetings.passages import found_in
from meetings.redaction import digest
from victims.models import VictimRecord

Span = tuple[int, int]
Passages = Sequence[tuple[Span, str]]


class WithholdForm(Form):
    """Which words, why, and from whom. Passages are ticked; anything smaller is typed."""

    text_is = forms.CharField(widget=forms.HiddenInput)
    passages = fields.Checkboxes(
        label="Passages to withhold", required=False, help_text="Select all that apply"
    )
    words = forms.CharField(
        label="Or the exact words",
        help_text="A few words as they stand in the text. Each place where they stand is withheld.",
        required=False,
        max_length=500,
    )
    reason = fields.Radios(
        label="Why?",
        choices=Redaction.Reason,
        reveals={"victim": "victim", "not_with": "whom", "other": "note"},
        hints={
            "victim": "Only those who may know the name see it, beside those who write the minutes",
            "third_party": "Only those who write the minutes and lead the case see it",
        },
        error_messages={"required": "Select why the words are withheld"},
    )
    victim = forms.ChoiceField(label="Who is it about?", required=False)
    whom = fields.Checkboxes(label="Not to be shared with", required=False)
    note = forms.CharField(label="The reason", required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        text: str,
        passages: Passages,
        victims: Iterable[VictimRecord],
        agencies: Iterable[Agency],
        people: Iterable[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial={"text_is": digest(text)}, **kwargs)
        self.text = text
        self.victims = {str(each.pk): each for each in victims}
        self.agencies = {f"agency:{each.pk}": each for each in agencies}
        self.people = {f"person:{each.pk}": each for each in people}
        labels = [(f"{start}-{end}", words) for (start, end), words in passages]
        self._offer("passages", labels)
        named = [(key, each.label) for key, each in self.victims.items()]
        self._offer("victim", [("", "Somebody with no record here"), *named])
        whom = [(key, str(each)) for key, each in {**self.agencies, **self.people}.items()]
        self._offer("whom", whom)

    def clean(self) -> dict[str, Any]:
        """What the service takes."""
        said = super().clean() or self.cleaned_data
        spans = [_span(each) for each in said.get("passages") or ()]
        if words := said.get("words"):
            spans += self._places(words)
        if not spans and "words" not in self.errors:
            self.add_error("passages", "Select a passage, or type the words to withhold")
        if said.get("reason") == Redaction.Reason.OTHER and not said.get("note"):
            self.add_error("note", "Enter the reason")
        if said.get("reason") == Redaction.Reason.NOT_WITH and not said.get("whom"):
            self.add_error("whom", "Select whom it is not to be shared with")
        whom = said.get("whom") or ()
        return {
            "spans": spans,
            "text_is": said.get("text_is", ""),
            "reason": said.get("reason", ""),
            "note": said.get("note") or "",
            "victim": self.victims.get(said.get("victim") or ""),
            "agencies": [self.agencies[key] for key in whom if key in self.agencies],
            "people": [self.people[key] for key in whom if key in self.people],
        }

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _places(self, words: str) -> list[Span]:
        found = found_in(self.text, words)
        if not found:
            self.add_error("words", ValidationError("These words do not stand in the text"))
        return found


def _span(value: str) -> Span:
    start, _, end = value.partition("-")
    return int(start), int(end)
