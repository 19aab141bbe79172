"""Actions, and what their owners say of them."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from access.change import Staged
from access.rows import NobodyAlone, Share, Shared
from agencies.models import Agency, Person
from meetings.lifecycle import ACTION, EXTENSION, ActionStatus, ExtensionStatus
from nominals.models import Nominal

from .plan import Slot


class Action(Staged):
    """Something that one agency is to do about a nominal by a date.

    Open to the agency that owns it, the lead's case manager and those who run the panel; and,
    while it is offered to another agency, to that one. One person answers for it, or the agency
    until somebody takes it. Overdue is not a status: it is a question about a date.
    """

    kind = "action"
    lifecycle = ACTION
    follows = ("nominal_id", "pk")

    class Pillar(models.TextChoices):
        SUPERVISION = "supervision", "Supervision"
        MONITORING = "monitoring", "Monitoring and control"
        INTERVENTIONS = "interventions", "Interventions and treatment"
        VICTIM_SAFETY = "victim_safety", "Victim safety"

    class Priority(models.TextChoices):
        NORMAL = "normal", "Normal"
        HIGH = "high", "High"

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
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    status = models.CharField(max_length=10, choices=ActionStatus, default=ActionStatus.OPEN)
    offered_to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "number", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["slot", "number"], name="actions_of_a_slot_are_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(offered_to__isnull=True) | ~Q(offered_to=F("agency")),
                name="an_action_is_offered_to_another_agency",
            ),
            models.CheckConstraint(
                condition=Q(carried_from__isnull=True, origin__isnull=True)
                | Q(carried_from__isnull=False, origin__isnull=False),
                name="what_is_carried_forward_has_an_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_action", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.slot.area_id

    @property
    def is_for_the_chair(self) -> bool:
        """Whether nobody but the chair confirms that it is done."""
        return self.priority == self.Priority.HIGH


class ActionShare(Share):
    """An action is open to a group."""

    content_object = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="shares")


class ActionUserShare(NobodyAlone):
    """No action is open to a single user but through their own group."""

    content_object = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")


class ActionUpdate(Shared):
    """What somebody said of an action, and when; evidence, where it names its reference."""

    kind = "action_update"
    follows = ("nominal_id", "action_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    reference = models.CharField(
        max_length=120, blank=True, help_text="Where the evidence is kept: a record's number."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"Update {self.pk}"


class Extension(Staged):
    """Longer time for an action: asked for, then granted or refused, with the dates it changed.

    Those that were granted are the history of when the action was due.
    """

    kind = "extension"
    lifecycle = EXTENSION
    follows = ("nominal_id", "action_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="extensions")
    was_due_on = models.DateField()
    until = models.DateField()
    because = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=ExtensionStatus, default=ExtensionStatus.ASKED)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(status=ExtensionStatus.ASKED),
                name="longer_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("was_due_on")), name="longer_is_later_than_it_was_due"
            ),
            models.CheckConstraint(
                condition=Q(status=ExtensionStatus.ASKED) | Q(decided_at__isnull=False),
                name="longer_is_decided_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"Extension {self.pk}"

    @property
    def area_id(self) -> UUID:
        return self.action.area_id
