"""The causes of shares, and the records that carry them, in the words of the report."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "nominal": "Nominal",
    "referral": "Referral",
    "screening": "Screening",
    "session": "Session",
    "return": "Agency's return",
    "minutes": "Minutes",
    "action": "Action",
    "statement": "Acceptance of the statement",
    "victim_identity": "Victim's name",
    "recipient": "Name of somebody told, or who applied",
    "question": "Question about a reading",
}
SOURCES: Mapping[str, str] = {
    "area": "The area's MAPPA unit",
    "service": "Reminders and counts",
    "lead": "Leading the case",
    "referral": "A referral",
    "manager": "Manager named on a referral",
    "screening": "Screening",
    "session": "Running the session",
    "slot": "A place in a session",
    "invitation": "An invitation",
    "return": "An agency's return",
    "minutes": "Writing the minutes",
    "distribution": "The distribution list",
    "action": "An action",
    "hand_over": "An action offered to another agency",
    "observation": "Observing a session",
    "statement": "Accepting the statement",
    "named": "Named for the case",
    "break_glass": "An emergency",
    "audit": "An audit sample",
    "seal": "Named on a seal",
    "national": "The national count",
    "victim": "A victim's record",
    "item": "Shown for one item",
    "recipient": "A disclosure, or an application",
    "delivery": "Named to tell somebody",
    "question": "Asked about a reading",
}


def kind_in_words(kind: str) -> str:
    return KINDS[kind]


def source_in_words(source: str) -> str:
    """The words for a cause; what no service gives stands as it was written, for it is invented."""
    return SOURCES.get(source, f"No known cause (“{source}”)")
