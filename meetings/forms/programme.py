"""What is asked about how a panel sits, and to plan its next sessions."""

from typing import Any

from django import forms

from agencies.models import Person
from govuk import fields
from govuk.forms import Form
from meetings.cadence import ORDINALS, WEEKDAYS
from meetings.models import Programme, Session

MOST_SESSIONS = 12
SHORTEST, LONGEST = 30, 480
MINUTES = forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"})


class ProgrammeForm(Form):
    """How often a panel sits, when, for how long, and how long a review takes."""

    groups = [
        ("How often", ["rhythm", "starting_on"]),
        ("When and for how long", ["begins", "session_minutes", "review_minutes"]),
    ]

    version = forms.IntegerField(widget=forms.HiddenInput)
    rhythm = fields.Radios(
        label="When does the panel sit?",
        choices=Programme.Rhythm.choices,
        reveals={"monthly": "month_day", "weekly": "every"},
        error_messages={"required": "Select when the panel sits"},
    )
    month_day = forms.ChoiceField(
        label="Which day of the month?",
        required=False,
        choices=[
            ("", "Choose a day"),
            *(
                (f"{nth} {day}", f"The {ORDINALS[nth]} {name}")
                for nth in ORDINALS
                for day, name in enumerate(WEEKDAYS)
            ),
        ],
    )
    every = forms.TypedChoiceField(
        label="Every how many weeks?",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Choose"), *((str(n), f"Every {n} weeks") for n in range(1, 9))],
    )
    starting_on = fields.DateField(
        label="First day, if it sits every so many weeks",
        called="the first day",
        help_text="The others follow on the same weekday.",
        required=False,
    )
    begins = fields.TimeField(label="Start time", help_text="For example, 9:30am", required=False)
    session_minutes = forms.IntegerField(
        label="Minutes that a session takes at most",
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=MINUTES,
    )
    review_minutes = forms.IntegerField(
        label="Minutes for a review",
        help_text="Left empty, as long as a first meeting.",
        min_value=5,
        max_value=SHORTEST * 8,
        required=False,
        widget=MINUTES,
    )

    def clean(self) -> dict[str, Any]:
        """The fields of a programme; those that its rhythm does not use are empty."""
        given = super().clean() or {}
        rhythm, month_day = given.get("rhythm"), given.pop("month_day", "")
        weeks, starting_on = given.pop("every", None), given.pop("starting_on", None)
        monthly, weekly = rhythm == Programme.Rhythm.MONTHLY, rhythm == Programme.Rhythm.WEEKLY
        if monthly and not month_day:
            self.add_error("month_day", "Select a day of the month")
        if weekly and not weeks:
            self.add_error("every", "Select every how many weeks")
        if weekly and not starting_on:
            self.add_error("starting_on", "Enter the first day")
        if weekly and starting_on and starting_on.weekday() >= len(WEEKDAYS):
            self.add_error("starting_on", "The first day must be from Monday to Friday")
        if (monthly or weekly) and given.get("begins") is None:
            self.add_error("begins", "Enter the start time")
        nth, weekday = month_day.split() if monthly and month_day else (None, None)
        return given | {
            "nth": int(nth) if nth else None,
            "weekday": int(weekday) if weekday else None,
            "weeks": weeks if weekly else None,
            "starting_on": starting_on if weekly else None,
        }


def first_of(programme: Programme) -> dict[str, Any]:
    """What the form says before anything is typed."""
    nth = programme.nth
    return {
        "version": programme.version,
        "rhythm": programme.rhythm,
        "month_day": f"{nth} {programme.weekday}" if nth else "",
        "every": programme.weeks,
        "starting_on": programme.starting_on,
        "begins": programme.begins,
        "session_minutes": programme.session_minutes,
        "review_minutes": programme.review_minutes,
    }


class NextSessionsForm(Form):
    """How many of the next sessions to plan, who chairs them and how people attend."""

    count = forms.TypedChoiceField(
        label="How many sessions?",
        coerce=int,
        choices=[(str(n), str(n)) for n in range(1, MOST_SESSIONS + 1)],
    )
    chair = forms.ModelChoiceField(
        label="Who chairs them?",
        queryset=Person.objects.none(),
        empty_label="Choose a chair",
        error_messages={"required": "Select a chair"},
    )
    mode = fields.Radios(
        label="How will people attend?",
        choices=Session.Mode.choices,
        error_messages={"required": "Select how people will attend"},
    )

    def __init__(self, *args: Any, chairs: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(pk__in=[each.pk for each in chairs])
        self.fields["chair"].queryset = people  # type: ignore[attr-defined]
