"""What a referral must say before it is submitted (pure).

A referral rests on a current risk assessment and says why meetings would add value (MAPPA
Guidance, chapter 7); for Level 3 it says what Level 2 cannot deliver.
"""

from dataclasses import dataclass
from typing import Any

from nominals.models import Level


@dataclass(frozen=True, slots=True)
class Missing:
    """A question that is not answered: what to do, and the id of its input on the form."""

    words: str
    anchor: str


# field, what to do, the id of its input, and the lowest level sought for which it is asked
NEEDED = (
    ("category", "Select the category", "id_category_0", Level.TWO),
    ("reason", "Say why the case needs multi-agency meetings", "id_reason", Level.TWO),
    ("wanted", "Say what is wanted, and from which agencies", "id_wanted", Level.TWO),
    ("beyond_level_2", "Say what Level 2 cannot deliver", "id_beyond_level_2", Level.THREE),
    ("risk", "Describe the risk of serious harm", "id_risk", Level.TWO),
    ("assessed_on", "Enter the date of the current risk assessment", "id_assessed_on_day",
     Level.TWO),
    ("victims", "Describe the victims and persons at risk, or say that none are known",
     "id_victims", Level.TWO),
)  # fmt: skip


def missing(referral: Any) -> list[Missing]:
    """What is still to be answered, in the order of the form."""
    return [
        Missing(words, anchor)
        for field, words, anchor, level in NEEDED
        if referral.level_sought >= level and not getattr(referral, field)
    ]
