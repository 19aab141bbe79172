"""What has happened to a referral, from the trail."""

from dataclasses import dataclass
from datetime import datetime

from audit.models import Event

from .models import Referral

WORDS = {
    "referral.start": "Referral started",
    "referral.submit": "Sent to the manager",
    "referral.send_back": "Sent back by the manager",
    "referral.approve": "Approved by the manager",
    "referral.return_for_information": "Returned for more information",
    "referral.accept": "Accepted",
    "referral.keep_at_level_1": "Kept at Level 1",
    "referral.decline": "Declined",
    "referral.redirect": "Redirected",
    "referral.withdraw": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One step that a referral took: what, when, by whom and why."""

    words: str
    at: datetime
    by: str
    because: str


def of(referral: Referral) -> list[Happening]:
    """The steps of a referral that the actor can see, newest first; readings are not steps."""
    steps = Event.objects.filter(record_id=referral.pk, action__in=WORDS)
    steps = steps.filter(kind=Event.Kind.CHANGE).select_related("by").order_by("-at")
    return [
        Happening(
            WORDS[each.action],
            each.at,
            each.by.name if each.by else "",
            each.detail.get("because", ""),
        )
        for each in steps
    ]
