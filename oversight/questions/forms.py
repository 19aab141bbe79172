"""What is asked about a reading."""

from govuk import fields
from govuk.forms import Form
from oversight.models import Question


class AnswerForm(Form):
    answer = fields.Radios(
        label="Was this reading expected?",
        choices=Question.Answer,
        error_messages={"required": "Select whether the reading was expected"},
    )
    note = fields.LongText(
        label="How do you know?",
        help_text="Who told you, and what they said. Name no nominal and no victim.",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter how you know"},
    )
