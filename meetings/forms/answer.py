"""What an agency is asked when it is invited: whether somebody comes, and who."""

from collections.abc import Sequence
from typing import Any

from django import forms

from agencies.models import Appointment, Person
from govuk import fields
from govuk.forms import Form
from meetings.lifecycle import InvitationStatus
from meetings.models import Invitation

CHOICES = (
    ("accept", "We are coming"),
    ("send_deputy", "A deputy comes"),
    ("report_in_lieu", "Nobody comes, and we send a report in lieu"),
    ("apologise", "Apologies: nobody comes"),
)
HINTS = {
    "accept": "One of those who represent your agency",
    "send_deputy": "Somebody else of your agency. The case is opened to them until the next review",
    "report_in_lieu": "Your return is the report, and is read out in your place",
    "apologise": "Your return is still asked for",
}
ANSWERED = {
    InvitationStatus.ACCEPTED: "accept",
    InvitationStatus.REPORTING: "report_in_lieu",
    InvitationStatus.APOLOGISED: "apologise",
}


class AnswerForm(Form):
    """An answer: `version` is the invitation as the page showed it."""

    choice = fields.Radios(
        label="Does your agency come?",
        choices=CHOICES,
        hints=HINTS,
        reveals={"send_deputy": "deputy"},
        error_messages={"required": "Select your agency's answer"},
    )
    deputy = forms.ChoiceField(
        label="Who comes?",
        choices=[],
        required=False,
        error_messages={"invalid_choice": "Select somebody of your agency"},
    )
    note = forms.CharField(
        label="Anything the co-ordinator should know?",
        help_text="For example, when you can come. Do not write about the case.",
        max_length=300,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, found: Invitation, people: Sequence[Appointment]
    ) -> None:
        super().__init__(data, initial=_said(found))
        self.people: dict[str, Person] = {str(each.person_id): each.person for each in people}
        deputy: Any = self.fields["deputy"]
        deputy.choices = [
            ("", "Choose a person"),
            *((str(each.person_id), _named(each)) for each in people),
        ]

    def clean(self) -> dict[str, Any]:
        """The deputy themselves; nobody, where another answer was given."""
        given = super().clean() or {}
        chosen = self.people.get(given.get("deputy") or "")
        sends = given.get("choice") == "send_deputy"
        if sends and chosen is None and "deputy" not in self.errors:
            self.add_error("deputy", "Select who comes")
        return {**given, "deputy": chosen if sends else None}


def _named(appointment: Appointment) -> str:
    said = [appointment.title or appointment.get_role_display()]
    said += ["can commit resources"] if appointment.senior else []
    return f"{appointment.person.name} ({', '.join(said)})"


def _said(found: Invitation) -> dict[str, Any]:
    """What the agency has answered so far."""
    choice = "send_deputy" if found.deputy_id else ANSWERED.get(InvitationStatus(found.status))
    return {
        "choice": choice,
        "deputy": str(found.deputy_id or ""),
        "note": found.note,
        "version": found.version,
    }
