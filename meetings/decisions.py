"""What a decision must say before it is written, and what a slot must hold before it is closed.

Pure: what is asked comes with its answer, so each rule can be tried without a database.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from access.lifecycle import NotPossible
from clocks.services import AreaLimits
from clocks.working_days import due
from govuk.words import british_date
from nominals.models import Level

FOUR_TESTS = ("lawful", "necessary", "proportionate", "reasonable")
WITH_MEETINGS = (Level.TWO, Level.THREE)


def heard_on(starts_at: datetime, at: datetime) -> date:
    """The day that clocks count from: when the case was to be heard, or today where earlier."""
    return min(localdate(starts_at), localdate(at))


def check_reason(rationale: str) -> None:
    """A decision says why, or NotPossible."""
    if not rationale.strip():
        raise NotPossible("Say why: a decision is recorded with its reason.")


def check_disclosure(tests: Iterable[bool], to_whom: str, what: str) -> None:
    """To disclose, all four tests are met and it says what to whom; else NotPossible."""
    if not all(tests):
        raise NotPossible(
            "To disclose, all four tests must be met: lawful, necessary, proportionate, reasonable."
        )
    if not (to_whom.strip() and what.strip()):
        raise NotPossible("To disclose, say to whom and what they will be told.")


def check_revisit(on: date | None, today: date) -> None:
    """To come back to disclosure takes a day still to come, or NotPossible."""
    if on is None or on <= today:
        raise NotPossible("To come back to disclosure, give a date in the future.")


def check_due(on: date, today: date) -> None:
    """An action is due on the day it is given or later, or NotPossible."""
    if on < today:
        raise NotPossible("An action cannot be due before the day it is given.")


def review_by(limits: AreaLimits, level: Level, today: date) -> tuple[date, date]:
    """When the next review at a level should be, and must be, at the latest."""
    aim, most = (
        limits.of(f"review_level_{level}_{which}", today) for which in ("target", "maximum")
    )
    return due(aim, today), due(most, today)


def check_review(on: date | None, level: Level, limits: AreaLimits, today: date) -> None:
    """A case with meetings comes back on a day no later than its maximum, or NotPossible."""
    if on is None or on <= today:
        raise NotPossible(f"At Level {level} the next review needs a date in the future.")
    _, last = review_by(limits, level, today)
    if on > last:
        length = limits.of(f"review_level_{level}_maximum", today).length
        raise NotPossible(
            f"At Level {level} the next review must be on or before {british_date(last)}:"
            f" no more than {length} after this meeting."
        )


def incomplete(unrecorded: list[str], *, disclosure: bool, decision: bool) -> dict[str, str]:
    """What a slot still lacks: for each part of it a sentence.

    `unrecorded` names the agencies whose attendance nobody has written down.
    """
    left = {}
    if unrecorded:
        left["attendance"] = f"Record the attendance of {', '.join(unrecorded)}."
    if not disclosure:
        left["disclosure"] = "Record the disclosure decision, with its reason."
    if not decision:
        left["decision"] = "Record the level decision, with its reason and the next review date."
    return left
