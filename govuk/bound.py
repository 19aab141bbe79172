"""A form's field as the Design System shows it: what kind it is, its choices, its boxes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField

from govuk.fields import DateBoxes

if TYPE_CHECKING:
    from django.forms.forms import BaseForm

# The first that fits says how a widget is shown; a widget that none fits is a plain input.
KINDS: list[tuple[type[forms.Widget], str]] = [
    (DateBoxes, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.PasswordInput, "password"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file-upload"),
]
CLASSES = {
    "input": "govuk-input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file-upload": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
IN_FIELDSETS = {"date", "checkboxes", "radios"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of radios or checkboxes; choosing it may reveal another field."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool
    disabled: bool
    reveals: BoundField | None


@dataclass(frozen=True, slots=True)
class Box:
    """The day, the month or the year of a date."""

    id: str
    name: str
    label: str
    value: str
    width: int
    wrong: bool


class GovukBoundField(BoundField):
    """A field of a form, ready for templates/govuk/field.html."""

    @property
    def kind(self) -> str:
        return next(
            (kind for widget, kind in KINDS if isinstance(self.field.widget, widget)), "input"
        )

    @property
    def in_fieldset(self) -> bool:
        return self.kind in IN_FIELDSETS

    @property
    def size(self) -> str:
        """How large the label is: the page's heading (l), or a question among others (s)."""
        return "l" if self.is_page_heading else getattr(self.form, "label_size", "s")

    @property
    def is_page_heading(self) -> bool:
        return getattr(self.form, "page_heading", "") == self.name

    @property
    def anchor(self) -> str:
        """The id of the first thing to put right, for the error summary to lead to."""
        if self.kind == "date":
            boxes = self.boxes()
            return next((box.id for box in boxes if box.wrong), boxes[0].id)
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        return self.auto_id

    @property
    def longest(self) -> int | None:
        """The most characters a long text may have, counted down while it is typed."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def enhanced(self) -> str:
        """The design system's script that helps here; it is the class of the group too."""
        if self.longest:
            return "govuk-character-count"
        return "govuk-password-input" if self.kind == "password" else ""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Django's attributes less the browser's own checks, whose words are not ours."""
        built = super().build_widget_attrs(attrs, widget)
        for unwanted in ("required", "aria-invalid"):
            built.pop(unwanted, None)
        if self.longest:
            built["aria-describedby"] = (
                f"{built.get('aria-describedby', '')} {self.auto_id}-info".strip()
            )
        if self.kind == "password" and "autocomplete" not in self.field.widget.attrs:
            built["autocomplete"] = "current-password"
        built["class"] = self._classes()
        return built

    def _classes(self) -> str:
        shape, own = CLASSES.get(self.kind, ""), self.field.widget.attrs.get("class", "")
        counted = "govuk-js-character-count" if self.longest else ""
        wrong = f"{shape.split()[0]}--error" if shape and self.errors else ""
        return " ".join(filter(None, [shape, counted, wrong, own]))

    def options(self) -> Iterator[Option]:
        """The choices, each with its hint and the field it reveals."""
        hints, reveals = getattr(self.field, "hints", {}), getattr(self.field, "reveals", {})
        for choice in self.subwidgets:
            data = choice.data
            value = str(data["value"])
            yield Option(
                id=data["attrs"]["id"],
                value=value,
                label=data["label"],
                hint=hints.get(value, ""),
                checked=bool(data["selected"]),
                disabled=bool(data["attrs"].get("disabled")),
                reveals=self.form[reveals[value]] if value in reveals else None,
            )

    def boxes(self) -> list[Box]:
        """The day, month and year boxes of a date, with what was typed in each."""
        typed = self.field.widget.decompress(self.value())
        wrong = self._wrong_boxes()
        return [
            Box(
                id=f"{self.auto_id}_{part}",
                name=f"{self.html_name}_{part}",
                label=part.capitalize(),
                value=value,
                width=4 if part == "year" else 2,
                wrong=part in wrong,
            )
            for part, value in zip(DateBoxes.PARTS, typed, strict=True)
        ]

    def _wrong_boxes(self) -> set[str]:
        """Which boxes an error is about; all of them where it does not say."""
        found = self.form.errors.as_data().get(self.name, [])
        named = {part for error in found for part in (error.params or {}).get("boxes", ())}
        return named if named or not found else set(DateBoxes.PARTS)


def groups(form: "BaseForm") -> Iterator[tuple[str, list[BoundField]]]:
    """The visible fields in the order they are asked, under the headings a form gives in `groups`.

    A field that a choice reveals is shown beneath that choice, and so is left out here.
    """
    revealed = {
        name for field in form.fields.values() for name in getattr(field, "reveals", {}).values()
    }
    shown = [field for field in form.visible_fields() if field.name not in revealed]
    headed: list[tuple[str, list[str]]] = getattr(form, "groups", [])
    grouped = {name for _, names in headed for name in names}
    if loose := [field for field in shown if field.name not in grouped]:
        yield "", loose
    for heading, names in headed:
        yield heading, [field for field in shown if field.name in names]


def problems(form: "BaseForm") -> list[tuple[str, str]]:
    """Every error of a form, in the order of its fields, with the id of the input it is about."""
    first = next((field.anchor for field in form.visible_fields() if hasattr(field, "anchor")), "")
    found = [(str(words), first) for words in form.non_field_errors()]
    for field in form:
        found += [(str(words), getattr(field, "anchor", field.auto_id)) for words in field.errors]
    return found
