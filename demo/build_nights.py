"""What the last nights found: shares that differed from the facts, and were put right."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from access.actor import Role
from demo.build_book import Book, moment
from demo.build_case import Case
from demo.build_staff import County
from oversight.models import Difference, Mended, ReconcileRun

NIGHTS = 7
DIFFERED = 3  # nights ago, when another manager had taken over two cases
TOOK = timedelta(seconds=19)


class Nights:
    """Writes into the book the nightly comparisons of shares with the facts."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng

    def write(self, cases: Sequence[Case], *, checked: int) -> None:
        """One of them found something: shares of the lead, in two cases that changed hands."""
        for ago in range(NIGHTS, 0, -1):
            at = moment(self.today - timedelta(days=ago), 3, 30)
            changed = self.rng.sample(list(cases), 2) if ago == DIFFERED else []
            self._night(at, changed, checked=checked - self.rng.randint(0, 40))

    def _night(self, at: datetime, changed: Sequence[Case], *, checked: int) -> None:
        run = ReconcileRun(
            area=self.county.area,
            at=at,
            finished_at=at + TOOK,
            checked=checked,
            given=len(changed),
            ended=len(changed),
            redated=0,
        )
        self.book.add(run)
        service = self.county.holding(Role.SERVICE)[0]
        numbers = {"given": run.given, "ended": run.ended, "redated": 0}
        said = {"checked": checked, **numbers}
        self.book.event("reconcile.run", run, by=service, at=at, **said)
        for what in ("given", "ended") if changed else ():
            led = {"run": run, "record_kind": "nominal", "source": "lead", "what": what}
            self.book.add(Difference(times=len(changed), **led))
            for case in changed:
                key = case.nominal.pk
                self.book.add(Mended(nominal=case.nominal, record_id=key, **led))
