"""Makes shares equal what the facts say, at once rather than at night, and says what differed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from govuk.words import plural
from oversight.reconcile.models import ReconcileRun
from oversight.reconcile.services import reconcile_all


class Command(BaseCommand):
    help = "Compares every share with the facts, puts right what differs, and reports it."

    def handle(self, *_: Any, **__: Any) -> None:
        for run in reconcile_all(at=now()):
            self.stdout.write(_line(run))


def _line(run: ReconcileRun) -> str:
    seconds = (run.finished_at - run.at).total_seconds()
    ways = f" ({run.given} given, {run.ended} ended, {run.redated} redated)"
    return (
        f"{run.area}: {run.checked:,} shares compared in {seconds:.1f} s,"
        f" {plural(run.differences, 'difference')}{ways if run.differences else ''}."
    )
