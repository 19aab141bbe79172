"""Fields that parse what people type in the Design System's inputs, and answer in its words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
YEAR_DIGITS = 4
NOON = 12


def in_sentence(label: str) -> str:
    """A label within a sentence: "Date of birth" becomes "date of birth", "PNC number" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


class DateBoxes(forms.MultiWidget):
    """Three boxes: day, month, year."""

    PARTS: ClassVar = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in self.PARTS}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """What the boxes show: the parts of a date, or what was typed in them."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return [str(part or "") for part in value] if value else ["", "", ""]


class DateField(forms.Field):
    """A date typed as day, month and year; the month may be a name.

    `called` is what the errors call it where the label is a question: "the date of the meeting".
    """

    widget = DateBoxes

    def __init__(self, *, called: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._called = called

    @property
    def called(self) -> str:
        return self._called or in_sentence(str(self.label or "date"))

    def to_python(self, value: Any) -> date | None:
        """The date in the boxes, or None if all are empty.

        Raises ValidationError naming the boxes to put right.
        """
        if value is None or isinstance(value, date):
            return value
        typed = [str(part or "").strip() for part in value]
        if not any(typed):
            return None
        self._check_complete(typed)
        day, month, year = typed
        if len(year) != YEAR_DIGITS or not year.isdecimal():
            raise self._wrong("must have a year of 4 numbers, like 2026", "year")
        return self._real(day, month, year)

    def _check_complete(self, typed: list[str]) -> None:
        if missing := [part for part, text in zip(DateBoxes.PARTS, typed, strict=True) if not text]:
            raise self._wrong(f"must include a {' and '.join(missing)}", *missing)

    def _real(self, day: str, month: str, year: str) -> date:
        name = month[:3].lower()
        number = str(MONTHS.index(name) + 1) if name in MONTHS else month
        try:
            return date(int(year), int(number), int(day))
        except ValueError:
            raise self._wrong("must be a real date") from None

    def _wrong(self, what: str, *boxes: str) -> ValidationError:
        called = self.called
        words = f"{called[:1].upper()}{called[1:]} {what}"
        return ValidationError(words, code="invalid", params={"boxes": boxes})


class TimeField(forms.CharField):
    """A time of day as people write it: 9am, 9.30, 14:00, 2:30 pm, midday."""

    PATTERN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
    NAMED: ClassVar = {"midday": time(12), "noon": time(12), "midnight": time(0)}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-5"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:  # type: ignore[override]
        """The time, or None if nothing was typed. Raises ValidationError if it is no time."""
        if value is None or isinstance(value, time):
            return value
        typed = str(value).strip().lower()
        return (self.NAMED.get(typed) or self._read(typed)) if typed else None

    def _read(self, typed: str) -> time:
        found = self.PATTERN.fullmatch(typed.replace("a.m.", "am").replace("p.m.", "pm"))
        try:
            return self._clock(found)
        except ValueError:
            raise ValidationError("Enter a time, like 9:30am or 2pm", code="invalid") from None

    @staticmethod
    def _clock(found: re.Match[str] | None) -> time:
        if not found or not (found[2] or found[3]):
            raise ValueError
        hour, half = int(found[1]), found[3]
        if half and not 1 <= hour <= NOON:
            raise ValueError
        return time(
            hour % NOON + (NOON if half == "pm" else 0) if half else hour, int(found[2] or 0)
        )


class LongText(forms.CharField):
    """Several lines. With a max_length, the characters left are counted as they are typed."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser would cut what is pasted without a word."""
        kept = super().widget_attrs(widget)
        return {name: value for name, value in kept.items() if name != "maxlength"}

    def to_python(self, value: Any) -> str | None:
        """The text with plain line ends, counted here as the page counted them."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


class ChoiceHints:
    """Radios and checkboxes: a hint below each choice, and fields that a choice reveals.

    hints and reveals are keyed by the choice's value as a string; reveals holds field names.
    """

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.hints, self.reveals = dict(hints or {}), dict(reveals or {})


class Radios(ChoiceHints, forms.TypedChoiceField):
    """One of a few."""

    widget = forms.RadioSelect


class ModelRadios(ChoiceHints, forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of a few records; the view gives the queryset."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_label": None, **kwargs})


class Checkboxes(ChoiceHints, forms.TypedMultipleChoiceField):
    """Any of a few."""

    widget = forms.CheckboxSelectMultiple


class ModelCheckboxes(ChoiceHints, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any of a few records; the view gives the queryset."""

    widget = forms.CheckboxSelectMultiple


class YesNo(Radios):
    """Yes or no, side by side, as True or False."""

    inline = True

    def __init__(self, **kwargs: Any) -> None:
        answers: Sequence[tuple[str, str]] = (("yes", "Yes"), ("no", "No"))
        super().__init__(
            choices=answers, coerce=lambda value: value == "yes", empty_value=None, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)
