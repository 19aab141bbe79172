"""Lay advisers who observe a session: they are there, and read nothing."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.urls import reverse

from access.change import Kept
from agencies.models import Person

from .plan import Session


class Observation(Kept):
    """A lay adviser is to observe a session: presence only, no case and no paper.

    Until the session's day is over it opens the session to them, and nothing of any case in it.
    """

    kind = "observation"
    follows = ("session_id",)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="observations")
    observer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=120)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    was_there = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["given_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "observer"],
                condition=models.Q(ended_at=None),
                name="an_adviser_observes_a_session_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(was_there=None),
                name="an_observation_that_ended_was_not_made",
            ),
        ]

    def __str__(self) -> str:
        return f"Observation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_observation", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.session.area_id
