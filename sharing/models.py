"""Why a case is open to one person for a while, and what closes it to all but a few."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate

from access.change import Kept, Staged
from access.rows import Shared, VisibleQuerySet
from agencies.models import Agency, Person
from nominals.models import Nominal

from .lifecycle import LIFECYCLE, Status

# However long an area makes an emergency last, the database opens nothing for longer.
LONGEST_EMERGENCY = timedelta(hours=24)


class OpeningQuerySet(VisibleQuerySet[Any]):
    """Cases open to one person for a time, through a cause that somebody gave."""

    def live(self, at: datetime) -> Self:
        """Those that neither ended nor ran out by this moment."""
        return self.filter(ended_at=None, until__gt=at)


class Opening(Kept):
    """A case is open to one person, for a reason, from a moment until another."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_because = models.CharField(max_length=200, blank=True)

    objects = OpeningQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-given_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__gt=F("given_at")), name="%(class)s_lasts_for_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
                name="%(class)s_that_ended_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id

    @property
    def case_manager_id(self) -> UUID:
        return self.nominal.case_manager_id

    @property
    def last_day(self) -> date:
        """The last day on which the case is open because of this, if nothing ends it."""
        return localdate(self.until - timedelta(microseconds=1))

    def is_live(self, at: datetime) -> bool:
        """Whether it neither ended nor ran out by this moment."""
        return self.ended_at is None and self.until > at


class NamedPerson(Opening):
    """A person named for one case: a voluntary caseworker, a victim liaison officer."""

    kind = "named_person"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class AuditSample(Opening):
    """A case drawn at random for an auditor to read, with its papers.

    The number that seeded the draw, the period and how many were drawn from are kept, so that
    anyone can see that it was chance that chose.
    """

    kind = "audit_sample"

    auditor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    draw_id = models.UUIDField()
    seed = models.PositiveBigIntegerField()
    heard_from = models.DateField()
    heard_to = models.DateField()
    drawn_from = models.PositiveIntegerField(help_text="How many cases could have been drawn.")


class BreakGlass(Staged):
    """A case that someone of the responsible authority opened to themselves in an emergency."""

    class Outcome(models.TextChoices):
        PROPORTIONATE = "proportionate", "Proportionate"
        NOT_PROPORTIONATE = "not_proportionate", "Not proportionate"

    kind = "break_glass"
    lifecycle = LIFECYCLE

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    appointment_id = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    status = models.CharField(max_length=20, choices=Status, default=Status.TO_REVIEW)
    review_due_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    review_note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(
                    until__gt=F("opened_at"), until__lte=F("opened_at") + LONGEST_EMERGENCY
                ),
                name="an_emergency_lasts_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.TO_REVIEW, reviewed_at=None, reviewed_by=None, outcome="")
                | Q(status=Status.REVIEWED, reviewed_at__isnull=False, reviewed_by__isnull=False)
                & ~Q(outcome="")
                & ~Q(review_note=""),
                name="a_review_says_by_whom_and_what_it_found",
            ),
            models.CheckConstraint(
                condition=~Q(reviewed_by=F("person")), name="nobody_reviews_their_own_emergency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("sharing:show_break_glass", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id

    @property
    def case_manager_id(self) -> UUID:
        return self.nominal.case_manager_id

    def is_open(self, at: datetime) -> bool:
        """Whether the case is still open because of this: a review may close it early."""
        return self.until > at and self.outcome != self.Outcome.NOT_PROPORTIONATE


class EmergencyTry(models.Model):
    """A try at opening a case in an emergency, kept for as long as it counts against the next.

    It says nothing of what was typed, nor whether anything opened; the application's role
    neither reads nor writes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "at"], name="emergency_try_by_person")
        ]

    def __str__(self) -> str:
        return f"Try at {self.at:%Y-%m-%d %H:%M}"


class Seal(Kept):
    """A case closed to all but the people named."""

    kind = "seal"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    sealed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-sealed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["nominal"], condition=Q(lifted_at=None), name="one_seal_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_seal_that_was_lifted_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SealedFor(Shared):
    """Somebody to whom a sealed case stays open."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["seal", "person"], name="a_person_is_named_once_on_a_seal"
            )
        ]

    def __str__(self) -> str:
        return f"Named on seal {self.seal_id}"
