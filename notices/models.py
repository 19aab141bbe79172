"""A message to one person, its e-mail, and the demonstration's mailbox."""

from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models

from access.actor import Actor
from access.rows import Shared, VisibleQuerySet


class NoticeQuerySet(VisibleQuerySet["Notice"]):
    """Notices, of which each person sees their own and no other."""

    def visible_to(self, actor: Actor | None) -> Self:
        if actor is None:
            return self.none()
        return self.filter(recipient_id=actor.person_id)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        return self.order_by(models.F("read_at").desc(nulls_first=True), "-created_at", "pk")


class Notice(Shared):
    """Something that a person was told: a line of their inbox, and of the ledger.

    The ledger keeps what went out by rule, record, local day and recipient, so that a repeated
    sweep, a second worker or a change of the clocks tells nobody twice. It names nobody: the
    words come from a fixed table, and the link leads to a page that asks again who may see it.
    """

    kind: ClassVar[str] = "notice"
    follows: ClassVar[tuple[str, ...]] = ()  # it is not shared: it is its recipient's

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    rule = models.CharField(max_length=60)
    about_id = models.UUIDField()
    nominal_id = models.UUIDField(null=True)
    on = models.DateField()
    subject = models.CharField(max_length=120)
    body = models.CharField(max_length=500)
    link = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["rule", "about_id", "on", "recipient"],
                name="a_person_is_told_once_of_one_thing_on_one_day",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                models.F("recipient"),
                models.F("read_at").desc(nulls_first=True),
                models.F("created_at").desc(),
                name="notice_inbox",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Letter(models.Model):
    """The e-mail of a notice, in the outbox until it has gone.

    A worker that takes it up holds it until `claimed_until`; if the worker dies, the next one
    takes it up again after that moment, under the same message ID.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        WITHHELD = "withheld"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=120, unique=True)
    calendar = models.TextField(blank=True, help_text="What its recipient's calendar takes in.")
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(status="sent", sent_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(sent_at=None)),
                name="a_letter_that_was_sent_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(status="sending", claimed_until__isnull=False)
                | (~models.Q(status="sending") & models.Q(claimed_until=None)),
                name="a_letter_being_sent_is_held_until_a_moment",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(status__in=["waiting", "sending"]),
                name="letter_in_the_outbox",
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.status}"


class DeliveredQuerySet(models.QuerySet["Delivered"]):
    """The demonstration's mailbox: whoever is signed in to a fictional county may look into it."""

    def visible_to(self, actor: Actor | None) -> Self:
        return self.all() if actor and settings.DEMONSTRATION else self.none()


class Delivered(models.Model):
    """An e-mail in the demonstration's mailbox, which stands for everybody's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    message_id = models.CharField(max_length=200, unique=True)
    to = models.TextField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    calendar = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    objects = DeliveredQuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject
