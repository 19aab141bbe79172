"""Actions, and what their owners say of them."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.urls import reverse

from access.change import Staged
from access.rows import NobodyAlone, Share, Shared
from agencies.models import Agency, Person
from meetings.lifecycle import ACTION, ActionStatus
from nominals.models import Nominal

from .plan import Slot


class Action(Staged):
    """Something that one agency is to do about a nominal by a date.

    Open to the agency that owns it, the lead's case manager and those who run the panel.
    Overdue is not a status: it is a question about a date.
    """

    kind = "action"
    lifecycle = ACTION
    follows = ("nominal_id", "pk")

    class Pillar(models.TextChoices):
        SUPERVISION = "supervision", "Supervision"
        MONITORING = "monitoring", "Monitoring and control"
        INTERVENTIONS = "interventions", "Interventions and treatment"
        VICTIM_SAFETY = "victim_safety", "Victim safety"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="actions")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    pillar = models.CharField(max_length=20, choices=Pillar)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="actions")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=ActionStatus, default=ActionStatus.OPEN)
    given_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "number", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["slot", "number"], name="actions_of_a_slot_are_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_action", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.slot.area_id


class ActionShare(Share):
    """An action is open to a group."""

    content_object = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="shares")


class ActionUserShare(NobodyAlone):
    """No action is open to a single user but through their own group."""

    content_object = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")


class ActionUpdate(Shared):
    """What somebody said of an action, and when."""

    kind = "action_update"
    follows = ("nominal_id", "action_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"Update {self.pk}"
