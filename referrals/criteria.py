"""What a referral is measured against at screening, and what can be decided of it (pure).

Source of the criteria: MAPPA Guidance, chapter 7, Levels of management (2019), as far as it was
read; the words are ours.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from nominals.models import Level

SOURCE = "MAPPA Guidance, chapter 7: Levels of management (2019)"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is so or is not; it counts for a level, on its own or as one of several."""

    key: str
    words: str
    level: Level
    always: bool


_TABLE = (
    # key, what must be so, level, needed always (or at least one of those that are not)
    Criterion("meetings_add_value", "Formal multi-agency meetings would add value",
              Level.TWO, always=True),
    Criterion("high_risk", "The risk of serious harm is high or very high",
              Level.TWO, always=False),
    Criterion("needs_others", "Exceptionally: the risk is lower, but the case needs other agencies"
              " to be actively involved and co-ordinated",
              Level.TWO, always=False),
    Criterion("stepping_down", "The case is stepping down from Level 3",
              Level.TWO, always=False),
    Criterion("senior_commitment", "Senior people must be able to commit significant resources at"
              " short notice",
              Level.THREE, always=False),
    Criterion("high_profile", "Media or public interest in how the case is managed is high, or it"
              " is one of the critical few",
              Level.THREE, always=False),
)  # fmt: skip

CRITERIA: Mapping[str, Criterion] = {each.key: each for each in _TABLE}


class Outcome(TextChoices):
    """What screening can decide."""

    ACCEPT_AT_LEVEL_2 = "accept_at_level_2", "Accept at Level 2"
    ACCEPT_AT_LEVEL_3 = "accept_at_level_3", "Accept at Level 3"
    KEEP_AT_LEVEL_1 = "keep_at_level_1", "Keep at Level 1, with advice"
    DECLINE = "decline", "Decline, with advice"
    REDIRECT = "redirect", "Redirect to another process, such as potentially dangerous persons"
    RETURN_FOR_INFORMATION = "return_for_information", "Return for more information"


# The step of the referral's life that an outcome takes, and the level it accepts at.
STEPS: Mapping[str, tuple[str, Level | None]] = {
    Outcome.ACCEPT_AT_LEVEL_2: ("accept", Level.TWO),
    Outcome.ACCEPT_AT_LEVEL_3: ("accept", Level.THREE),
    Outcome.KEEP_AT_LEVEL_1: ("keep_at_level_1", None),
    Outcome.DECLINE: ("decline", None),
    Outcome.REDIRECT: ("redirect", None),
    Outcome.RETURN_FOR_INFORMATION: ("return_for_information", None),
}


def unmet(level: Level, ticked: Collection[str]) -> str:
    """What is still to be ticked for a level, in a sentence; empty where the criteria are met.

    Level 3 needs all that Level 2 does, and something of its own.
    """
    for step in (Level.TWO, Level.THREE):
        own = [each for each in _TABLE if each.level == step and step <= level]
        if not all(each.key in ticked for each in own if each.always):
            return f"{step.label} needs formal multi-agency meetings to add value."
        some = [each for each in own if not each.always]
        if some and not any(each.key in ticked for each in some):
            return f"{step.label} needs at least one of its other criteria to be met."
    return ""
