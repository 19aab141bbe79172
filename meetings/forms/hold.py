"""What is asked while a case is heard: who came, what is decided, what is to be done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from access.change import Kept
from agencies.models import Agency, Person
from govuk import fields
from govuk.forms import Form
from meetings.decisions import FOUR_TESTS
from meetings.models import Action, Attendance, Decision, Disclosure
from meetings.recording import NEW
from meetings.services.attend import Seat

LONG = 8000
ASKED_OF_A_SEAT = ("presence", "represented_by", "seniority", "deputy", "late", "version")


class SeenForm(Form):
    """A form about a record that somebody else may change too: it says which version was seen.

    `found` is the record as it is, or None where there is none yet.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, found: Kept | None, **kwargs: Any) -> None:
        self.seen = found.version if found else NEW
        super().__init__(*args, initial={**self.said(found), "version": self.seen}, **kwargs)

    def said(self, found: Any) -> dict[str, Any]:
        """What the record says, by field."""
        return {name: getattr(found, name) for name in self.base_fields if hasattr(found, name)}

    def look_again(self) -> None:
        """Let what was typed be sent once more, now that the record as it is stands beside it."""
        self.data = resent(self.data, {self.add_prefix("version"): self.seen})


class AttendanceForm(Form):
    """How each invited agency's seat was filled: all on one page, saved at once."""

    def __init__(self, *args: Any, seats: Mapping[Agency, Attendance | None], **kw: Any) -> None:
        super().__init__(*args, prefix="attendance", **kw)
        self.seats = seats
        for agency, seat in seats.items():
            self._ask(agency, seat)

    def _ask(self, agency: Agency, seat: Attendance | None) -> None:
        choices = [("", "Not recorded"), *Attendance.Presence.choices]
        asked = {
            "presence": forms.ChoiceField(
                label=f"How {agency} attended",
                choices=choices,
                required=False,
                initial=seat.presence if seat else "",
            ),
            "represented_by": forms.CharField(
                label=f"Who represented {agency}",
                max_length=120,
                required=False,
                initial=seat.represented_by if seat else "",
            ),
            "seniority": forms.ChoiceField(
                label=f"Seniority of whoever came for {agency}",
                choices=[("", "Seniority"), *Attendance.Seniority.choices],
                required=False,
                initial=seat.seniority if seat else "",
            ),
            "deputy": forms.BooleanField(
                label="A deputy",
                required=False,
                initial=bool(seat and seat.deputy),
            ),
            "late": forms.BooleanField(
                label="Came late",
                required=False,
                initial=bool(seat and seat.late),
            ),
            "version": forms.IntegerField(
                widget=forms.HiddenInput,
                required=False,
                initial=seat.version if seat else NEW,
            ),
        }
        self.fields |= {f"{name}_{agency.pk}": field for name, field in asked.items()}

    def rows(self) -> list[tuple[Agency, Attendance | None, dict[str, BoundField]]]:
        """Each agency, what is recorded, and its fields, as a table shows them."""
        return [
            (agency, seat, {name: self[f"{name}_{agency.pk}"] for name in ASKED_OF_A_SEAT})
            for agency, seat in self.seats.items()
        ]

    def clean(self) -> dict[str, Any]:
        """The seats that say how they were filled; one left open is not recorded yet."""
        given = super().clean() or {}
        seats = []
        for agency in self.seats:
            said: dict[str, Any] = {
                name: given.get(f"{name}_{agency.pk}") for name in ASKED_OF_A_SEAT
            }
            if said["represented_by"] and not said["presence"]:
                self.add_error(f"presence_{agency.pk}", f"Select how {agency} attended")
            elif said["presence"]:
                seats.append(Seat(agency=agency, **said))
        return {"seats": seats}

    def look_again(self) -> None:
        """Let what was chosen be sent once more, beside the seats as they are now."""
        versions = {
            self.add_prefix(f"version_{agency.pk}"): seat.version if seat else NEW
            for agency, seat in self.seats.items()
        }
        self.data = resent(self.data, versions)


class NoteForm(SeenForm):
    """What the chair notes for themselves; it may be emptied again."""

    text = fields.LongText(
        label="Your private notes",
        help_text="Only you can read this. It is never part of the minutes or of a printed copy.",
        rows=4,
        max_length=LONG,
        required=False,
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, prefix="note", **given)


def resent(data: Any, versions: Mapping[str, int]) -> QueryDict:
    """What was sent, as if from a page that had shown these versions."""
    changed: QueryDict = data.copy()
    for key, version in versions.items():
        changed[key] = str(version)
    return changed


