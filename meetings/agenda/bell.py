"""The bell that asks for the packer, rung as soon as what it is to look into is there."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

TASK = "meetings.tasks.search_agendas"
log = logging.getLogger(__name__)


def ring() -> None:
    """Once this transaction has ended well. If nobody can hear it, the timetable rings later."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    try:
        current_app.send_task(TASK, ignore_result=True, retry=False)
    except OperationalError:
        log.warning("The packer's bell could not be rung; the timetable rings it later.")
