"""The questions of signing in."""

from typing import Any
from uuid import UUID

from django import forms

from govuk import fields
from govuk.forms import Form

from .models import Appointment


class SignInForm(Form):
    email = forms.EmailField(
        label="Email address",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,  # hashing a longer one costs the server, and nobody has one
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ConfirmForm(Form):
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=1000,
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
