"""The command that checks the trail against the seals of its days."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit import seals

SEES_ALL = """
    SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class
    WHERE oid = 'audit_event'::regclass
"""


class Command(BaseCommand):
    """Says OK and the last seal, or the first day that does not agree, and then ends with 1."""

    help = "Work out the seal of each day of the trail again, and say whether they agree."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SEES_ALL)
            if not cursor.fetchone()[0]:
                raise CommandError("Only the owner of the tables sees the whole of the trail.")
        verdict = seals.verify(connection, today=datetime.now(UTC).date())
        if not verdict.agrees:
            raise CommandError(
                f"The trail does not agree with its seals: {verdict.day}. {verdict.why}"
            )
        if verdict.head is None:
            self.stdout.write("No day is sealed yet.")
            return
        self.stdout.write(f"OK up to {verdict.head.day}.")
        self.stdout.write(f"Compare with the copy you keep elsewhere: {verdict.head.hash}")
