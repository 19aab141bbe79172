"""What the pages about referrals show."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from clocks.services import AreaLimits, limits_of
from govuk.words import british_date
from nominals.keyset import Order, counted, turn_to
from nominals.models import Nominal
from nominals.pages import About
from nominals.pages import about as about_nominal

from . import history
from .completeness import Missing, missing
from .criteria import CRITERIA, SOURCE, Outcome
from .deadlines import Deadline, running
from .lifecycle import RECEIVED, WRITABLE, Status
from .models import Referral, Screening
from .services import Said, why_not_kept_at_level_1

Saved = list[tuple[str, str]]

OLDEST_FIRST = Order("started_at")
NEWEST_FIRST = Order("started_at", descending=True)

# What may be offered on the page: step, words, whether it is a press or a page of its own, style.
OFFERED = (
    ("amend", "Continue writing", "page", ""),
    ("submit", "Send to your manager", "page", "secondary"),
    ("approve", "Approve referral", "press", ""),
    ("send_back", "Send back", "page", "secondary"),
    ("screen", "Screen referral", "page", ""),
    ("withdraw", "Withdraw referral", "page", "secondary"),
)
COLOURS = {
    Status.DRAFT: "grey",
    Status.SUBMITTED: "blue",
    Status.APPROVED: "blue",
    Status.RETURNED: "orange",
    Status.ACCEPTED: "green",
    Status.KEPT_AT_LEVEL_1: "purple",
    Status.DECLINED: "red",
    Status.REDIRECTED: "purple",
    Status.WITHDRAWN: "grey",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that this actor can do to the referral now."""

    words: str
    href: str
    is_press: bool
    style: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of referrals."""

    referral: Referral
    status: str
    colour: str
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class ListPage:
    lines: list[Line]
    many: str
    tabs: list[tuple[str, str, bool]]
    waiting: bool
    previous: str
    next: str
    selected: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A referral, and what this actor can do to it now."""

    about: About
    referral: Referral
    status: str
    colour: str
    offers: list[Offer]
    deadline: Deadline | None
    screenings: list[tuple[Screening, str, list[str]]]
    happenings: list[history.Happening]


@dataclass(frozen=True, slots=True)
class ScreenPage:
    about: About
    referral: Referral
    outcomes: list[Outcome]
    why_not_kept: str
    source: str
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class SubmitPage:
    about: About
    referral: Referral
    missing: list[Missing]


def referrals(actor: Actor, query: QueryDict, *, status: Collection[str], on: date) -> ListPage:
    """Those that wait for the actor, oldest first; or all that they may see, newest first."""
    waits = _something_can_wait_for(actor)
    waiting = waits and query.get("show") != "all" and not status
    seen: QuerySet[Any] = Referral.objects.visible_to(actor)
    wanted = seen.filter(_waiting_for(actor)) if waiting else _of_status(seen, status)
    order = OLDEST_FIRST if waiting else NEWEST_FIRST
    turned = turn_to(query.get("place", ""), wanted, seen, order)
    return ListPage(
        lines=_lines(_in_order(seen, turned.keys), on=on),
        many=counted(wanted.order_by()),
        tabs=_tabs(waiting=waiting) if waits else [],
        waiting=waiting,
        previous=turned.previous and _address(query, place=turned.previous),
        next=turned.next and _address(query, place=turned.next),
        selected=[] if waiting else _selected(query, status),
    )


def of_nominal(nominal: Nominal, *, actor: Actor, on: date) -> tuple[About, list[Line]]:
    """The referrals of one nominal that the actor may see, newest first."""
    seen: QuerySet[Any] = Referral.objects.visible_to(actor)
    found = _with_people(seen.filter(nominal=nominal)).order_by("-started_at", "pk")
    here = "referrals:list_for_nominal"
    return about_nominal(nominal, actor=actor, here=here, on=on), _lines(found, on=on)


def show(referral: Referral, actor: Actor, *, on: date) -> ReferralPage:
    """A referral with its history, its time limit and what this actor can do to it now."""
    line = _line(referral, limits_of(referral.area_id), on=on)
    takes_part = may(actor, "referral.list")
    return ReferralPage(
        about=above(referral, actor, on=on),
        referral=referral,
        status=line.status,
        colour=line.colour,
        offers=_offers(referral, actor),
        deadline=line.deadline,
        screenings=_screenings(referral, actor),
        happenings=history.of(referral) if takes_part else [],
    )


def submit(referral: Referral, actor: Actor, *, on: date) -> SubmitPage:
    """What is still missing before it can go to the manager."""
    return SubmitPage(above(referral, actor, on=on), referral, missing(referral))


