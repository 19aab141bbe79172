"""What a night's comparison of the shares with the facts found, and put right."""

from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from access.rows import Shared, VisibleQuerySet
from agencies.models import Area
from nominals.models import Nominal


class OfOwnArea(VisibleQuerySet[Any]):
    """Read by those of the area who may list them, and by its service: no share opens them."""

    area: ClassVar[str] = "area"

    def visible_to(self, actor: Actor | None) -> Self:
        reads = actor and (may(actor, "reconcile.list") or may(actor, "reconcile.run"))
        return self.filter(**{self.area: actor.area_id}) if actor and reads else self.none()


class OfRunsOfOwnArea(OfOwnArea):
    area = "run__area"


class ReconcileRun(Shared):
    """One comparison of every share of an area with what the facts say, and how it ended."""

    kind = "reconcile"
    follows = ()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField()
    checked = models.PositiveIntegerField(help_text="How many live shares were compared.")
    given = models.PositiveIntegerField(help_text="How many were missing.")
    ended = models.PositiveIntegerField(help_text="How many were too much.")
    redated = models.PositiveIntegerField(help_text="How many were to end on another day.")

    objects: ClassVar[Any] = OfOwnArea.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area", "-at"], name="reconcile_run_of_an_area")
        ]

    def __str__(self) -> str:
        return f"Reconcile {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:show_reconcile", args=[self.pk])

    @property
    def differences(self) -> int:
        return self.given + self.ended + self.redated


class What(models.TextChoices):
    """How a share was put right."""

    GIVEN = "given", "Was missing, and given"
    ENDED = "ended", "Was too much, and ended"
    REDATED = "redated", "Had the wrong dates, and given the right ones"


class _OutOfStep(models.Model):
    """What kind of share differed from the facts: on which kind of record, from which cause."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record_kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    what = models.CharField(max_length=10, choices=What)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.record_kind}: {self.source} {self.what}"


class Difference(_OutOfStep, Shared):
    """How many shares of one kind differed in one way: it says of no record which."""

    kind = "difference"
    follows = ()

    run = models.ForeignKey(
        ReconcileRun, on_delete=models.CASCADE, related_name="differences_found"
    )
    times = models.PositiveIntegerField()

    objects: ClassVar[Any] = OfRunsOfOwnArea.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["record_kind", "source", "what"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["run", "record_kind", "source", "what"],
                name="a_difference_is_counted_once_for_a_run",
            )
        ]


class Mended(_OutOfStep, Shared):
    """A share on a record about a nominal was put right: seen by whoever sees the nominal."""

    kind = "mended"

    run = models.ForeignKey(ReconcileRun, on_delete=models.CASCADE, related_name="+")
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    record_id = models.UUIDField()

    class Meta:
        ordering: ClassVar[list[str]] = ["record_kind", "source", "what", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "nominal"], name="mended_in_a_run")
        ]
