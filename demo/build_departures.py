"""Who has left MAPPA: what was opened of them before is closed, but to their area."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from clocks.services import AreaLimits
from clocks.working_days import end_of, ends_at
from demo.build_book import Book, moment
from demo.build_case import Case, is_managed
from demo.build_place import Place
from demo.meetings_terms import NO_LONGER_NEEDED
from nominals.services import AFTER_LEAVING


def close_departed(
    book: Book, cases: Sequence[Case], places: Sequence[Place], *, today: date
) -> None:
    """Close each as `nominals.services.leave` does; the chairs keep for a time whom they ended."""
    ended = _ended_by_a_panel(places)
    for case in cases:
        if not is_managed(case.spec, today):
            _close(book, case, ended.get(case.nominal.pk), today)


def _close(book: Book, case: Case, heard: datetime | None, today: date) -> None:
    left_on = case.spec.category_episodes[-1].until_on or today
    at = heard or min(moment(left_on, 17), moment(today, 0))
    chairs = ends_at(AreaLimits(()).of("chair_after_leaving", at.date()), at) if heard else at
    for share in book.shares(case.nominal):
        given_since = share.given_at >= end_of(left_on)  # to an auditor, who reads what was done
        if share.source not in AFTER_LEAVING and not given_since:
            share.end(chairs if share.source == "slot" else at)


def _ended_by_a_panel(places: Sequence[Place]) -> dict[UUID, datetime]:
    """By case, the end of the slot in which its panel took away what made it eligible."""
    found = {}
    for place in places:
        last = place.case.spec.category_episodes[-1]
        leaves = last.end_reason == NO_LONGER_NEEDED and last.until_on == place.day
        if leaves and place.hearing.chosen == 1:
            found[place.case.nominal.pk] = place.slot.ends_at
    return found
