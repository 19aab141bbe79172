"""What the pages of the checks for leaks show."""

from dataclasses import dataclass
from itertools import groupby

from access.actor import Actor, Role

from .models import LeakCheck, LeakFinding

NIGHTS = 60
ROLES = {
    **dict(Role.choices),
    "ended": "Somebody whose appointment has ended",
    "nobody": "Nobody signed in",
}
PLACES = {
    "body": "the page",
    "title": "the title",
    "address": "an address",
    "header": "a header",
    "message": "a message",
}
SORTS = {
    "existence": "that something exists",
    "fault": "an error where a page should be",
    "key": "the key of a record",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one address gave away to one role."""

    address: str
    verbs: str
    role: str
    what: str
    where: str
    times: int


@dataclass(frozen=True, slots=True)
class CheckPage:
    check: LeakCheck
    lines: list[Line]


def checks(actor: Actor) -> list[LeakCheck]:
    """The checks of the last nights, the newest first."""
    return list(LeakCheck.objects.visible_to(actor)[:NIGHTS])


def show(check: LeakCheck, *, actor: Actor) -> CheckPage:
    """One check, and where it found something."""
    found = LeakFinding.objects.visible_to(actor).filter(check_run=check)
    rows = found.order_by("address", "role", "sort", "place", "verb")
    together = groupby(rows, key=lambda each: (each.address, each.role, each.sort, each.place))
    return CheckPage(check, [_line(*key, list(same)) for key, same in together])


def _line(address: str, role: str, sort: str, place: str, same: list[LeakFinding]) -> Line:
    verbs = ", ".join(sorted({each.verb for each in same}))
    times = sum(each.times for each in same)
    where = PLACES.get(place, place)
    return Line(address, verbs, ROLES.get(role, role), SORTS.get(sort, sort), where, times)
