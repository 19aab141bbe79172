"""The trail: one row for each change and each reading."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing that a person did, or one reading of a record.

    The table takes rows and gives none back: PostgreSQL refuses to change, delete or truncate
    them, whoever asks (`audit/migrations/0002_append_only.py`). The trail shows history; it
    never decides anything.
    """

    # A key made here, so that an insert need not read its own row back through row security.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    appointment_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    record_kind = models.CharField(max_length=40, blank=True)
    record_id = models.UUIDField(null=True)
    nominal_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record_id", "-at"], name="event_of_a_record"),
            models.Index(fields=["nominal_id", "-at"], name="event_about_a_nominal"),
            models.Index(fields=["by", "-at"], name="event_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"
