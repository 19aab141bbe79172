"""An agenda that is being proposed for a panel's coming sessions, and what decides it."""

from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from access.actor import Actor
from access.change import Kept, Staged
from access.rows import Shared, VisibleQuerySet
from agencies.models import Agency, Area, Person
from meetings.lifecycle import AGENDA, OPEN_AGENDA, AgendaStatus
from nominals.models import Nominal

from .plan import Panel


class OfItsUnit(VisibleQuerySet[Any]):
    """Seen by the area's MAPPA unit and its service: no share opens them."""

    chairs: ClassVar[str] = ""

    def visible_to(self, actor: Actor | None) -> Self:
        if actor is None or not actor.groups:
            return self.none()
        groups = list(actor.groups)
        sees = Q(area__coordination__in=groups) | Q(area__service__in=groups)
        if self.chairs:
            sees |= Q(**{f"{self.chairs}__in": groups})
        return self.filter(sees)


class OfItsPanel(OfItsUnit):
    """Seen by the panel's chairs as well."""

    chairs = "panel__chairs"


class Agenda(Staged):
    """What is proposed for the coming sessions of one panel, until it is accepted or given up.

    `problem` is what the packer is given and `steps` what it found and what was moved since, the
    last as it stands now. Both name each case by the key of its `AgendaCase`, so that whoever may
    not see a case cannot tell which it is.
    """

    kind = "agenda"
    lifecycle = AGENDA
    follows = ()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="agendas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=AgendaStatus, default=AgendaStatus.WAITING)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    searched_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)
    steps = models.JSONField(default=list)

    objects: ClassVar[Any] = OfItsPanel.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(status__in=sorted(OPEN_AGENDA)),
                name="one_agenda_of_a_panel_is_undecided",
            )
        ]

    def __str__(self) -> str:
        return f"Agenda {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show_agenda", args=[self.pk])


class AgendaCase(Shared):
    """A case that an agenda places or leaves out: which nominal its key stands for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="cases")
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agenda", "nominal"], name="a_nominal_is_in_an_agenda_once"
            )
        ]

    def __str__(self) -> str:
        return f"Case {self.pk}"


class Absence(Kept):
    """Days on which an agency can send nobody, or a person cannot come, both included."""

    kind = "absence"
    follows = ()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = OfItsUnit.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["from_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False) ^ Q(person__isnull=False),
                name="an_absence_is_of_an_agency_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="an_absence_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"Absence {self.pk}"

    @property
    def key(self) -> UUID | None:
        """Of the agency or the person that it keeps away."""
        return self.agency_id or self.person_id


class Programme(Kept):
    """How a panel sits: how often and when, for how long, and how long a review takes.

    The dates follow from these by `meetings.cadence`. A panel without one is planned by hand.
    """

    kind = "programme"
    follows = ()

    class Rhythm(models.TextChoices):
        BY_HAND = "by_hand", "On days that are set one by one"
        MONTHLY = "monthly", "On one weekday of each month"
        WEEKLY = "weekly", "Every so many weeks"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    panel = models.OneToOneField(Panel, on_delete=models.PROTECT, related_name="programme")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    session_minutes = models.PositiveSmallIntegerField(default=240)
    review_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.BY_HAND)
    nth = models.SmallIntegerField(null=True, blank=True, help_text="Of the month; -1 is the last.")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Monday is 0.")
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    starting_on = models.DateField(null=True, blank=True)
    begins = models.TimeField(null=True, blank=True)

    objects: ClassVar[Any] = OfItsPanel.as_manager()

    def __str__(self) -> str:
        return f"Programme {self.pk}"
