"""What is asked when a session is moved, or a case is carried over to a later one."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware

from govuk import fields
from govuk.forms import Form
from govuk.words import british_time, weekday_date
from meetings.models import Session

WHY = "Everybody concerned is told that it changed, and not why. Do not write about a case."


class RescheduleForm(Form):
    """When and where a session is held instead: `version` is the session as the page showed it."""

    on = fields.DateField(label="Which day?", called="the day")
    time = fields.TimeField(label="When does it start?", help_text="For example, 9:30am")
    mode = fields.Radios(label="How is it held?", choices=Session.Mode.choices)
    place = forms.CharField(
        label="Where?",
        help_text="It goes into calendars: a room and a building, and nothing about a case.",
        max_length=120,
        required=False,
    )
    because = fields.LongText(
        label="Why?",
        help_text=WHY,
        rows=3,
        max_length=300,
        error_messages={"required": "Say why it is moved"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, found: Session) -> None:
        begins = localtime(found.starts_at)
        said = {"on": begins.date(), "time": british_time(begins), "mode": found.mode}
        super().__init__(data, initial={**said, "place": found.place, "version": found.version})

    def clean(self) -> dict[str, Any]:
        """The moment at which it starts."""
        given = super().clean() or {}
        on, time = given.pop("on", None), given.pop("time", None)
        if on and time:
            given["starts_at"] = make_aware(datetime.combine(on, time))
        return given


class CarryOverForm(Form):
    """The later session that a case is heard in instead."""

    to = fields.ModelRadios(
        label="To which session?",
        queryset=Session.objects.visible_to(None),
        error_messages={"required": "Select a session"},
    )
    because = fields.LongText(
        label="Why?",
        help_text=WHY,
        rows=3,
        max_length=300,
        error_messages={"required": "Say why it is carried over"},
    )

    def __init__(self, data: Any = None, *, later: Any) -> None:
        super().__init__(data)
        to: Any = self.fields["to"]
        to.queryset = later
        to.label_from_instance = in_words


def in_words(session: Session) -> str:
    """Fernshire Level 2 panel, Tuesday 3 March 2026 at 9:30am."""
    begins = localtime(session.starts_at)
    return f"{session.panel.name}, {weekday_date(begins)} at {british_time(begins)}"
