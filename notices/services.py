"""Telling one person one thing once, and the person's reading of it."""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from access.actor import Actor
from access.policy import require
from audit.trail import write

from .models import Letter, Notice
from .words import say

A_PAGE_OF_OURS = re.compile(r"/(?:[a-z0-9_-]+/)*")

INSERT = """
    INSERT INTO notices_notice
        (id, recipient_id, rule, about_id, nominal_id, "on", subject, body, link, created_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def notify(  # noqa: PLR0913 (the ledger's key is four of them)
    *,
    rule: str,
    recipient: Any,
    about_id: UUID,
    on: date,
    at: datetime,
    link: str,
    nominal_id: UUID | None = None,
    calendar: str = "",
    **numbers: int,
) -> bool:
    """Tell a person one thing about one record and one day, in their inbox and by e-mail.

    Written in the caller's transaction. Answers whether it is new: told of the same before, by
    anyone, nothing happens. `recipient` is a person; `link` is a path that names nobody; with
    `nominal_id` the e-mail goes only if the person may still see that nominal when it is sent.
    `calendar` is an iCalendar file that goes with the e-mail; like the words, it names no case.
    """
    if not A_PAGE_OF_OURS.fullmatch(link):
        raise ValueError("A message leads to a page of ours, by a path alone.")
    words, key = say(rule, on, numbers), uuid4()
    row = [key, recipient.pk, rule, about_id, nominal_id, on, words.subject, words.body, link, at]
    with connection.cursor() as cursor:
        # The writer may not see the row, being somebody else's: so it is counted, not returned.
        cursor.execute(INSERT, row)
        is_new = bool(cursor.rowcount)
    if is_new:
        letter = Letter(notice_id=key, due_at=at, message_id=_message_id(key), calendar=calendar)
        letter.save(force_insert=True)
    return is_new


def _message_id(key: UUID) -> str:
    return f"<{key}@{urlsplit(settings.SITE_ADDRESS).hostname}>"


@transaction.atomic
def read(notice: Notice, *, actor: Actor, at: datetime) -> None:
    """Mark a notice as read by the person it was sent to; read before, it stays as it was."""
    require(actor, "notice.read", notice)
    if Notice.objects.visible_to(actor).unread().filter(pk=notice.pk).update(read_at=at):
        write("notice.read", notice, by=actor, at=at)
