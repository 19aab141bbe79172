"""The minutes of a slot, section by section, and to whom they were issued."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.urls import reverse

from access.change import Kept, Staged
from access.rows import NobodyAlone, Share, Shared
from agencies.models import Agency, Person
from meetings.lifecycle import MINUTES, MinutesStatus
from nominals.models import Nominal

from .plan import Slot


class Minutes(Staged):
    """The record of one slot.

    A draft is open to those who run the panel; issued minutes, to the distribution list.
    """

    kind = "minutes"
    lifecycle = MINUTES
    follows = ("nominal_id", "pk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="minutes")
    status = models.CharField(max_length=10, choices=MinutesStatus, default=MinutesStatus.DRAFT)
    due_on = models.DateField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"Minutes {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_minutes", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.slot.area_id

    @property
    def chair_id(self) -> UUID:
        return self.slot.session.chair_id


class MinutesShare(Share):
    """Minutes are open to a group."""

    content_object = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="shares")


class MinutesUserShare(NobodyAlone):
    """No minutes are open to a single user but through their own group."""

    content_object = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="+")


class Section(Kept):
    """One section of the minutes: its key is a row of `meetings.sections`."""

    kind = "minutes"
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=30)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["minutes", "key"], name="a_section_once_in_the_minutes")
        ]

    def __str__(self) -> str:
        return f"Section {self.key} of {self.minutes_id}"

    @property
    def slot(self) -> Slot:
        return self.minutes.slot

    @property
    def area_id(self) -> UUID:
        return self.minutes.area_id


class Distribution(Shared):
    """Minutes were issued to an agency."""

    kind = "distribution"
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="distribution")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["agency__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["minutes", "agency"], name="minutes_are_issued_once_to_an_agency"
            )
        ]

    def __str__(self) -> str:
        return f"Distribution {self.pk}"
