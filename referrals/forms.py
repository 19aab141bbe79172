"""What people say in a referral and of it. A form asks for no more than the step needs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from agencies.models import Person
from govuk import fields
from govuk.forms import Form
from nominals.models import Category, Level

from .criteria import CRITERIA, STEPS, Outcome, unmet
from .lifecycle import Status

LONGEST = 10_000
SOUGHT = [(Level.TWO, Level.TWO.label), (Level.THREE, Level.THREE.label)]
SOUGHT_HINTS = {
    "2": "Formal meetings of several agencies would add value to the case.",
    "3": "Senior people must also be able to commit significant resources at short notice.",
}


class FilterForm(Form):
    status = fields.Checkboxes(choices=Status, required=False)


class StartForm(Form):
    level_sought = fields.Radios(
        label="Which level is sought?",
        choices=SOUGHT,
        hints=SOUGHT_HINTS,
        coerce=int,
        initial=Level.TWO,
    )
    manager = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Manager who is to approve it",
        empty_label="Select a manager",
    )

    def __init__(self, *args: Any, managers: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = managers  # type: ignore[attr-defined]


class AmendForm(StartForm):
    """A referral as it is written. Only what makes it a referral at all must be there."""

    groups = [
        ("What is asked for", ["level_sought", "category", "reason", "wanted"]),
        ("Risk", ["risk", "assessed_on", "release_on"]),
        ("People outside", ["victims", "disclosure"]),
        ("Approval", ["manager"]),
    ]

    version = forms.IntegerField(widget=forms.HiddenInput)
    level_sought = fields.Radios(
        label="Which level is sought?",
        choices=SOUGHT,
        hints=SOUGHT_HINTS,
        reveals={"3": "beyond_level_2"},
        coerce=int,
    )
    category = fields.Radios(
        label="Category", choices=Category, coerce=int, empty_value=None, required=False
    )
    reason = fields.LongText(
        label="Why does the case need multi-agency meetings?",
        help_text="What meetings would add to what the agencies already do.",
        required=False,
        max_length=LONGEST,
    )
    wanted = fields.LongText(
        label="What is wanted, and from which agencies?", required=False, max_length=LONGEST
    )
    beyond_level_2 = fields.LongText(
        label="What can Level 2 not deliver?", required=False, max_length=LONGEST
    )
    risk = fields.LongText(
        label="What is the risk of serious harm?",
        help_text="To whom, when and how, by the current assessment.",
        required=False,
        max_length=LONGEST,
    )
    assessed_on = fields.DateField(
        label="Date of the current risk assessment",
        help_text="For example, 27 3 2026",
        required=False,
    )
    release_on = fields.DateField(
        label="Release date, if the person is in custody",
        called="the release date",
        help_text="For example, 27 3 2026",
        required=False,
    )
    victims = fields.LongText(
        label="Victims and persons at risk",
        help_text="By initials only. If none are known, say so.",
        required=False,
        max_length=LONGEST,
    )
    disclosure = fields.LongText(
        label="Thoughts on disclosure (optional)",
        help_text="Who outside the agencies may need to be told something, and what.",
        required=False,
        max_length=LONGEST,
    )

    @property
    def then(self) -> str:
        """Where the button that was pressed leads once it is saved."""
        return "submit" if "send" in self.data else "show"

    def keep_what_was_typed(self, why_not: str, version: int) -> None:
        """Show the page again with the sentence. Saved again, it replaces what is there now."""
        self.add_error(None, why_not)
        self.data = {**dict(self.data.items()), "version": version}

    def clean_assessed_on(self) -> date | None:
        day: date | None = self.cleaned_data["assessed_on"]
        if day and day > localdate():
            raise forms.ValidationError("The date of the risk assessment must not be to come")
        return day


class BecauseForm(Form):
    """A step that is taken for a reason, and asks nothing else."""

    because = fields.LongText(max_length=2000)

    def __init__(self, *args: Any, question: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].label = question
        self.fields["because"].help_text = hint
        self.fields["because"].error_messages["required"] = "Say why"


def _criteria(level: Level) -> list[tuple[str, str]]:
    return [(each.key, each.words) for each in CRITERIA.values() if each.level == level]


class ScreenForm(Form):
    groups = [
        ("Criteria that are met", ["level_2", "level_3"]),
        ("Decision", ["outcome", "rationale", "answer"]),
    ]

    level_2 = fields.Checkboxes(label="Level 2", choices=_criteria(Level.TWO), required=False)
    level_3 = fields.Checkboxes(
        label="Level 3",
        help_text="Needs the criteria of Level 2 and one of these.",
        choices=_criteria(Level.THREE),
        required=False,
    )
    outcome = fields.Radios(
        label="What is decided?",
        choices=Outcome,
        error_messages={"required": "Select what is decided"},
    )
    rationale = fields.LongText(
        label="Why?",
        help_text="For the screening record, which those who screen can read.",
        max_length=LONGEST,
        error_messages={"required": "Say why this is decided"},
    )
    answer = fields.LongText(
        label="What is the referrer told?",
        help_text="The reason in words for the referrer, with any advice or actions. Those who"
        " are later invited to a panel can read it too. You may leave it out if you accept.",
        required=False,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, outcomes: Iterable[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.value, each.label) for each in outcomes]
        self.fields["outcome"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One list of criteria; and what a decision must come with."""
        given: dict[str, Any] = super().clean() or {}
        given["criteria"] = [*given.pop("level_2", []), *given.pop("level_3", [])]
        _step, level = STEPS.get(given.get("outcome", ""), ("", None))
        if level and (wanting := unmet(level, given["criteria"])):
            self.add_error(f"level_{_asked_of(wanting)}", wanting)
        if given.get("outcome") and not level and not given.get("answer", "").strip():
            self.add_error("answer", "Say what the referrer is told, with any advice or actions")
        return given


def _asked_of(sentence: str) -> int:
    """The level whose criteria the sentence asks for."""
    return 3 if sentence.startswith(Level.THREE.label) else 2
