"""What is asked to propose an agenda, to move its cases and to say who cannot come."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django import forms

from agencies.models import Agency, Person
from govuk import fields
from govuk.forms import Form
from meetings.models import Panel

OUT = "out"


class PanelForm(Form):
    """Which panel's sessions are to be filled: one of the area's."""

    panel = forms.ModelChoiceField(
        queryset=Panel.objects.none(), error_messages={"required": "Select a panel"}
    )

    def __init__(self, *args: Any, area: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].queryset = Panel.objects.filter(area=area)  # type: ignore[attr-defined]


class AsSeen(Form):
    """The agenda as the page showed it: somebody else may have changed it since."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class KeepForm(AsSeen):
    """Which case is to stay in its session, or is let go."""

    case = forms.CharField(widget=forms.HiddenInput)
    kept = fields.YesNo(label="Keep it in this session?")


class Offered(Protocol):
    """The sessions, by key, what would break in each, and how many places there are at most."""

    @property
    def sessions(self) -> Sequence[tuple[str, str]]: ...

    @property
    def hints(self) -> dict[str, str]: ...

    @property
    def most(self) -> int: ...


class MoveForm(AsSeen):
    """Where a case is to go: into which session and at which place, or out of all of them."""

    case = forms.CharField(widget=forms.HiddenInput)
    to = fields.Radios(
        label="Which session?",
        choices=[],
        error_messages={"required": "Select a session, or leave the case out"},
    )
    position = forms.TypedChoiceField(
        label="Where in it?", choices=[], coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, page: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [*page.sessions, (OUT, "Leave it out of these sessions")]
        to.hints = page.hints
        position: Any = self.fields["position"]
        numbers = [(str(n), f"As number {n + 1} of the cases added") for n in range(page.most)]
        position.choices = [("", "Where it costs least"), *numbers]

    def clean(self) -> dict[str, Any]:
        """No session at all is an empty key."""
        given = super().clean() or {}
        if given.get("to") == OUT:
            given["to"] = ""
        return given


class AbsenceForm(Form):
    """An agency that can send nobody, or a person who cannot come, and on which days."""

    agency = forms.ModelChoiceField(
        label="Agency that can send nobody", queryset=Agency.objects.none(), required=False
    )
    person = forms.ModelChoiceField(
        label="Or chair or case manager who cannot come",
        queryset=Person.objects.none(),
        required=False,
    )
    from_on = fields.DateField(label="First day", called="the first day")
    to_on = fields.DateField(label="Last day", called="the last day")

    def __init__(self, *args: Any, agencies: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of them, and days in their order."""
        given = super().clean() or {}
        if bool(given.get("agency")) == bool(given.get("person")):
            self.add_error("agency", "Select an agency or a person, and not both")
        first, last = given.get("from_on"), given.get("to_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("to_on", "The last day must not be before the first")
        return given
