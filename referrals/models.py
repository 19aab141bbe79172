"""A referral to Level 2 or 3, and the record of its screening."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.change import Staged
from access.rows import NobodyAlone, Share, Shared
from agencies.models import Agency, Area, Person
from nominals.models import Category, Level, Nominal

from .lifecycle import LIFECYCLE, Status


class Referral(Staged):
    """A lead agency's case for managing a nominal at Level 2 or 3.

    A draft is open to the person who writes it and to the manager named on it; from their
    approval, to the MAPPA unit and the panel's chairs; from acceptance, to those invited.
    """

    kind = "referral"
    lifecycle = LIFECYCLE
    follows = ("nominal_id", "pk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="referrals")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    referrer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    level_sought = models.PositiveSmallIntegerField(choices=Level, default=Level.TWO)
    category = models.PositiveSmallIntegerField(choices=Category, null=True, blank=True)
    reason = models.TextField("why the case needs multi-agency meetings", blank=True)
    risk = models.TextField("risk of serious harm: to whom, when and how", blank=True)
    assessed_on = models.DateField("date of the current risk assessment", null=True, blank=True)
    wanted = models.TextField("what is wanted, and from which agencies", blank=True)
    beyond_level_2 = models.TextField("what Level 2 cannot deliver", blank=True)
    victims = models.TextField("victims and persons at risk, by initials only", blank=True)
    disclosure = models.TextField("thoughts on disclosure", blank=True)
    release_on = models.DateField("release date", null=True, blank=True)
    level = models.PositiveSmallIntegerField("accepted at", choices=Level, null=True, blank=True)
    # What the referrer is told of the decision: the reason, and the advice or actions given.
    answer = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(status=Status.ACCEPTED) | Q(level__in=(Level.TWO, Level.THREE)),
                name="an_accepted_referral_has_a_level",
            ),
            models.CheckConstraint(
                condition=Q(level_sought__in=(Level.TWO, Level.THREE)),
                name="a_referral_seeks_level_2_or_3",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("referrals:show", args=[self.pk])


class ReferralShare(Share):
    """A referral is open to a group."""

    content_object = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="shares")


class ReferralUserShare(NobodyAlone):
    """No referral is open to a single user but through their own group."""

    content_object = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")


class Screening(Shared):
    """How a referral was measured against the criteria, what was decided and why.

    Open to those who screen; the referrer is told the outcome by the referral itself.
    """

    kind = "screening"
    follows = ("nominal_id", "pk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="screenings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    criteria = models.JSONField(default=list, help_text="Keys of the criteria that are met.")
    outcome = models.CharField(max_length=30)
    rationale = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"Screening {self.pk}"


class ScreeningShare(Share):
    """A screening record is open to a group."""

    content_object = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="shares")


class ScreeningUserShare(NobodyAlone):
    """No screening is open to a single user but through their own group."""

    content_object = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="+")
