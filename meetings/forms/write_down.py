"""What is asked of those who write minutes and of the chair who approves them."""

from govuk import fields
from govuk.forms import Form


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
