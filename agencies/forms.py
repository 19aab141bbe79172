"""The questions of signing in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password

from govuk import fields
from govuk.forms import Form

from .models import Appointment, Person
from .onward import is_ours

LONGEST_PASSWORD = 1000  # hashing a longer one costs the server, and nobody has one
NO_ANSWER = "No passkey answered. Try again, or use another way."


class SignInForm(Form):
    email = forms.EmailField(
        label="Email address",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(Form):
    code = forms.CharField(
        label="Code",
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "class": "govuk-input--width-10",
                   "spellcheck": "false"}
        ),
        error_messages={"required": "Enter a code"},
    )  # fmt: skip


class AppForm(Form):
    code = forms.CharField(
        label="The code that the app now shows",
        help_text="Six digits. It changes every half minute.",
        max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric",
                   "class": "govuk-input--width-5"}
        ),
        error_messages={"required": "Enter the code that the app shows"},
    )  # fmt: skip


class PasskeyForm(Form):
    """What the browser answers for a passkey; script fills it in."""

    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": NO_ANSWER, "invalid": NO_ANSWER},
    )


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(
        label="A name for this passkey",
        help_text="So that you know it from others. For example, work laptop.",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a name for this passkey"},
    )


class ConfirmForm(Form):
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(Form):
    """A new password, twice, since nobody sees what they type."""

    new_password = forms.CharField(
        label="New password",
        help_text="At least 12 characters. Three words or more that have nothing to do with one"
        " another, or with your work, are easy to remember and hard to guess.",
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label="New password again",
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_password(self) -> str:
        given: str = self.cleaned_data["new_password"]
        try:
            validate_password(given, user=self.person)
        except forms.ValidationError as wrong:  # one at a time: each says what to do
            raise forms.ValidationError(wrong.messages[0].rstrip(".")) from None
        return given

    def clean_new_password_again(self) -> str:
        given: str = self.cleaned_data["new_password_again"]
        if given != self.cleaned_data.get("new_password", given):
            raise forms.ValidationError("The two new passwords are not the same")
        return given


class PasswordForm(NewPasswordForm):
    """Another password in place of the one that one has."""

    field_order = ("password", "new_password", "new_password_again")

    password = forms.CharField(
        label="Your password now",
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChooseForm(Form):
    page_heading = "appointment"
    label_size = "l"

    appointment = fields.Radios(
        label="Which appointment are you acting under?",
        help_text="What you can see and do follows from it, until you choose another.",
        coerce=UUID,
        error_messages={"required": "Select the appointment you are acting under"},
    )

    def __init__(self, *args: Any, held: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.get_role_display()}, {each.agency.name}") for each in held
        ]


def by_word(person: Person) -> type[Form]:
    """What this person can type to say who they are: a password, or a code if they have none."""
    return ConfirmForm if person.has_usable_password() else CodeForm


class PathField(forms.CharField):
    """A path of ours."""

    def __init__(self) -> None:
        super().__init__(max_length=400)

    def validate(self, value: str) -> None:
        super().validate(value)
        if not is_ours(value):
            raise forms.ValidationError("Not a page of ours.")


class DiscardForm(Form):
    path = PathField()


class TypedTextForm(DiscardForm):
    """What script sends of a form: the page, where the form goes, and each field's values."""

    action = PathField()
    typed = forms.JSONField()

    def clean_typed(self) -> dict[str, list[str]]:
        given: object = self.cleaned_data["typed"]
        if not isinstance(given, dict) or not all(map(_are_texts, given.values())):
            raise forms.ValidationError("Not the fields of a form.")
        return given


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(each, str) for each in values)
