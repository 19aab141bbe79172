"""What is asked of whoever writes a section of draft minutes."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from govuk import fields
from govuk.forms import Form
from meetings.models import Section
from meetings.recording import NEW
from meetings.sections import SECTIONS

from .hold import SeenForm

AT_MOST = 30_000
# Not a max_length: a count below each of some twenty sections would be in the way.
TOO_LONG = MaxLengthValidator(AT_MOST, f"A section must be {AT_MOST:,} characters or fewer")


class SectionForm(SeenForm):
    """One section of draft minutes. It may be left empty: what is required is asked at the end."""

    text = fields.LongText(rows=4, required=False, validators=[TOO_LONG])

    def __init__(self, *args: Any, found: Section) -> None:
        super().__init__(*args, found=found, prefix=found.key)
        part, asked = SECTIONS[found.key], self.fields["text"]
        asked.label, asked.help_text = part.heading, part.guidance
        asked.widget.attrs["rows"] = max(4, min(16, found.text.count("\n") + 3))

    def clean_version(self) -> int:
        """The version that was seen: without it, a section could be written over unseen."""
        version: int | None = self.cleaned_data["version"]
        return NEW if version is None else version


class TypedForm(SectionForm):
    """The same as a page sends it by itself: it says which page it is, and counts what it sends."""

    hand = forms.UUIDField()
    nth = forms.IntegerField(min_value=1)

    def said(self, found: Section) -> dict[str, Any]:
        return {"text": found.text}


class ConfirmForm(Form):
    """That words carried over still hold, as they stood on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int:
        """As for writing: nobody confirms what they have not seen."""
        version: int | None = self.cleaned_data["version"]
        return NEW if version is None else version
