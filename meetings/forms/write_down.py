"""What is asked of those who write minutes and of the chair who approves them."""

from typing import Any

from django.core.validators import MaxLengthValidator

from govuk import fields
from govuk.forms import Form
from meetings.models import Section
from meetings.sections import SECTIONS
from meetings.services.hold import NEW

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


class SendBackForm(Form):
    """Why the chair sends minutes back."""

    because = fields.LongText(
        label="What is to be put right?",
        help_text="Those who write the minutes will read this. It is kept in the trail, so write"
        " about the minutes and not about the person.",
        rows=4,
        max_length=1000,
        error_messages={"required": "Say what is to be put right"},
    )