class DisclosureForm(SeenForm):
    """Whether to tell anybody outside the panel: considered for every person at every meeting."""

    choice = fields.Radios(
        label="Is anybody outside the panel to be told?",
        choices=Disclosure.Choice.choices,
        hints={"disclose": "Say to whom and what below, and that all four tests are met."},
        reveals={"revisit": "revisit_on"},
        error_messages={"required": "Select a disclosure decision"},
    )
    revisit_on = fields.DateField(
        label="When to come back to it", help_text="For example, 27 3 2027", required=False
    )
    to_whom = forms.CharField(label="If you disclose: to whom", max_length=200, required=False)
    what = fields.LongText(
        label="If you disclose: what they will be told", rows=3, max_length=LONG, required=False
    )
    plan = fields.LongText(
        label="If you disclose: who tells them, how and when",
        help_text="Also whether the person is told first, and what support whoever is told gets.",
        rows=3,
        max_length=LONG,
        required=False,
    )
    tests = fields.Checkboxes(
        label="If you disclose: the four tests",
        choices=[(test, f"It is {test}") for test in FOUR_TESTS],
        required=False,
    )
    rationale = fields.LongText(
        label="Why",
        rows=4,
        max_length=LONG,
        error_messages={"required": "Say why this was decided about disclosure"},
    )

    def __init__(self, *args: Any, found: Disclosure | None) -> None:
        super().__init__(*args, found=found, prefix="disclosure")

    def said(self, found: Any) -> dict[str, Any]:
        tests = [test for test in FOUR_TESTS if getattr(found, test, False)]
        return {**super().said(found), "tests": tests}

    def clean(self) -> dict[str, Any]:
        """To disclose takes to whom, what and all four tests; to come back to it, a date."""
        given = super().clean() or {}
        tests = given.pop("tests", None) or []
        if given.get("choice") == Disclosure.Choice.DISCLOSE:
            self._need("to_whom", given.get("to_whom"), "Say to whom you disclose")
            self._need("what", given.get("what"), "Say what they will be told")
            self._need(
                "tests", len(tests) == len(FOUR_TESTS), "Disclose only if all four tests are met"
            )
        if given.get("choice") == Disclosure.Choice.REVISIT and "revisit_on" not in self.errors:
            self._need("revisit_on", given.get("revisit_on"), "Enter the date to come back to it")
        return {**given, **{test: test in tests for test in FOUR_TESTS}}

    def _need(self, name: str, answer: Any, words: str) -> None:
        if not answer:
            self.add_error(name, words)


class DecisionForm(SeenForm):
    """The level from now on, why, who disagreed, and when the case comes back.

    `follows` says of each level what follows from it: the dates of the next review, or that the
    person leaves.
    """

    choice = fields.Radios(
        label="At which level is the case managed from now?",
        choices=Decision.Choice.choices,
        error_messages={"required": "Select a level"},
    )
    rationale = fields.LongText(
        label="Why this level",
        help_text="What it rests on, and what else was considered.",
        rows=4,
        max_length=LONG,
        error_messages={"required": "Say why this level was decided"},
    )
    dissent = fields.LongText(
        label="Who disagreed, and why",
        help_text="Leave it empty if nobody did.",
        rows=2,
        max_length=LONG,
        required=False,
    )
    review_on = fields.DateField(
        label="Next review", called="the date of the next review", required=False
    )

    def __init__(self, *args: Any, found: Decision | None, follows: Mapping[str, str]) -> None:
        super().__init__(*args, found=found, prefix="decision")
        choice: Any = self.fields["choice"]
        choice.hints = dict(follows)

    def clean(self) -> dict[str, Any]:
        """At Level 2 or 3 a case comes back."""
        given = super().clean() or {}
        meets = given.get("choice") not in {None, "", Decision.Choice.LEVEL_1}
        if meets and not given.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", "Enter the date of the next review")
        return given


class ActionForm(Form):
    """Something to do, by whom and by when: an agency of the panel or the lead, or its people."""

    text = fields.LongText(
        label="What is to be done",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say what is to be done"},
    )
    pillar = fields.Radios(
        label="Which pillar of the plan does it serve?",
        choices=Action.Pillar.choices,
        error_messages={"required": "Select a pillar"},
    )
    agency = forms.TypedChoiceField(
        label="Agency", error_messages={"required": "Select the agency that is to do it"}
    )
    person = forms.TypedChoiceField(
        label="Person in that agency, if one is named", required=False, empty_value=None
    )
    due_on = fields.DateField(
        label="Due", called="the due date", help_text="For example, 27 3 2027"
    )
    priority = fields.Radios(
        choices=Action.Priority.choices,
        initial=Action.Priority.NORMAL,
        hints={"high": "A chair of the panel checks that it is done."},
        required=False,
        empty_value=Action.Priority.NORMAL,
    )

    def __init__(
        self, *args: Any, people: Mapping[Agency, Sequence[Person]], earliest: date
    ) -> None:
        super().__init__(*args, prefix="action")
        self.earliest, self.of = earliest, people
        offered = {person: agency for agency, own in people.items() for person in own}
        self._offer("agency", [("", "Choose an agency"), *_keyed(people)], people)
        groups = [(agency.name, _keyed(own)) for agency, own in people.items() if own]
        self._offer("person", [("", "Nobody in particular"), *groups], offered)

    def _offer(self, name: str, choices: list[Any], records: Iterable[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
        field.coerce = {str(each.pk): each for each in records}.get

    def clean(self) -> dict[str, Any]:
        """The person works for the agency, and the day is not past."""
        given = super().clean() or {}
        agency, person, due_on = (given.get(name) for name in ("agency", "person", "due_on"))
        if agency and person and person not in self.of[agency]:
            self.add_error("person", f"Select somebody who works for {agency}, or nobody")
        if due_on and due_on < self.earliest:
            self.add_error("due_on", "The due date must be today or in the future")
        return given


def _keyed(records: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in records]
