"""What is asked to publish an edition of the statement."""

from datetime import date

from django.utils.timezone import localdate

from govuk import fields
from govuk.forms import Form

AT_MOST = 8000


class EditionForm(Form):
    """A new edition, begun from the words of the one that holds."""

    confidentiality = fields.LongText(
        label="Confidentiality",
        rows=16,
        max_length=AT_MOST,
        error_messages={"required": "Write the section on confidentiality"},
    )
    diversity = fields.LongText(
        label="Diversity and equality",
        rows=10,
        max_length=AT_MOST,
        error_messages={"required": "Write the section on diversity and equality"},
    )
    in_force_from = fields.DateField(
        label="In force from",
        called="the date it comes into force",
        help_text="Tomorrow at the earliest, so that no hearing is interrupted",
    )

    def clean_in_force_from(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["in_force_from"]
        if day <= localdate():
            self.add_error("in_force_from", "It must come into force tomorrow or later")
        return day
