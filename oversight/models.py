"""What those who oversee are asked and shown."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.change import Staged
from access.rows import NobodyAlone, Share
from agencies.models import Person
from audit.models import Event
from nominals.models import Nominal

from .leaks.models import LeakCheck, LeakFinding
from .lifecycle import QUESTION, QuestionStatus
from .reconcile.models import Difference, Mended, ReconcileRun

__all__ = [
    "Difference",
    "LeakCheck",
    "LeakFinding",
    "Mended",
    "Question",
    "QuestionShare",
    "QuestionUserShare",
    "ReconcileRun",
]


class Question(Staged):
    """A reading that is unlike its reader's work, put before somebody who can say whether it is so.

    Open to the MAPPA unit, less the reader; where the reader is of the unit, to the rest of it or
    to the chairs, and only while they see the nominal. Nobody is asked about their own reading.
    """

    kind = "question"
    lifecycle = QUESTION
    follows = ("nominal_id", "pk")

    class Why(models.TextChoices):
        CASELOAD = "caseload", "Outside the reader's own cases"
        SURNAME = "surname", "The reader has the same surname"
        HOURS = "hours", "Outside working hours"

    class Answer(models.TextChoices):
        EXPECTED = "expected", "Expected: part of the reader's work"
        NOT_PROPER = "not_proper", "Not proper: the reader had no reason to look"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    nominal = models.ForeignKey(Nominal, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = ArrayField(models.CharField(max_length=10, choices=Why))
    status = models.CharField(max_length=12, choices=QuestionStatus, default=QuestionStatus.OPEN)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["nominal", "asked_at"], name="question_about_a_nominal"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="answered", answered_at__isnull=False) & ~Q(answer="")
                | ~Q(status="answered") & Q(answered_at__isnull=True, answer=""),
                name="an_answered_question_says_what_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("reader")),
                name="nobody_answers_for_their_own_reading",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:show_question", args=[self.pk])

    @property
    def area_id(self) -> UUID:
        return self.nominal.area_id

    @property
    def person_id(self) -> UUID:
        """Whose reading it is, who therefore has no part in judging it."""
        return self.reader_id


class QuestionShare(Share):
    """A question is open to a group."""

    content_object = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="shares")


class QuestionUserShare(NobodyAlone):
    """No question is open to a single user but through their own group."""

    content_object = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
