"""Invitations to a slot, and what agencies send before it."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.change import Staged
from access.rows import NobodyAlone, Share, Shared
from agencies.models import Agency, Person
from meetings.lifecycle import INVITATION, RETURN, InvitationStatus, ReturnStatus
from nominals.models import Nominal

from .plan import Session, Slot


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
    deputy = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who comes for the agency in the place of those who represent it.",
    )
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
    not_for = ArrayField(
        models.UUIDField(),
        default=list,
        help_text="The agencies that must not read it, though they are invited.",
    )
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


class CalendarEntry(Shared):
    """What the calendar of one person was last told of one session, and under which number.

    It names no case. It ends with a cancellation and is kept, since a calendar takes an update
    only under a higher number than the last.
    """

    follows = ("session_id",)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    cancelled = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=400, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "person"], name="a_person_has_one_entry_for_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"Calendar entry {self.pk}"
