"""The minutes of a slot: sections, what is withheld from whom, addenda, and who was sent them."""

from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.actor import Actor
from access.change import Kept, Staged
from access.rows import NobodyAlone, Share, Shared, VisibleQuerySet
from agencies.models import Agency, Person
from meetings.lifecycle import (
    ADDENDUM,
    MINUTES,
    MINUTES_REQUEST,
    AddendumStatus,
    MinutesStatus,
    RequestStatus,
)
from nominals.models import Nominal
from victims.models import VictimRecord

from .plan import Slot


class Minutes(Staged):
    """The record of one slot.

    A draft is open to those who run the panel; issued minutes, to the distribution list, until
    they are recalled. `pen_since` is when whoever is to act on them now was handed them.
    """

    kind = "minutes"
    lifecycle = MINUTES
    follows = ("nominal_id", "pk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="minutes")
    status = models.CharField(max_length=10, choices=MinutesStatus, default=MinutesStatus.DRAFT)
    due_on = models.DateField()
    pen_since = models.DateTimeField(null=True)
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


class Distribution(Kept):
    """Minutes were issued to an agency: because it took part, or by the chair's word (`because`).

    They are read here. Whether its people may also take a copy is the chair's to say.
    """

    kind = "distribution"
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="distribution")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    because = models.TextField(blank=True)
    may_copy = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["agency__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["minutes", "agency"], name="minutes_are_issued_once_to_an_agency"
            )
        ]

    def __str__(self) -> str:
        return f"Distribution {self.pk}"

    @property
    def slot(self) -> Slot:
        return self.minutes.slot

    @property
    def area_id(self) -> UUID:
        return self.minutes.area_id

    @property
    def chair_id(self) -> UUID:
        return self.minutes.chair_id


class Redaction(Kept):
    """Words of a section or of an addendum that some readers must not see; the text stays whole.

    The words are those from `starts` to `ends`, counted in characters of the text whose digest is
    `text_is`: were the text another, all of it would be withheld. Lifted, a mark is kept.
    """

    kind = "redaction"
    follows = ("nominal_id", "minutes_id")

    class Reason(models.TextChoices):
        VICTIM = "victim", "It tells who or where a victim or a person at risk is"
        NOT_WITH = "not_with", "It is not to be shared with an agency or a person"
        THIRD_PARTY = "third_party", "It is about somebody else"
        OTHER = "other", "Another reason"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="redactions")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, related_name="+")
    addendum = models.ForeignKey("Addendum", on_delete=models.PROTECT, null=True, related_name="+")
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    text_is = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=300, blank=True)
    victim = models.ForeignKey(VictimRecord, on_delete=models.PROTECT, null=True, related_name="+")
    not_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    not_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts", "at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(section=None, addendum__isnull=False)
                | Q(section__isnull=False, addendum=None),
                name="words_are_withheld_from_one_text",
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=models.F("starts")) | Q(lifted_at__isnull=False),
                name="a_redaction_withholds_some_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Redaction {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:list_redactions", args=[self.minutes_id])

    @property
    def slot(self) -> Slot:
        return self.minutes.slot

    @property
    def area_id(self) -> UUID:
        return self.minutes.area_id


class MinutesVersion(Shared):
    """What minutes said as they went to the chair; never changed."""

    kind = "minutes_version"
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField(help_text="By the key of the section.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["minutes", "number"], name="versions_of_minutes_are_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.pk}"


class Addendum(Staged):
    """What was added to minutes after they were issued: the minutes themselves never change.

    Numbered as it is approved by the chair, and then read by whoever reads the minutes.
    """

    kind = "addendum"
    lifecycle = ADDENDUM
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField(null=True)
    text = models.TextField()
    status = models.CharField(max_length=10, choices=AddendumStatus, default=AddendumStatus.DRAFT)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "addenda"
        ordering: ClassVar[list[str]] = ["number", "written_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["minutes", "number"], name="addenda_to_minutes_are_numbered_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(number__isnull=False, approved_at__isnull=False),
                name="an_addendum_that_is_issued_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"Addendum {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_addendum", args=[self.pk])

    @property
    def slot(self) -> Slot:
        return self.minutes.slot

    @property
    def area_id(self) -> UUID:
        return self.minutes.area_id

    @property
    def chair_id(self) -> UUID:
        return self.minutes.chair_id


class Acknowledgement(Shared):
    """Somebody has read minutes, and so many addenda to them, and says so; never changed."""

    kind = "acknowledgement"
    follows = ("nominal_id", "minutes_id")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="+")
    addenda = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["minutes", "person", "addenda"], name="minutes_are_acknowledged_once"
            )
        ]

    def __str__(self) -> str:
        return f"Acknowledgement {self.pk}"


class MinutesRequest(Staged):
    """Somebody outside the panel asks for minutes: who, on what ground, and what was decided."""

    kind = "minutes_request"
    lifecycle = MINUTES_REQUEST
    follows = ("nominal_id", "minutes_id")

    class Ground(models.TextChoices):
        COURT_ORDER = "court_order", "An order of a court"
        PROCEEDINGS = "proceedings", "Court proceedings, without an order"
        SUBJECT = "subject", "A person asks for what is held about them"
        FREEDOM = "freedom", "Freedom of information"
        AGENCY = "agency", "An agency that was not at the meeting"
        REVIEW = "review", "A review, an inquest or an inspection"
        OTHER = "other", "Another ground"

    class Outcome(models.TextChoices):
        SUMMARY = "summary", "Release the executive summary"
        REDACTED = "redacted", "Release the minutes without what is marked"
        REFUSED = "refused", "Release nothing"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="requests")
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.RECEIVED)
    asked_by = models.CharField("who asks", max_length=200)
    ground = models.CharField(max_length=12, choices=Ground)
    wanted = models.TextField("what they ask for and why", blank=True)
    received_on = models.DateField()
    checked = models.CharField("how it is known who asks", max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    answered_how = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(status__in=("decided", "answered"))
                | (~Q(outcome="") & ~Q(reasons="") & Q(decided_by__isnull=False)),
                name="a_request_for_minutes_is_decided_with_reasons",
            )
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_request", args=[self.pk])

    @property
    def slot(self) -> Slot:
        return self.minutes.slot

    @property
    def area_id(self) -> UUID:
        return self.minutes.area_id

    @property
    def chair_id(self) -> UUID:
        return self.minutes.chair_id