def screen(referral: Referral, actor: Actor, *, on: date) -> ScreenPage:
    """A referral beside what it is measured against, and what can be decided of it."""
    why_not = why_not_kept_at_level_1(referral, on=on)
    hidden = {Outcome.KEEP_AT_LEVEL_1} if why_not else set()
    return ScreenPage(
        about=above(referral, actor, on=on),
        referral=referral,
        outcomes=[each for each in Outcome if each not in hidden],
        why_not_kept=why_not,
        source=SOURCE,
        deadline=running(referral, limits_of(referral.area_id), on=on),
    )


def written(referral: Referral) -> dict[str, Any]:
    """What is written so far, as the form asks it."""
    return {name: getattr(referral, name) for name in (*Said.__annotations__, "version")}


def saved_meanwhile(referral: Referral, typed: dict[str, Any]) -> Saved:
    """What is saved by now, where it differs from what was typed: with the name of its field."""
    referral.refresh_from_db()
    names = [name for name in Said.__annotations__ if getattr(referral, name) != typed[name]]
    return [(name, _shown(referral, name)) for name in names]


def above(referral: Referral, actor: Actor, *, on: date) -> About:
    """Whose referral it is."""
    return about_nominal(referral.nominal, actor=actor, here="", on=on)


def _shown(referral: Referral, name: str) -> str:
    """What a field says, in words."""
    display = getattr(referral, f"get_{name}_display", None)
    value = display() if display else getattr(referral, name)
    return british_date(value) if isinstance(value, date) else str(value or "Nothing")


def _something_can_wait_for(actor: Actor) -> bool:
    """Whether the actor writes, approves or screens referrals at all."""
    own = SimpleNamespace(
        referrer_id=actor.person_id, manager_id=actor.person_id, area_id=actor.area_id
    )
    steps = ("referral.submit", "referral.approve", "referral.screen")
    return any(may(actor, step, own) for step in steps)


def _waiting_for(actor: Actor) -> Q:
    """The referrals on which the next step is this actor's."""
    mine = Q(referrer=actor.person_id, status__in=WRITABLE)
    to_approve = Q(manager=actor.person_id, status=Status.SUBMITTED)
    own = SimpleNamespace(area_id=actor.area_id)
    to_screen = Q(area=actor.area_id, status__in=RECEIVED)
    return mine | to_approve | (to_screen if may(actor, "referral.screen", own) else Q())


def _of_status(seen: QuerySet[Any], status: Collection[str]) -> QuerySet[Any]:
    return seen.filter(status__in=status) if status else seen


def _in_order(seen: QuerySet[Any], keys: Sequence[Any]) -> list[Referral]:
    found = {each.pk: each for each in _with_people(seen.filter(pk__in=keys))}
    return [found[key] for key in keys if key in found]


def _with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("nominal", "referrer", "manager")


def _lines(rows: Iterable[Referral], *, on: date) -> list[Line]:
    rows = list(rows)
    limits = {area: limits_of(area) for area in {each.area_id for each in rows}}
    return [_line(each, limits[each.area_id], on=on) for each in rows]


def _line(referral: Referral, limits: AreaLimits, *, on: date) -> Line:
    status = Status(referral.status)
    return Line(referral, status.label, COLOURS[status], running(referral, limits, on=on))


def _offers(referral: Referral, actor: Actor) -> list[Offer]:
    """Only what is both possible and permitted."""
    possible = set(Referral.lifecycle.possible(referral.status))
    possible |= {"amend"} if referral.status in WRITABLE else set()
    possible |= {"screen"} if referral.status in RECEIVED else set()
    return [
        Offer(words, reverse(f"referrals:{step}", args=[referral.pk]), way == "press", style)
        for step, words, way, style in OFFERED
        if step in possible and may(actor, f"referral.{step}", referral)
    ]


def _screenings(referral: Referral, actor: Actor) -> list[tuple[Screening, str, list[str]]]:
    """Each screening that the actor may read, with its outcome and criteria in words."""
    seen: QuerySet[Any] = Screening.objects.visible_to(actor)
    rows = seen.filter(referral=referral).select_related("by").order_by("-at")
    return [(each, Outcome(each.outcome).label, _in_words(each.criteria)) for each in rows]


def _in_words(keys: Collection[str]) -> list[str]:
    return [each.words for each in CRITERIA.values() if each.key in keys]


def _tabs(*, waiting: bool) -> list[tuple[str, str, bool]]:
    home = reverse("referrals:list")
    return [("Waiting for you", home, waiting), ("All referrals", f"{home}?show=all", not waiting)]


def _selected(query: QueryDict, status: Collection[str]) -> list[tuple[str, str]]:
    chosen = []
    for each in status:
        given = query.copy()
        given.setlist("status", [other for other in given.getlist("status") if other != each])
        given.pop("place", None)
        chosen.append((Status(each).label, f"?{given.urlencode()}"))
    return chosen


def _address(query: QueryDict, *, place: str) -> str:
    given = query.copy()
    given["place"] = place
    return f"?{given.urlencode()}"
