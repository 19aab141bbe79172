"""Which worker runs what: each file on one worker, all journeys on one, the longest first."""

from typing import Any

from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/journeys"  # they share one running product, which takes half a minute to start
LONGEST = (
    JOURNEYS,
    "tests/oversight/test_leaks.py",
    "tests/demo/test_build.py",
    "tests/mappa/test_run.py",
    "tests/notices/test_killed_worker.py",
    "tests/govuk/test_look.py",
    "tests/mappa/test_embedded.py",
    "tests/access/test_two_locks.py",
    "tests/agencies/test_at_a_browser.py",
    "tests/oversight/test_reconcile.py",
)


class LongestFirst(LoadScopeScheduling):
    """A file is a unit of work, so what it builds once is built once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return JOURNEYS if file.startswith(JOURNEYS) else file

    def _assign_work_unit(self, node: Any) -> None:
        for scope in reversed(LONGEST):
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)
