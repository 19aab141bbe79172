"""Areas, agencies, people and their appointments."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from access.actor import Role


class Area(models.Model):
    """One of the 42 MAPPA areas of England and Wales."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=4, unique=True, help_text="Begins each reference number.")
    police_force = models.CharField(max_length=80)
    # The groups that hold shares for the area: its MAPPA unit, and the counting service.
    coordination = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    service = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    national = models.BooleanField(
        default=False, help_text="The national unit, which counts the sealed cases of all areas."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["national"], condition=Q(national=True), name="one_national_unit"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """Residents aged 10 and over, on which a year's rate is worked out."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="populations")
    year = models.CharField(max_length=7, help_text="The reporting year, such as 2024-25.")
    aged_10_plus = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "year"], name="one_population_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"


class Agency(models.Model):
    """A body that manages, or must co-operate in managing, people under MAPPA in one area."""

    class Kind(models.TextChoices):
        POLICE = "police", "Police"
        PROBATION = "probation", "Probation"
        PRISON = "prison", "Prison"
        YOUTH_JUSTICE = "youth_justice", "Youth justice"
        CHILDRENS_SOCIAL_CARE = "childrens_social_care", "Children's social care"
        ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care"
        EDUCATION = "education", "Education"
        HOUSING_AUTHORITY = "housing_authority", "Housing authority"
        REGISTERED_PROVIDER = "registered_provider", "Registered provider of housing"
        NHS_MENTAL_HEALTH = "nhs_mental_health", "NHS mental health"
        NHS_OTHER = "nhs_other", "NHS, other"
        INDEPENDENT_HOSPITAL = "independent_hospital", "Independent hospital"
        DWP = "dwp", "Department for Work and Pensions"
        ELECTRONIC_MONITORING = "electronic_monitoring", "Electronic monitoring"
        IMMIGRATION_ENFORCEMENT = "immigration_enforcement", "Immigration enforcement"
        MOD = "mod", "Ministry of Defence"
        FIRE_ARSON_TASKFORCE = "fire_arson_taskforce", "Arson task force"
        VICTIM_SERVICE = "victim_service", "Victim service"
        VOLUNTARY = "voluntary", "Voluntary sector"
        NSD = "nsd", "National Security Division"
        BOARD = "board", "Strategic Management Board"

    class Standing(models.TextChoices):
        RESPONSIBLE_AUTHORITY = "ra", "Responsible authority"
        DUTY_TO_COOPERATE = "dtc", "Duty to co-operate"
        ASSOCIATE = "associate", "Associate"
        VOLUNTARY = "voluntary", "Voluntary"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, choices=Kind)
    standing = models.CharField(max_length=10, choices=Standing)
    core_level_2 = models.BooleanField(default=False)
    core_level_3 = models.BooleanField(default=False)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "name"], name="one_agency_of_a_name_in_an_area")
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """People, found by e-mail address whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who works with MAPPA and signs in; those who are managed are nominals."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    own_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="only_person")
    groups = models.ManyToManyField(  # type: ignore[assignment]
        Group, through="Membership", related_name="user_set", related_query_name="user"
    )
    user_permissions = None  # type: ignore[assignment]  # nobody is granted permissions one by one, or on all records

    objects = PersonManager()

    USERNAME_FIELD = "email"

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def live(self, at: Any) -> "AppointmentQuerySet":
        """Those in force at the moment `at`."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


class Appointment(models.Model):
    """A person's role for an agency in an area, from a moment until another.

    What the person may see follows from the groups of the appointment that they act under
    (`Membership`), and stops the moment that it ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="appointments")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=Role)
    title = models.CharField(max_length=120, blank=True)
    senior = models.BooleanField(default=False, help_text="Can commit resources at Level 3.")
    manager = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="manages"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["person__name", "role"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="an_appointment_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.agency}"


class Membership(models.Model):
    """A group whose shares are open to a person while they act under an appointment."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="memberships"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["appointment", "group"], name="a_group_once_for_an_appointment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"


class FailedSignIn(models.Model):
    """A wrong try at signing in, kept for as long as it counts against the next one.

    The key says which e-mail address and which network address without holding either: what
    people type there may be a password.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "at"], name="failed_sign_in_by_key")
        ]

    def __str__(self) -> str:
        return f"Failed sign-in at {self.at:%Y-%m-%d %H:%M}"


class BrowserSession(AbstractBaseSession):
    """One browser that is, or was, signed in: who, since when, and when it last did something.

    The row outlives its end for a while, so that what is sent from a page that was left open too
    long can be kept for the person who typed it (`TypedText`).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")
    begun_at = models.DateTimeField()
    active_at = models.DateTimeField()
    device = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"Session since {self.begun_at:%Y-%m-%d %H:%M}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from .sessions import SessionStore

        return SessionStore


class TypedText(models.Model):
    """What a person had typed into a form when their session ended, kept for a few days.

    Its rows are locked: PostgreSQL shows them to the person who typed them and to nobody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=400, help_text="The page that the form stands on.")
    action = models.CharField(max_length=400, help_text="Where the form sends it.")
    fields = models.JSONField(help_text="The name of each field, with its values.")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "path", "action"], name="typed_text_is_kept_once_for_each_form"
            )
        ]

    def __str__(self) -> str:
        return f"Typed text kept at {self.at:%Y-%m-%d %H:%M}"
