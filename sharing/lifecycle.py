"""The life of a case that was opened in an emergency."""

from django.db import models

from access.lifecycle import Lifecycle


class Status(models.TextChoices):
    TO_REVIEW = "to_review", "To review"
    REVIEWED = "reviewed", "Reviewed"


LIFECYCLE = Lifecycle(
    # step     leaves              reaches
    ("review", {Status.TO_REVIEW}, Status.REVIEWED),
)  # fmt: skip
