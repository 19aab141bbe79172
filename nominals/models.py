"""The people who are managed under MAPPA, and what is known of them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID, uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, OuterRef, Q, Subquery
from django.urls import reverse

from access.change import Kept
from access.rows import Exclusion as BaseOfExclusion
from access.rows import NobodyAlone, Share, Shared, VisibleQuerySet
from agencies.models import Agency, Area, Person


class Category(models.IntegerChoices):
    """Why a person is eligible; exactly one at a time (domain: one category only)."""

    ONE = 1, "Category 1"
    TWO = 2, "Category 2"
    THREE = 3, "Category 3"
    FOUR = 4, "Category 4"


class Level(models.IntegerChoices):
    """How much multi-agency management the case needs."""

    ONE = 1, "Level 1"
    TWO = 2, "Level 2"
    THREE = 3, "Level 3"


class NominalQuerySet(VisibleQuerySet["Nominal"]):
    def standing_on(self, day: date) -> Self:
        """With where each stands on a day (`category_then`, `level_then`), and who leads."""
        return self.select_related("lead_agency", "case_manager").annotate(
            category_then=_then(CategoryEpisode.objects.all(), "category", day),
            level_then=_then(LevelEpisode.objects.all(), "level", day),
        )


def _then(episodes: EpisodeQuerySet[Any], what: str, day: date) -> Subquery:
    """What was true of the nominal on a day; one episode of a kind holds at a time."""
    return Subquery(episodes.on(day).filter(nominal_id=OuterRef("pk")).values(what))


class Nominal(Kept):
    """A person managed under MAPPA. Seen only by those to whom a share opens it."""

    kind = "nominal"
    follows = ("pk",)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, help_text="Per area and year, such as NN25/0042.")
    surname = models.CharField(max_length=80)
    forenames = models.CharField(max_length=80)
    known_as = models.CharField(max_length=120, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=20)
    ethnicity = models.CharField(max_length=60, blank=True, help_text="In words, not a code.")
    address = models.CharField(max_length=200, blank=True)
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    case_manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    visor_reference = models.CharField("ViSOR reference", max_length=20, blank=True)
    pnc_id = models.CharField("PNC ID", max_length=20, blank=True)
    crn = models.CharField("Probation CRN", max_length=20, blank=True)
    index_offence = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=200, blank=True)
    critical = models.BooleanField(
        "critical public protection case", default=False, help_text="Registered nationally."
    )

    objects = NominalQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering: ClassVar[list[str]] = ["surname", "forenames", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["area", "reference"], name="a_reference_is_given_once_in_an_area"
            )
        ]

    def __str__(self) -> str:
        return self.reference  # never the name: this reaches logs and error reports

    def get_absolute_url(self) -> str:
        return reverse("nominals:show", args=[self.pk])

    @property
    def name(self) -> str:
        return f"{self.forenames} {self.surname}"

    @property
    def nominal_id(self) -> UUID:
        return self.pk

    @property
    def sort_key(self) -> str:
        return f"{self.surname}, {self.forenames}".casefold()


class NominalShare(Share):
    """A nominal is open to a group."""

    content_object = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="shares")


class NominalUserShare(NobodyAlone):
    """No nominal is open to a single user but through their own group."""

    content_object = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="+")


class Exclusion(BaseOfExclusion):
    """Who must not receive anything about a nominal: it beats every share."""

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="exclusions")


class _DateRange(Func):
    """SQL: the days from one date until another, or for good."""

    function = "DATERANGE"
    output_field = DateRangeField()


def _one_at_a_time(name: str) -> ExclusionConstraint:
    days = _DateRange("from_on", "until_on", RangeBoundary(inclusive_lower=True))
    return ExclusionConstraint(
        name=name,
        expressions=[("nominal", RangeOperators.EQUAL), (days, RangeOperators.OVERLAPS)],
    )


E = TypeVar("E", bound=Shared, covariant=True)


class EpisodeQuerySet(VisibleQuerySet[E]):
    def on(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day)

    def at_any_time(self, first: date, last: date) -> Self:
        """Those in force on any day from the first to the last."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=first), from_on__lte=last)


