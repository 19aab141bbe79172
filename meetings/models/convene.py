"""Invitations to a slot, and what agencies send before it."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.change import Staged
from access.rows import NobodyAlone, Share
from agencies.models import Agency, Person
from meetings.lifecycle import INVITATION, RETURN, InvitationStatus, ReturnStatus
from nominals.models import Nominal

from .plan import Slot


class Invitation(Staged):
    """An agency is asked to a slot, for a stated reason. While it stands, its people may see."""

    kind = "invitation"
    lifecycle = INVITATION

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    required = models.BooleanField(default=True)
    reason = models.CharField(max_length=120)
    status = models.CharField(
        max_length=12, choices=InvitationStatus, default=InvitationStatus.INVITED
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    return_due_on = models.DateField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["agency__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["slot", "agency"], name="an_agency_is_invited_once_to_a_slot"
            )
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_slot", args=[self.slot_id])

    @property
    def area_id(self) -> UUID:
        return self.slot.area_id


class InformationReturn(Staged):
    """What an agency knows, sent before the session.

    Open to the agency itself and to those who run the panel; to all who are invited from the
    moment that the slot is opened. Its text is never copied into the trail or a message.
    """

    kind = "return"
    lifecycle = RETURN
    follows = ("nominal_id", "pk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, related_name="information_return"
    )
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=ReturnStatus, default=ReturnStatus.REQUESTED)
    nothing_known = models.BooleanField(default=False)
    content = models.TextField(blank=True)
    source = models.CharField("where it comes from", max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["agency__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status=ReturnStatus.REQUESTED)
                | Q(nothing_known=True, content="")
                | (Q(nothing_known=False) & ~Q(content="")),
                name="a_return_says_something_or_that_nothing_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"Return {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_slot", args=[self.slot_id])

    @property
    def area_id(self) -> UUID:
        return self.slot.area_id


class ReturnShare(Share):
    """A return is open to a group."""

    content_object = models.ForeignKey(
        InformationReturn, on_delete=models.CASCADE, related_name="shares"
    )


class ReturnUserShare(NobodyAlone):
    """No return is open to a single user but through their own group."""

    content_object = models.ForeignKey(
        InformationReturn, on_delete=models.CASCADE, related_name="+"
    )
