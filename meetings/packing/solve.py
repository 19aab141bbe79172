"""Propose the agenda: the best there is, or the best found in the time given."""

from time import monotonic

from .draft import draft
from .layout import finishes
from .openings import options
from .problem import Problem
from .proposal import Proposal
from .search import Search
from .unmet import left_out, unmet

# The share of what time is left that each number may take. The first are mostly settled in a
# fraction of it, and what one does not use the next one has.
PLACING = {"unkept": 0.3, "missed": 0.4, "left_out": 0.4, "late": 0.4, "attendances": 0.5}
ORDERING = {"paused": 0.3, "waiting": 0.9, "broken": 1.0}
EXPLAINING = 0.1


def propose(problem: Problem, *, seconds: float = 9.0) -> Proposal:
    """Fill the sittings, within about so many seconds.

    The score is made least number by number, and is the least there is unless the proposal tells
    a gap. What has its place already keeps it. Breaks no rule of `check`, but that a deadline may
    be missed: then it says why.
    """
    until, choices = monotonic() + seconds, options(problem)
    search = Search(problem, choices, draft(problem, choices), until - EXPLAINING * seconds)
    for name, share in PLACING.items():
        search.place(name, share=share)
    for name, share in ORDERING.items():
        search.order(name, share=share)
    return Proposal(
        agenda=search.agenda,
        score=search.score,
        gaps=search.gaps,
        left_out=left_out(problem, choices, search.agenda),
        unmet=unmet(problem, choices, search.agenda, until=until),
        finishes=finishes(problem, search.agenda),
    )
