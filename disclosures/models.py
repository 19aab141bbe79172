"""What the disclosure register holds: applications, tellings, and, apart, who is told.

What a panel must know of a disclosure follows the nominal. Who is told is another record, open to
far fewer, so that whoever may not know a name has no row that holds it.
"""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.change import Kept, Staged
from access.rows import NobodyAlone, Share
from agencies.models import Agency, Person
from meetings.models import Disclosure
from nominals.models import Nominal
from victims.models import VictimRecord

from .lifecycle import APPLICATION, DELIVERY, ApplicationStatus, DeliveryStatus
from .schemes import Scheme


class Application(Staged):
    """Somebody asked, or is to be told, under one of the disclosure schemes. It names nobody."""

    kind = "application"
    lifecycle = APPLICATION

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=20, choices=Scheme)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    relation = models.CharField(
        max_length=120, help_text="To the nominal, in general words: a new partner."
    )
    concern = models.TextField()
    status = models.CharField(
        max_length=12, choices=ApplicationStatus, default=ApplicationStatus.OPEN
    )
    decided_at = models.DateTimeField(null=True)
    rationale = models.TextField(blank=True)
    before_its_steps = models.TextField("why it could not wait for all steps", blank=True)
    lawful = models.BooleanField(default=False)
    necessary = models.BooleanField(default=False)
    proportionate = models.BooleanField(default=False)
    reasonable = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(status="to_tell")
                | Q(lawful=True, necessary=True, proportionate=True, reasonable=True),
                name="an_application_granted_meets_the_four_tests",
            ),
            models.CheckConstraint(
                condition=Q(status="open") | (Q(decided_at__isnull=False) & ~Q(rationale="")),
                name="an_application_is_decided_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("disclosures:show_application", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id

    @property
    def case_manager_id(self) -> UUID:
        return self.nominal.case_manager_id

    @property
    def teller_id(self) -> UUID | None:
        """Nobody is named to tell before it is decided."""
        return None


class ApplicationStep(Kept):
    """A step of its scheme that was taken for an application."""

    kind = "application_step"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="taken")
    key = models.CharField(max_length=20)
    done_on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "key"], name="a_step_is_taken_once")
        ]

    def __str__(self) -> str:
        return f"Step {self.pk}"


class Delivery(Staged):
    """Somebody outside the panel is to be told, by a panel's decision or a scheme's. No name.

    Who tells whom, what, how and by when; the undertaking they gave, the support they were
    offered, when it is looked at again, and its end.
    """

    kind = "delivery"
    lifecycle = DELIVERY

    class How(models.TextChoices):
        JOINTLY = "jointly", "In person, by police and probation together"
        IN_PERSON = "in_person", "In person"
        BY_VIDEO = "by_video", "By video or telephone"
        SELF = "self", "The person themselves, in front of a professional"

    class NominalTold(models.TextChoices):
        BEFORE = "before", "Yes, before it is made"
        AFTER = "after", "Yes, afterwards"
        NOT = "not", "No"

    class Undertaking(models.TextChoices):
        SIGNED = "signed", "Signed"
        REFUSED = "refused", "Refused"
        NOT_ASKED = "not_asked", "Not asked for"

    class EndReason(models.TextChoices):
        NO_LONGER_NEEDED = "not_needed", "What was told protects nobody any more"
        CONTACT_ENDED = "contact_ended", "They have no contact any more"
        LEFT = "left", "The person has left MAPPA"
        BROKEN = "broken", "The undertaking was broken, and is dealt with"
        MOVED = "moved", "They, or the person, have moved away"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    relation = models.CharField(
        max_length=120, help_text="Who is told, in general words: an employer."
    )
    victim = models.ForeignKey(VictimRecord, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.TextField()
    how = models.CharField(max_length=10, choices=How)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    by_when = models.DateField()
    nominal_told = models.CharField(max_length=10, choices=NominalTold)
    nominal_told_why = models.TextField(blank=True)
    planned_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.PLANNED)
    delivered_on = models.DateField(null=True)
    delivered_how = models.TextField(blank=True)
    undertaking = models.CharField(max_length=10, choices=Undertaking, blank=True)
    undertaking_on = models.DateField(null=True)
    undertaking_note = models.TextField(blank=True)
    support = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["by_when", "pk"]
        verbose_name_plural = "deliveries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, application__isnull=True)
                | Q(decision__isnull=True, application__isnull=False),
                name="a_telling_has_one_decision_behind_it",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("delivered", "ended"))
                | Q(delivered_on__isnull=False, review_on__isnull=False),
                name="what_was_told_has_a_day_and_a_review",
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="a_telling_ends_on_a_day_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("disclosures:show_delivery", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id

    @property
    def case_manager_id(self) -> UUID:
        return self.nominal.case_manager_id

    @property
    def teller_id(self) -> UUID | None:
        return self.person_id


class DeliveryReview(Kept):
    """A look back at what was told: whether it still protects, and when it is looked at again."""

    kind = "delivery_review"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="reviews")
    text = models.TextField()
    next_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"Review {self.pk}"


class Recipient(Kept):
    """The name of whoever is told, or applied, open to few of those who see the case.

    It stands on no list and is in no search and no message; each reading of it is in the trail.
    """

    kind = "recipient"
    follows = ("nominal_id", "pk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="+")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=160)
    address = models.TextField(blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    safe_contact = models.TextField("how they can be reached safely", blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(delivery__isnull=False, application__isnull=True)
                | Q(delivery__isnull=True, application__isnull=False),
                name="a_recipient_is_told_or_applied",
            )
        ]

    def __str__(self) -> str:
        return f"Recipient {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("disclosures:show_recipient", args=[self.pk])

    @property
    def of(self) -> Delivery | Application:
        """What they are told by, or applied with."""
        of = self.delivery or self.application
        if of is None:
            raise ValueError("A recipient is told or applied.")
        return of

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id

    @property
    def case_manager_id(self) -> UUID:
        return self.nominal.case_manager_id

    @property
    def teller_id(self) -> UUID | None:
        return self.of.teller_id


class RecipientShare(Share):
    """The name of a recipient is open to a group."""

    content_object = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="shares")


class RecipientUserShare(NobodyAlone):
    """No recipient's name is open to a single user but through their own group."""

    content_object = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="+")
