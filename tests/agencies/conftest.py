"""Pat with a password, and a way to sign in by the form."""

import pytest
from django.urls import reverse

PASSWORD = "thistles-over-the-river"


@pytest.fixture
def pat(cast):
    """Pat, who can sign in by the form: the rest of the cast have no password."""
    cast.pat.person.set_password(PASSWORD)
    cast.pat.person.save(update_fields=["password"])
    return cast.pat


@pytest.fixture
def sign_in(client):
    def signed_in(email, password=PASSWORD, **given):
        return client.post(
            reverse("agencies:sign_in"), {"email": email, "password": password, **given}
        )

    return signed_in
