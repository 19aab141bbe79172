"""Emptying the outbox: each letter is taken up, sent and marked, whatever happens to the worker.

The database is the queue. A letter is taken up in one short transaction and marked in another;
in between it is sent, under a message ID that never changes. A worker killed in between leaves
a claim that lapses, and the next worker sends the same message again: the demonstration's
mailbox takes a message ID once, and a mail server may pass on both copies of the same message.
"""

import logging
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPResponseException
from time import monotonic
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import Q
from django.utils.timezone import now

from access.actor import Actor
from access.locks import acting_as
from access.policy import require

from .models import Delivered, Letter

log = logging.getLogger(__name__)

LONGEST = timedelta(minutes=2)  # then the next ring goes on: well under a task's time limit
LEASE = timedelta(seconds=getattr(settings, "LETTER_LEASE_SECONDS", 120))
Status = Letter.Status
METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)

# How long to wait after each attempt that failed: a mail server has a day to come back.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))


def deliver_waiting(*, actor: Actor, at: datetime) -> int:
    """Send the letters that are due, one by one, and answer how many went.

    `at` is when it begins; the time it takes is added, so that no claim lapses while its letter
    is being sent. Run twice at once, killed or repeated, each letter is taken up by one worker.
    """
    require(actor, "reminder.send")
    began, sent = monotonic(), 0
    while _since(began) < LONGEST:
        letter = _take_up(actor=actor, at=at + _since(began))
        if letter is None:
            break
        outcome = _send(letter)
        _mark(letter, outcome, actor=actor, at=at + _since(began))
        sent += not outcome
    return sent


def _take_up(*, actor: Actor, at: datetime) -> Letter | None:
    """Claim the next letter that may go, putting aside those on the way that may not."""
    while True:
        with acting_as(actor):
            letter = _next(at)
            if letter is None:
                return None
            if reason := _may_not_go(letter):
                _put(letter, status=Status.WITHHELD, last_error=reason)
            elif letter.attempts > len(WAITS):
                _put(letter, status=Status.FAILED, last_error="Its worker stopped each time.")
            else:
                _put(letter, status=Status.SENDING, claimed_until=at + LEASE)
                return letter


def _next(at: datetime) -> Letter | None:
    due = Q(status=Status.WAITING, due_at__lte=at) | Q(status=Status.SENDING, claimed_until__lte=at)
    waiting = Letter.objects.select_for_update(skip_locked=True, of=("self",))
    return waiting.filter(due).select_related("notice__recipient").order_by("due_at").first()


def _may_not_go(letter: Letter) -> str:
    """Ask again, as late as can be: what was open to a person last week may be closed today."""
    notice = letter.notice
    if not notice.recipient.is_active:
        return "The recipient is no longer active."
    if notice.nominal_id is None:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access_person_sees(%s, %s)", [notice.recipient_id, notice.nominal_id]
        )
        (sees,) = cursor.fetchone()
    return "" if sees else "The recipient may no longer see what it is about."


def _send(letter: Letter) -> str:
    """Send one letter to its one recipient; answer what went wrong, or nothing."""
    try:
        _written(letter).send()
    except Exception as error:  # whatever is wrong with one letter, the others still go
        reason = _nameless(error)
        log.warning("Letter %s was not sent: %s", letter.pk, reason)
        return reason
    return ""


def _written(letter: Letter) -> EmailMultiAlternatives:
    """A letter as it goes out; a calendar takes up what comes with it, and answers to nobody."""
    notice = letter.notice
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=f"{notice.body}\n\nSign in to see it: {urljoin(settings.SITE_ADDRESS, notice.link)}\n",
        to=[notice.recipient.email],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    if letter.calendar:
        method = METHOD.search(letter.calendar)
        said = f"text/calendar; method={method[1]}" if method else "text/calendar"
        message.attach_alternative(letter.calendar, said)
    return message


def _nameless(error: Exception) -> str:
    """The kind of error and the server's code: its text may repeat an address."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"


def _mark(letter: Letter, wrong: str, *, actor: Actor, at: datetime) -> None:
    """Write down how it went."""
    with acting_as(actor):
        if not wrong:
            _put(letter, status=Status.SENT, sent_at=at, last_error="")
        elif letter.attempts > len(WAITS):
            _put(letter, status=Status.FAILED, last_error=wrong)
        else:
            wait = WAITS[letter.attempts - 1]
            _put(letter, status=Status.WAITING, due_at=at + wait, last_error=wrong)


def _put(letter: Letter, *, claimed_until: datetime | None = None, **changes: object) -> None:
    """Change a letter that this worker holds: if its claim lapsed, another's attempt counts."""
    attempts = letter.attempts + (claimed_until is not None)
    Letter.objects.filter(pk=letter.pk, attempts=letter.attempts).update(
        attempts=attempts, claimed_until=claimed_until, **changes
    )
    letter.attempts = attempts


def _since(began: float) -> timedelta:
    return timedelta(seconds=monotonic() - began)


class DemonstrationBackend(BaseEmailBackend):
    """Delivers to a page that shows every message, each message ID once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [self._row(message) for message in email_messages]
        Delivered.objects.bulk_create(rows, ignore_conflicts=True)
        return len(rows)

    def _row(self, message: EmailMessage) -> Delivered:
        headers = message.message()  # refuses a line break in a header
        return Delivered(
            message_id=headers["Message-ID"],
            to=", ".join(message.recipients()),
            subject=str(message.subject),
            body=str(message.body),
            calendar=_calendar(message),
            at=now(),
        )


def _calendar(message: EmailMessage) -> str:
    """The calendar file that comes with a message, if any."""
    others = getattr(message, "alternatives", ())
    return "".join(each.content for each in others if each.mimetype.startswith("text/calendar"))
