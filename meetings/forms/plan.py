"""What is asked to plan a panel: when it sits, and which case goes into it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django import forms
from django.utils.timezone import make_aware, now

from agencies.models import Person
from govuk import fields
from govuk.forms import Form
from meetings.models import Panel, Session, Slot
from nominals.models import Nominal
from referrals.models import Referral

OTHER = "other"
LONGEST_CASE = 240


class SessionForm(Form):
    """A session of one of the area's panels: `chairs` are the people of each panel's chairs."""

    groups = [("When", ["on", "at"]), ("Where", ["mode", "place"])]

    panel = fields.ModelRadios(
        label="Which panel?",
        queryset=Panel.objects.none(),
        error_messages={"required": "Select a panel"},
    )
    chair = forms.ModelChoiceField(
        label="Who chairs it?",
        queryset=Person.objects.none(),
        empty_label="Choose a chair",
        error_messages={"required": "Select a chair"},
    )
    on = fields.DateField(label="Date", called="the date", help_text="For example, 27 3 2026")
    at = fields.TimeField(label="Start time", help_text="For example, 9:30am")
    mode = fields.Radios(
        label="How will people attend?",
        choices=Session.Mode.choices,
        error_messages={"required": "Select how people will attend"},
    )
    place = forms.CharField(
        label="Place",
        help_text="A room, or how to join. Left empty, it is the panel's usual place.",
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, chairs: dict[Panel, list[Person]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chairs = chairs
        everybody = [person.pk for people in chairs.values() for person in people]
        panels = Panel.objects.filter(pk__in=[panel.pk for panel in chairs])
        self.fields["panel"].queryset = panels  # type: ignore[attr-defined]
        self.fields["chair"].queryset = Person.objects.filter(pk__in=everybody)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One moment from the day and the time: one to come, for a panel that the chair chairs."""
        given = super().clean() or {}
        panel, chair = given.get("panel"), given.get("chair")
        if panel and chair and chair not in self.chairs.get(panel, []):
            self.add_error("chair", f"Select somebody who chairs the {panel}")
        on, at = given.pop("on", None), given.pop("at", None)
        if on and at is not None:
            given["starts_at"] = make_aware(datetime.combine(on, at))
            if given["starts_at"] <= now():
                self.add_error("on", "The session must be in the future")
        return given


class Offered(Protocol):
    """The cases that a session could take: those that need a slot, each with why, and the rest."""

    @property
    def waiting(self) -> Sequence[tuple[Nominal, Referral | None, str]]: ...

    @property
    def others(self) -> Sequence[Nominal]: ...

    @property
    def usual(self) -> int: ...


class SlotForm(Form):
    """A case for a session: one that needs a slot, or any other at Level 2 or 3."""

    nominal = fields.Radios(
        label="Which case?", choices=[], error_messages={"required": "Select a case"}
    )
    other = forms.ChoiceField(label="Another case", choices=[], required=False)
    purpose = fields.Radios(
        label="What for?",
        choices=Slot.Purpose.choices,
        error_messages={"required": "Select what the meeting is for"},
    )
    minutes_allotted = forms.IntegerField(
        label="Minutes allowed",
        min_value=5,
        max_value=LONGEST_CASE,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, page: Offered, **kwargs: Any) -> None:
        super().__init__(*args, initial={"minutes_allotted": page.usual}, **kwargs)
        waiting = page.waiting
        self.cases = {str(nominal.pk): (nominal, referral) for nominal, referral, _ in waiting}
        self.others = {str(nominal.pk): nominal for nominal in page.others}
        case: Any = self.fields["nominal"]
        case.choices = [(key, named(nominal)) for key, (nominal, _) in self.cases.items()]
        case.hints = {str(nominal.pk): hint for nominal, _, hint in waiting}
        if self.others:
            case.choices = [*case.choices, (OTHER, "Another case at Level 2 or 3")]
            case.reveals = {OTHER: "other"}
        other: Any = self.fields["other"]
        names = [(key, named(nominal)) for key, nominal in self.others.items()]
        other.choices = [("", "Choose a case"), *names]

    def clean(self) -> dict[str, Any]:
        """The nominal itself, and the referral that the slot is for."""
        given = super().clean() or {}
        chosen, other = given.get("nominal"), given.pop("other", "")
        if chosen == OTHER and not other:
            self.add_error("other", "Select a case")
        nominal, referral = self.cases.get(str(chosen), (self.others.get(other), None))
        given |= {"nominal": nominal, "referral": referral}
        return given


class ReasonForm(Form):
    """Why something is cancelled or withdrawn."""

    because = fields.LongText(
        label="Why?",
        help_text="It is kept in the trail. Do not write about the case.",
        rows=3,
        max_length=300,
        error_messages={"required": "Say why"},
    )


def named(nominal: Nominal) -> str:
    return f"{nominal.surname}, {nominal.forenames} ({nominal.reference})"
