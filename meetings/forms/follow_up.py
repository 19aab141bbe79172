"""What is asked about an action: one text, and which actions to list."""

from typing import Any

from govuk import fields
from govuk.forms import Form

AT_MOST = 2000


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

    because = fields.LongText(
        label="Why?",
        help_text="The owner of the action will read this. It is kept in the trail.",
        rows=3,
        max_length=500,
        error_messages={"required": "Say why"},
    )
