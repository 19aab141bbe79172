"""The time limit that runs for a referral now, and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from clocks.rules import CERTAINTY_IN_WORDS
from clocks.services import AreaLimits
from clocks.working_days import due

from .lifecycle import Status
from .models import Referral


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is to be done, and the limit that says so."""

    words: str
    on: date
    is_overdue: bool
    length: str
    starts: str
    source: str
    certainty: str


def running(referral: Referral, limits: AreaLimits, *, on: date) -> Deadline | None:
    """The limit that runs on a day, if one does.

    Whether a first meeting was held in time is not known here: its session knows.
    """
    clocks: Mapping[str, tuple[str, datetime | None]] = {
        Status.SUBMITTED: ("manager_approval", referral.submitted_at),
        Status.APPROVED: ("screening", referral.approved_at),
        Status.ACCEPTED: (f"first_meeting_level_{referral.level}", referral.decided_at),
    }
    key, since = clocks.get(referral.status, ("", None))
    if since is None:
        return None
    limit = limits.of(key, localdate(since))
    day = due(limit, localdate(since))
    return Deadline(
        words=limit.words,
        on=day,
        is_overdue=on > day and referral.status != Status.ACCEPTED,
        length=limit.length,
        starts=limit.starts,
        source=limit.source,
        certainty=CERTAINTY_IN_WORDS[limit.certainty],
    )
