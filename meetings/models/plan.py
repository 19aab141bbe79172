"""Panels, their sessions, and the slots in which cases are heard."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.change import Staged
from access.rows import NobodyAlone, Share
from agencies.models import Area, Person
from meetings.lifecycle import SESSION, SLOT, SessionStatus, SlotStatus
from meetings.needs import Need
from nominals.models import Level, Nominal
from referrals.models import Referral


class Panel(models.Model):
    """A standing Level 2 or Level 3 panel of an area."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=Level)
    chairs = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    slot_minutes = models.PositiveSmallIntegerField(default=40)
    place = models.CharField(max_length=120, blank=True)
    quorum = models.PositiveSmallIntegerField(
        default=3, help_text="How many agencies must come for a case to be heard."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["level", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "name"], name="one_panel_of_a_name_in_an_area"),
            models.CheckConstraint(
                condition=Q(level__in=(Level.TWO, Level.THREE)), name="a_panel_is_of_level_2_or_3"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(Staged):
    """One sitting of a panel, at which several cases are heard one after another.

    Carries its own shares: a session is open to those who run it and to those invited to it.
    """

    kind = "session"
    lifecycle = SESSION
    follows = ("pk",)

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        VIRTUAL = "virtual", "By video"
        HYBRID = "hybrid", "In person and by video"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="sessions")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.HYBRID)
    place = models.CharField(max_length=120, blank=True)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.PLANNED)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["panel", "starts_at"],
                condition=~Q(status=SessionStatus.CANCELLED),
                name="a_panel_sits_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Session {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_session", args=[self.pk])


class SessionShare(Share):
    """A session is open to a group."""

    content_object = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="shares")


class SessionUserShare(NobodyAlone):
    """No session is open to a single user but through their own group."""

    content_object = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")


class Slot(Staged):
    """A nominal's place in a session: heard on its own, attended on its own, minuted on its own."""

    kind = "slot"
    lifecycle = SLOT

    class Purpose(models.TextChoices):
        INITIAL = "initial", "First meeting"
        REVIEW = "review", "Review"
        EMERGENCY = "emergency", "Emergency"
        PRE_RELEASE = "pre_release", "Before release"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="slots")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="slots")
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="slots"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes_allotted = models.PositiveSmallIntegerField(default=40)
    purpose = models.CharField(max_length=12, choices=Purpose)
    status = models.CharField(max_length=10, choices=SlotStatus, default=SlotStatus.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    needs = ArrayField(
        models.CharField(max_length=20, choices=Need),
        default=list,
        help_text="What the MAPPA unit knows of the case that says whom it needs.",
    )
    carried_from = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When those asked to it were last told that it will begin, where that is not as planned.
    expected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "nominal"],
                condition=~Q(status=SlotStatus.CANCELLED),
                name="a_nominal_is_heard_once_in_a_session",
            ),
            models.UniqueConstraint(
                fields=["session", "starts_at"],
                condition=~Q(status=SlotStatus.CANCELLED),
                name="one_nominal_is_heard_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Slot {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_slot", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes_allotted)

    @property
    def chair_id(self) -> UUID:
        return self.session.chair_id