class Episode(Shared):
    """Something true of a nominal from one day until the day before another."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The first day it is not true.")

    objects = EpisodeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["from_on"]


class CategoryEpisode(Episode):
    """The category that a nominal is in, on what basis, and why it ended."""

    class Basis(models.TextChoices):
        NOTIFICATION = "notification", "Subject to sex offender notification requirements"
        SRO_BREACH = "sro_breach", "Notification after breach of a Sexual Risk Order"
        SENTENCE = "sentence", "Sentenced to 12 months or more"
        HOSPITAL_ORDER = "hospital_order", "Hospital order"
        OFFENCE = "offence", "Offence indicating a risk of serious harm"
        TERRORISM = "terrorism", "Terrorism or terrorism-connected"

    class End(models.TextChoices):
        NOTIFICATION_ENDED = "notification_ended", "Notification requirement ended"
        LIFETIME_REVOKED = "lifetime_revoked", "Lifetime notification requirement revoked"
        LICENCE_ENDED = "licence_ended", "Licence ended"
        HOSPITAL_ORDER_ENDED = "hospital_order_ended", "Hospital order ended"
        MEETINGS_NOT_NEEDED = "meetings_not_needed", "Meetings no longer needed"
        MOVED_AREA = "moved_area", "Moved to another area"
        DIED = "died", "Died"
        RECATEGORISED = "recategorised", "Moved to another category"

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="categories")
    category = models.PositiveSmallIntegerField(choices=Category)
    basis = models.CharField(max_length=30, choices=Basis)
    end_reason = models.CharField(max_length=30, choices=End, blank=True)

    class Meta(Episode.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            _one_at_a_time("one_category_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} from {self.from_on}"


class LevelEpisode(Episode):
    """The level at which a nominal is managed, and who decided it, and why."""

    class DecidedBy(models.TextChoices):
        LEAD_AGENCY = "lead_agency", "Lead agency"
        SCREENING = "screening", "Screening"
        MEETING = "meeting", "Panel meeting"

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(choices=Level)
    decided_by = models.CharField(max_length=20, choices=DecidedBy)
    rationale = models.TextField(blank=True)

    class Meta(Episode.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [_one_at_a_time("one_level_at_a_time")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} from {self.from_on}"


class Location(Episode):
    """Where a nominal lives: only those in the community are counted on 31 March."""

    class Kind(models.TextChoices):
        COMMUNITY = "community", "In the community"
        APPROVED_PREMISES = "approved_premises", "In approved premises"
        PRISON = "prison", "In prison"
        HOSPITAL = "hospital", "In hospital"
        ABROAD = "abroad", "Abroad"
        ABSCONDED = "absconded", "Absconded"

    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="locations")
    kind_of_place = models.CharField(max_length=20, choices=Kind)
    place = models.CharField(max_length=120, blank=True)

    class Meta(Episode.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [_one_at_a_time("one_place_at_a_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_of_place_display()} from {self.from_on}"


class Order(Shared):
    """A court's order about a nominal."""

    class Kind(models.TextChoices):
        SHPO = "shpo", "Sexual Harm Prevention Order"
        SHPO_FOREIGN_TRAVEL = "shpo_foreign_travel", "SHPO with foreign travel restriction"
        SOPO = "sopo", "Sexual Offences Prevention Order"
        NOTIFICATION_ORDER = "notification_order", "Notification Order"
        FOREIGN_TRAVEL_ORDER = "foreign_travel_order", "Foreign Travel Order"
        SRO = "sro", "Sexual Risk Order"
        RESTRAINING = "restraining", "Restraining order"
        LICENCE = "licence", "Licence"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="orders")
    kind_of_order = models.CharField(max_length=30, choices=Kind)
    made_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_of_order_display()}, {self.made_on}"


class NotificationBreach(Shared):
    """A Category 1 nominal cautioned or convicted for breach of the notification requirements."""

    class Outcome(models.TextChoices):
        CAUTIONED = "cautioned", "Cautioned"
        CONVICTED = "convicted", "Convicted"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="breaches")
    on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.on}"


class ReturnToCustody(Shared):
    """A nominal at Level 2 or 3 returned to custody, and for breach of what."""

    class Cause(models.TextChoices):
        LICENCE = "licence", "Breach of licence"
        ORDER = "order", "Breach of a SHPO or SOPO"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(
        Nominal, on_delete=models.CASCADE, related_name="returns_to_custody"
    )
    on = models.DateField()
    level = models.PositiveSmallIntegerField(choices=Level)
    category = models.PositiveSmallIntegerField(choices=Category)
    cause = models.CharField(max_length=10, choices=Cause)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on"]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}, {self.on}"


class RiskAssessment(Shared):
    """What one tool said of the risk of serious harm, on one day."""

    class Band(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"
        VERY_HIGH = "very_high", "Very high"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="assessments")
    tool = models.CharField(max_length=40)
    assessed_on = models.DateField()
    band = models.CharField(max_length=10, choices=Band)
    at_risk = models.CharField("who is at risk", max_length=200)
    summary = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-assessed_on"]

    def __str__(self) -> str:
        return f"{self.tool}, {self.assessed_on}"


class RiskManagementPlan(Shared):
    """The lead agency's plan under the Four Pillars, with its contingencies."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.CASCADE, related_name="plans")
    agreed_on = models.DateField()
    supervision = models.TextField()
    monitoring_and_control = models.TextField()
    interventions_and_treatment = models.TextField()
    victim_safety = models.TextField()
    contingency = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-agreed_on"]

    def __str__(self) -> str:
        return f"Plan of {self.agreed_on}"
