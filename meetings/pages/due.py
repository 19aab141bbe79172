"""A due date in the words of a working week (pure)."""

from dataclasses import dataclass
from datetime import date

from clocks.working_days import working_days_between
from govuk.words import plural, short_date


@dataclass(frozen=True, slots=True)
class Due:
    """How far off a due date is, in words, and whether it is past."""

    words: str
    is_late: bool = False


def due_in_words(due_on: date, today: date) -> Due:
    """Due today, due in 3 working days, 2 working days late; past two weeks off, the date."""
    days = working_days_between(today, due_on)
    if due_on < today:
        return Due(f"{plural(max(-days, 1), 'working day')} late", is_late=True)
    if due_on == today:
        return Due("due today")
    if not 0 < days <= SOON:
        return Due(f"due {short_date(due_on)}")
    return Due(f"due in {plural(days, 'working day')}")


SOON = 10  # working days: further off, a date says more than a count


def age_in_words(day: date, today: date) -> str:
    """How old words are: in days, then in weeks, then in months."""
    days = (today - day).days
    if days < A_FORTNIGHT:
        return plural(max(days, 0), "day")
    if days < TWO_MONTHS:
        return plural(days // 7, "week")
    return plural(days * 12 // 365, "month")


A_FORTNIGHT, TWO_MONTHS = 14, 61
