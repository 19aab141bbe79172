"""What is asked when the MAPPA unit says what a case needs, and ticks whom to invite to it."""

from collections.abc import Collection
from typing import Any, Protocol

from django.http import QueryDict

from govuk import fields
from govuk.forms import Form
from meetings.models import Invitation
from meetings.needs import Need
from meetings.seats import Seat
from meetings.who_to_ask import Proposed

NAMES = ("proposed", "knowing")


class Offered(Protocol):
    """The page: whom the rules propose, who knows the person, and who is asked already."""

    @property
    def proposed(self) -> list[Proposed]: ...
    @property
    def knowing(self) -> list[Proposed]: ...
    @property
    def asked(self) -> list[Invitation]: ...


class ProposalForm(Form):
    """Agencies to invite, each for the reason that it is shown with."""

    proposed = fields.Checkboxes(label="Whom this case needs", choices=[], required=False)
    knowing = fields.Checkboxes(
        label="Agencies that know the person and are not asked",
        help_text="Tick one only if this case needs it.",
        choices=[],
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, page: Offered) -> None:
        asked = {str(each.agency_id) for each in page.asked}
        self.overtaken = False
        super().__init__(self._without(asked, data), initial=_ticked(page))
        self.offers = {str(each.agency.pk): each for each in (*page.proposed, *page.knowing)}
        for name, offers in (("proposed", page.proposed), ("knowing", page.knowing)):
            self._offer(name, offers)

    def _without(self, asked: Collection[str], data: QueryDict | None) -> QueryDict | None:
        """What was ticked, less those who were asked in the meantime: pressed twice, it is done."""
        if data is None:
            return None
        kept = data.copy()
        for name in NAMES:
            kept.setlist(name, [key for key in data.getlist(name) if key not in asked])
        self.overtaken = any(key in asked for name in NAMES for key in data.getlist(name))
        return kept

    def _offer(self, name: str, offers: list[Proposed]) -> None:
        if not offers:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [(str(each.agency.pk), each.agency.name) for each in offers]
        field.hints = {
            str(each.agency.pk): f"{each.because}. {'Must' if each.must else 'May'} attend."
            for each in offers
        }

    def clean(self) -> dict[str, Any]:
        """The seats that were ticked."""
        given = super().clean() or {}
        ticked = [self.offers[key] for name in NAMES for key in given.get(name, [])]
        if not (ticked or self.overtaken or self.errors):
            self.add_error(next(iter(self.fields), None), "Tick the agencies to invite")
        return {"seats": [Seat(each.agency, each.because, required=each.must) for each in ticked]}


class NeedsForm(Form):
    """What the record does not hold and the MAPPA unit knows."""

    needs = fields.Checkboxes(
        label="What else is so of this case?",
        help_text="It is kept with the case and says whom it needs. Those invited do not read it.",
        choices=Need.choices,
        required=False,
    )


def _ticked(page: Offered) -> dict[str, list[str]]:
    """Whom the rules propose is ticked already; whoever only knows the person is not."""
    return {"proposed": [str(each.agency.pk) for each in page.proposed]}
