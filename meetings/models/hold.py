"""What happens in a slot: who came, what was decided and disclosed; what its chair noted."""

from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.actor import Actor
from access.change import Kept
from access.rows import NobodyAlone, Share, VisibleQuerySet
from agencies.models import Agency, Person
from nominals.models import Level, Nominal

from .plan import Slot


class _OfASlot(Kept):
    """Something recorded in one slot."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def area_id(self) -> UUID:
        area: UUID = self.slot.area_id  # type: ignore[attr-defined]
        return area

    @property
    def case_manager_id(self) -> UUID:
        return self.nominal.case_manager_id


class Attendance(_OfASlot):
    """How one agency's seat was filled in one slot."""

    kind = "attendance"

    class Presence(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        BY_VIDEO = "by_video", "By video"
        PART = "part", "In person, for part of it"
        VIDEO_PART = "video_part", "By video, for part of it"
        REPORT = "report", "Report in lieu"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    class Seniority(models.TextChoices):
        PRACTITIONER = "practitioner", "Practitioner"
        MANAGER = "manager", "Manager"
        SENIOR = "senior", "Senior manager"

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="attendances")
    presence = models.CharField(max_length=10, choices=Presence)
    represented_by = models.CharField(max_length=120, blank=True)
    seniority = models.CharField(max_length=12, choices=Seniority, blank=True)
    deputy = models.BooleanField("a deputy came", default=False)
    late = models.BooleanField("came late", default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["agency__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["slot", "agency"], name="one_attendance_for_each_seat_and_slot"
            )
        ]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"


ATTENDED = (
    Attendance.Presence.IN_PERSON,
    Attendance.Presence.BY_VIDEO,
    Attendance.Presence.PART,
    Attendance.Presence.VIDEO_PART,
)


class Disclosure(_OfASlot):
    """Whether to tell anybody outside the panel: considered and recorded at every slot."""

    kind = "disclosure"

    class Choice(models.TextChoices):
        DISCLOSE = "disclose", "Disclose"
        DO_NOT_DISCLOSE = "do_not_disclose", "Do not disclose"
        ALREADY_DISCLOSED = "already_disclosed", "Already disclosed"
        REVISIT = "revisit", "Come back to it on a date"

    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="disclosure")
    choice = models.CharField(max_length=20, choices=Choice)
    rationale = models.TextField()
    to_whom = models.CharField(max_length=200, blank=True)
    what = models.TextField(blank=True)
    lawful = models.BooleanField(default=False)
    necessary = models.BooleanField(default=False)
    proportionate = models.BooleanField(default=False)
    reasonable = models.BooleanField(default=False)
    plan = models.TextField("who tells them, how and when", blank=True)
    revisit_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(choice="disclose")
                | Q(lawful=True, necessary=True, proportionate=True, reasonable=True),
                name="a_disclosure_meets_the_four_tests",
            ),
            models.CheckConstraint(
                condition=~Q(choice="revisit") | Q(revisit_on__isnull=False),
                name="a_disclosure_put_off_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("disclosures:show", args=[self.pk])


class Decision(_OfASlot):
    """What a slot decided of the case: its level, why, who dissented, and when it comes back."""

    kind = "decision"

    class Choice(models.TextChoices):
        LEVEL_1 = "level_1", "Move to Level 1"
        LEVEL_2 = "level_2", "Manage at Level 2"
        LEVEL_3 = "level_3", "Manage at Level 3"

    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="decision")
    choice = models.CharField(max_length=10, choices=Choice)
    rationale = models.TextField()
    dissent = models.TextField(blank=True)
    review_on = models.DateField("next review", null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(choice="level_1") | Q(review_on__isnull=False),
                name="a_case_at_level_2_or_3_has_a_next_review",
            )
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"

    @property
    def level(self) -> Level:
        return Level(int(self.choice[-1]))


class NoteQuerySet(VisibleQuerySet["ChairNote"]):
    """Notes, each for its writer alone, whatever is shared."""

    def visible_to(self, actor: Actor | None) -> Self:
        seen = super().visible_to(actor)
        return seen.filter(by_id=actor.person_id) if actor else seen


class ChairNote(_OfASlot):
    """What a chair noted for themselves: open to whoever wrote it, and to nobody else at all."""

    kind = "note"
    follows = ("nominal_id", "pk")

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    objects: ClassVar = NoteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["slot", "by"], name="a_chair_has_one_note_about_a_slot")
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class NoteShare(Share):
    """A chair's note is open to a group: its writer's own."""

    content_object = models.ForeignKey(ChairNote, on_delete=models.CASCADE, related_name="shares")


class NoteUserShare(NobodyAlone):
    """No note is open to a single user but through their own group."""

    content_object = models.ForeignKey(ChairNote, on_delete=models.CASCADE, related_name="+")
