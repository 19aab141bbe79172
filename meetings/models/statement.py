"""The confidentiality and diversity statement, edition by edition, and who accepted it."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from access.rows import NobodyAlone, Share, Shared
from agencies.models import Agency, Appointment, Area, Person

from .plan import Session


class EditionQuerySet(models.QuerySet["StatementEdition"]):
    def known_to(self, area_id: UUID) -> Self:
        """The editions of an area, and the one that every area begins with; the newest first."""
        return self.filter(Q(area=area_id) | Q(area=None))

    def in_force(self, area_id: UUID, on: date) -> Self:
        """The editions of an area in force on a day, the one that holds first.

        An area's own edition goes before the one that every area begins with.
        """
        found = self.known_to(area_id).filter(in_force_from__lte=on)
        return found.order_by(F("area").asc(nulls_last=True), "-in_force_from", "-number")


class StatementEdition(models.Model):
    """One edition of the statement; once published, PostgreSQL lets nobody change it.

    Without an area it is the one that every area begins with.
    """

    kind = "statement"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    confidentiality = models.TextField()
    diversity = models.TextField()
    in_force_from = models.DateField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-in_force_from", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["area", "number"],
                name="editions_of_an_area_are_numbered_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(confidentiality="") & ~Q(diversity=""),
                name="an_edition_has_both_of_its_sections",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"


class StatementAcceptance(Shared):
    """A person accepted an edition of the statement for one session.

    Carries its own shares: it is open to the person and to those who run the session, since a
    name on it says who else is asked to some case of that day.
    """

    kind = "statement"
    follows = ("pk",)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(StatementEdition, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["accepted_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "person", "edition"],
                name="an_edition_is_accepted_once_for_a_session",
            )
        ]

    def __str__(self) -> str:
        return f"Acceptance {self.pk}"


class AcceptanceShare(Share):
    """An acceptance is open to a group."""

    content_object = models.ForeignKey(
        StatementAcceptance, on_delete=models.CASCADE, related_name="shares"
    )


class AcceptanceUserShare(NobodyAlone):
    """No acceptance is open to a single user but through their own group."""

    content_object = models.ForeignKey(
        StatementAcceptance, on_delete=models.CASCADE, related_name="+"
    )
