"""The trail: one row for each change, each reading and each try that was refused."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Event(models.Model):
    """One thing that a person did, one reading, or one try that was refused.

    The table takes rows and gives none back: PostgreSQL refuses to change, delete or truncate
    them, whoever asks (`audit/migrations/0002_append_only.py`). The trail shows history; it
    never decides anything.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", "Changed"
        READING = "reading", "Read"
        LISTING = "listing", "Read in a list"
        REFUSAL = "refusal", "Refused"

    # A key made here, so that an insert need not read its own row back through row security.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_index=True)
    # Nobody, where whoever tried to sign in was not let in.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    appointment_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHANGE)
    record_kind = models.CharField(max_length=40, blank=True)
    record_id = models.UUIDField(null=True)
    nominal_id = models.UUIDField(null=True)
    # Whatever else the page showed that has readers of its own: the nominals it named, returns.
    # PostgreSQL keeps an index of it, and of who has looked (`audit/migrations/0004_who_reads.py`).
    shown = ArrayField(models.UUIDField(), default=list)
    detail = models.JSONField(default=dict)
    # The network address that asked, and a mark of the session; nothing where no request did.
    came_from = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record_id", "-at"], name="event_of_a_record"),
            models.Index(fields=["nominal_id", "-at"], name="event_about_a_nominal"),
            models.Index(fields=["by", "-at"], name="event_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"


class TrailDay(models.Model):
    """A day of the trail (UTC), sealed: a hash of its events, chained to the day before.

    Made by PostgreSQL alone, once the day is over (`audit/seals.py`), and never changed.
    """

    day = models.DateField(primary_key=True)
    events = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"
