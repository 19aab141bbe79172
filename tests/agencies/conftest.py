"""Pat with a password, and a way to sign in by the form."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection
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


@pytest.fixture
def refusals():
    """The tries that are written in the trail meanwhile: those of nobody, nobody may read."""

    @contextmanager
    def watched() -> Iterator[list[tuple[str, UUID | None, str]]]:
        written: list[tuple[str, UUID | None, str]] = []

        def note(execute, sql, params, many, context):
            answer = execute(sql, params, many, context)
            if sql.startswith('INSERT INTO "audit_event"'):
                row = dict(
                    zip(re.findall(r'"(\w+)"', sql.split("VALUES")[0])[1:], params, strict=True)
                )
                if row["kind"] == "refusal":
                    written.append((row["action"], row["record_id"], row["detail"].obj["why"]))
            return answer

        with connection.execute_wrapper(note):
            yield written

    return watched
