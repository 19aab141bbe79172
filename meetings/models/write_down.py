"""The minutes of a slot, section by section, and to whom they were issued."""

from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.db import models
from django.urls import reverse

from access.actor import Actor
from access.change import Kept, Staged
from access.rows import NobodyAlone, Share, Shared, VisibleQuerySet
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
    """One section of the minutes: its key is a row of `meetings.sections`.

    A section saves itself as it is typed. `hand` is the page that wrote it last, `hand_from` the
    version on which its unbroken run of saves began, `hand_nth` the place of the last in it: so a
    save that is sent again after a lost answer is known from one that would write over another's.
    `words_of` is the day of the meeting in whose minutes carried-over words were written.
    """

    kind = "minutes"
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=30)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    hand = models.UUIDField(null=True)
    hand_from = models.PositiveIntegerField(default=0)
    hand_nth = models.PositiveIntegerField(default=0)
    words_of = models.DateField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["minutes", "key"], name="a_section_once_in_the_minutes")
        ]

    def __str__(self) -> str:
        return f"Section {self.key} of {self.minutes_id}"

    @property
    def is_to_confirm(self) -> bool:
        """Whether it says what earlier minutes said, and nobody has said that it still holds."""
        return bool(self.words_of and self.text and not self.confirmed_at)

    @property
    def slot(self) -> Slot:
        return self.minutes.slot

    @property
    def area_id(self) -> UUID:
        return self.minutes.area_id


class EarlierTextQuerySet(VisibleQuerySet["EarlierText"]):
    """Earlier words, for those who see the draft: issued minutes are read by more people."""

    def visible_to(self, actor: Actor | None) -> Self:
        return super().visible_to(actor).filter(minutes__issued_at=None)


class EarlierText(Shared):
    """What a section of a draft said before somebody else wrote it on; never changed.

    Open while the minutes are not issued, and to nobody afterwards.
    """

    kind = "earlier_text"
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="earlier")
    version = models.PositiveIntegerField()
    text = models.TextField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects: ClassVar = EarlierTextQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["section", "version"], name="a_version_of_a_section_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"Earlier text {self.pk}"


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
