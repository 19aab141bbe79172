"""Going round: as each visitor, every address with every verb, and what its pages lead to."""

import logging
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from access.actor import Actor

from .door import Visitor, undone
from .effort import Effort, Report
from .facts import Facts
from .inventory import addresses
from .round import Round

__all__ = ["Effort", "Report", "crawl"]


def crawl(
    facts: Facts,
    visitors: Iterable[Visitor],
    *,
    service: Actor,
    at: datetime,
    effort: Effort,
    only: Container[str] = (),
) -> Report:
    """Visit everything as each of them, undo it all, and answer what should not have been there.

    `only` is the names of the addresses to visit, where that is not all of them.
    """
    report = Report()
    every = [each for each in addresses() if not only or each.name in only]
    with undone(), _quiet():
        rounds = [Round(facts, each, service, at, effort, report) for each in visitors]
        for address in effort.shuffled(every):
            for each in effort.shuffled(rounds, address.name):
                each.visit(address)
        for each in effort.shuffled(rounds):
            each.compare_with_twins()
    report.roles = {each.visitor.role for each in rounds}
    report.people = len(rounds)
    return report


@contextmanager
def _quiet() -> Iterator[None]:
    """Thousands of refusals are what is looked for here, and nothing for a log."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)
