"""Which readings are asked for. The filters stand in the address, and name no nominal."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from agencies.models import Appointment
from govuk import fields
from govuk.forms import Form

from .readings import How, Wanted

WAYS = {
    How.OPENED: "Opened",
    How.SHOWN: "Named on another page",
    How.REFUSED: "Tried, and was refused",
}


class LookedForm(Form):
    how = fields.Checkboxes(label="How", choices=list(WAYS.items()), required=False)
    reader = forms.ChoiceField(label="Who", required=False)
    agency = forms.ChoiceField(required=False)
    first = fields.DateField(label="From", required=False)
    last = fields.DateField(label="Up to and including", required=False)

    def __init__(self, *args: Any, readers: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(each.person_id): each.person.name for each in readers}
        agencies = {str(each.agency_id): each.agency.name for each in readers}
        self._offer("reader", "Everybody", people)
        self._offer("agency", "All agencies", agencies)

    def _offer(self, name: str, everything: str, choices: dict[str, str]) -> None:
        named = sorted(choices.items(), key=lambda choice: choice[1])
        self.fields[name].choices = [("", everything), *named]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What was asked for; an answer that is not on the page asks for nothing."""
        self.full_clean()
        given = self.cleaned_data
        return Wanted(
            reader=_key(given.get("reader")),
            agency=_key(given.get("agency")),
            ways=tuple(given.get("how") or ()),
            first=given.get("first"),
            last=given.get("last"),
        )


def _key(chosen: str | None) -> UUID | None:
    return UUID(chosen) if chosen else None
