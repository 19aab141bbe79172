"""What a check for leaks did and found: never what leaked, nor about whom."""

from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from access.rows import Shared, VisibleQuerySet


class OfACheck(VisibleQuerySet[Any]):
    """Checks and what they found: read by those who may list them, and by the service."""

    def visible_to(self, actor: Actor | None) -> Self:
        reads = actor and (may(actor, "leak_check.list") or may(actor, "leak_check.run"))
        return self.all() if reads else self.none()


class LeakCheck(Shared):
    """One check: who asked for what, as how many people, and how it ended.

    It is not about a nominal, so no share opens it: it is open by role.
    """

    kind: ClassVar[str] = "leak_check"
    follows: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    thorough = models.BooleanField(default=False)
    complete = models.BooleanField(default=False, help_text="It asked all that it meant to.")
    people = models.PositiveIntegerField(default=0)
    roles = models.PositiveSmallIntegerField(default=0)
    addresses = models.PositiveSmallIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    strings = models.PositiveIntegerField(default=0, help_text="How many were looked for.")
    found = models.PositiveIntegerField(default=0)

    objects: ClassVar = OfACheck.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at"]

    def __str__(self) -> str:
        return f"Leak check {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:show_leak_check", args=[self.pk])


class LeakFinding(Shared):
    """Something that a page showed to somebody to whom nothing opens it.

    It says where, as which role and what kind of thing; `mark` is a keyed hash, so that the same
    thing found twice is known for the same, and by whoever has no key for nothing.
    """

    kind: ClassVar[str] = "leak_finding"
    follows: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    check_run = models.ForeignKey(LeakCheck, on_delete=models.CASCADE, related_name="findings")
    address = models.CharField(max_length=80, help_text="The name of the address.")
    verb = models.CharField(max_length=7)
    role = models.CharField(max_length=30)
    place = models.CharField(max_length=20)
    sort = models.CharField(max_length=20)
    mark = models.CharField(max_length=32)
    times = models.PositiveIntegerField(default=1)

    objects: ClassVar = OfACheck.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["address", "verb", "role", "place", "sort", "mark"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["check_run", "address", "verb", "role", "place", "sort", "mark"],
                name="a_finding_is_written_once_for_a_check",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.sort}"
