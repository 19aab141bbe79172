"""Victims and people at risk: what a panel needs to know of them, and, apart from it, who they are.

Two records, so that whoever may not know a name has no row that holds it.
"""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.change import Kept
from access.rows import NobodyAlone, Share
from agencies.models import Person
from nominals.models import Nominal


class VictimRecord(Kept):
    """A victim or a person at risk, by a letter: what they ask for, and what they must be told.

    Open to whoever sees the nominal. It names nobody: the name is in `VictimIdentity`.
    """

    class KindOfPerson(models.TextChoices):
        VICTIM = "victim", "Victim"
        AT_RISK = "at_risk", "Person at risk"

    class EndReason(models.TextChoices):
        DECLINED = "declined", "They asked not to be contacted any more"
        SCHEME_ENDED = "scheme_ended", "The contact scheme no longer applies to them"
        NOT_AT_RISK = "not_at_risk", "They are no longer at risk"
        NOT_FOUND = "not_found", "They cannot be reached"
        DIED = "died", "They have died"
        MISTAKE = "mistake", "They were recorded by mistake"

    kind = "victim"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=4, help_text="Given in order, once, in one case.")
    kind_of_person = models.CharField(max_length=10, choices=KindOfPerson)
    relation = models.CharField(
        max_length=120, help_text="To the nominal, in general words: a former partner."
    )
    contact_wishes = models.TextField(blank=True)
    in_contact_scheme = models.BooleanField("in the statutory Victim Contact Scheme")
    no_contact = models.TextField("no contact or exclusion zone asked for", blank=True)
    to_be_told = models.TextField("what they must be told", blank=True)
    liaison_officer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["letter"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["nominal", "letter"], name="one_letter_in_a_case"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="contact_ends_on_a_day_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Victim record {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("victims:list", args=[self.nominal_id])

    @property
    def label(self) -> str:
        """What they are called wherever their name is not."""
        return f"{self.get_kind_of_person_display()} {self.letter}"

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id


class VictimIdentity(Kept):
    """The name and address of a victim or a person at risk, open to few of those who see the case.

    It stands on no list and is in no search and no message; each reading of it is in the trail.
    """

    kind = "victim_identity"
    follows = ("nominal_id", "pk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    record = models.OneToOneField(VictimRecord, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    address = models.TextField(blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    date_of_birth = models.DateField(null=True)

    def __str__(self) -> str:
        return f"Victim identity {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("victims:show_identity", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id

    @property
    def liaison_officer_id(self) -> UUID | None:
        return self.record.liaison_officer_id


class VictimIdentityShare(Share):
    """A victim's name and address are open to a group."""

    content_object = models.ForeignKey(
        VictimIdentity, on_delete=models.CASCADE, related_name="shares"
    )


class VictimIdentityUserShare(NobodyAlone):
    """No victim's name is open to a single user but through their own group."""

    content_object = models.ForeignKey(VictimIdentity, on_delete=models.CASCADE, related_name="+")
