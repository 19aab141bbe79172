"""The disclosure schemes: the steps of each, in order, and the time limit of each step (pure).

How long a step may take is in `clocks.rules`, with its source; an area may set its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models


class Scheme(models.TextChoices):
    RIGHT_TO_ASK = "right_to_ask", "Domestic violence scheme: right to ask"
    RIGHT_TO_KNOW = "right_to_know", "Domestic violence scheme: right to know"
    CHILD_PROTECTION = "child_protection", "Child sex offender disclosure scheme"


@dataclass(frozen=True, slots=True)
class Part:
    """A step of a scheme, and the key of its time limit, where it has one of its own."""

    key: str
    words: str
    limit: str = ""


CHECKS = "First checks: is anybody in danger now?"
FULL = "Full checks of what is known, and the risk assessed"
FORUM = "Considered with the agencies that advise on it"

STEPS: Mapping[Scheme, tuple[Part, ...]] = {
    Scheme.RIGHT_TO_ASK: (
        Part("first_checks", CHECKS, "dvds_first_checks"),
        Part("face_to_face", "Applicant met in person, and who they are checked", "dvds_meeting"),
        Part("full_checks", FULL),
        Part("forum", FORUM),
    ),
    Scheme.RIGHT_TO_KNOW: (
        Part("first_checks", CHECKS, "dvds_first_checks"),
        Part("full_checks", FULL),
        Part("forum", FORUM),
    ),
    Scheme.CHILD_PROTECTION: (
        Part("first_checks", CHECKS, "csods_first_checks"),
        Part("face_to_face", "Applicant met in person, and who they are checked", "csods_meeting"),
        Part("full_checks", FULL),
        Part("forum", FORUM),
    ),
}
# The time limit of the whole, from the day the application came in.
WHOLE: Mapping[Scheme, str] = {
    Scheme.RIGHT_TO_ASK: "dvds_whole",
    Scheme.RIGHT_TO_KNOW: "dvds_whole",
    Scheme.CHILD_PROTECTION: "csods_whole",
}


def steps_of(scheme: str) -> tuple[Part, ...]:
    """The steps of a scheme, in order."""
    return STEPS[Scheme(scheme)]
