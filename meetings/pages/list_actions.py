"""What the list of actions shows: which, whose, in what order, and what can be done to several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict
from django.urls import reverse

from access.actor import Actor, Role
from access.policy import AGENCY, RUNS
from meetings.forms.follow_up import WHOSE, FilterForm
from meetings.lifecycle import ANSWERED, ENDED, ActionStatus, ExtensionStatus
from meetings.models import Action, Extension

from .due import Due, due_in_words

A_PAGE = 20
SIZES = (A_PAGE, 100, 200)
MOST_COUNTED = 1000
SHOWN = {
    "open": "Open",
    "late": "Late",
    "week": "Due this week",
    "longer": "Longer asked for",
    "answered": "Answered",
    "ended": "At their end",
}
OPEN_ONES = {"open", "late", "week", "longer"}
ORDERS = {
    "due": "Due soonest",
    "given": "Given last",
    "priority": "High priority first",
    "agency": "Agency",
}
COLOURS = {
    ActionStatus.OPEN: "blue",
    ActionStatus.DONE: "green",
    ActionStatus.COULD_NOT: "orange",
    ActionStatus.DID_NOT: "red",
    ActionStatus.VERIFIED: "",
    ActionStatus.CANCELLED: "grey",
    ActionStatus.CARRIED: "grey",
}
EXTENDS = (Role.COORDINATOR, Role.CHAIR)
# What can be done to several of a list at once: the step, and its words.
TOGETHER = (
    ("finish", "Report them done"),
    ("update", "Add an update to them"),
    ("ask", "Ask for longer"),
    ("extend", "Give longer"),
)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A line of a list of actions."""

    action: Action
    due: Due | None
    colour: str
    is_mine: bool
    is_offered: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the actions that concern the actor, as they asked for them."""

    whole_area: bool
    lines: list[ActionLine]
    many: str
    shown: list[tuple[str, str, bool]]
    orders: list[tuple[str, str, bool]]
    sizes: list[tuple[str, str, bool]]
    previous: str
    next: str
    form: FilterForm
    selected: list[tuple[str, str]]
    together: list[tuple[str, str]]


def list_actions(actor: Actor, asked: QueryDict, *, today: date) -> ListPage:
    """The actions of the actor's agency, their own first; of the area, for those who run panels."""
    wanted = _wanted(asked)
    show, order, size = wanted["show"], wanted["order"], int(wanted["size"])
    found = _filtered(_shown(_concerning(actor), show, actor, today), wanted, actor)
    found = _ordered(found, order, actor)
    number = _number(asked.get("page", ""))
    start = (number - 1) * size
    rows = list(found[start : start + size + 1])
    return ListPage(
        whole_area=actor.has(*RUNS),
        lines=[line_of(each, actor, today) for each in rows[:size]],
        many=_many(found),
        shown=_links(wanted, "show", SHOWN),
        orders=_links(wanted, "order", ORDERS),
        sizes=_links(wanted, "size", {str(each): str(each) for each in SIZES}),
        previous=_href(wanted, number - 1) if number > 1 else "",
        next=_href(wanted, number + 1) if len(rows) > size else "",
        form=FilterForm(initial=wanted),
        selected=_selected(wanted),
        together=_together(actor) if show in OPEN_ONES else [],
    )


def _together(actor: Actor) -> list[tuple[str, str]]:
    mine = {"update"}
    mine |= {"finish", "ask"} if actor.has(*AGENCY) else set()
    mine |= {"extend"} if actor.has(*EXTENDS) else set()
    return [(step, words) for step, words in TOGETHER if step in mine]


def _wanted(asked: QueryDict) -> dict[str, Any]:
    """What the address asks for; what makes no sense is what one gets when asking for nothing."""
    sizes = [str(each) for each in SIZES]
    return {
        "show": _one_of(list(SHOWN), asked.get("show")),
        "order": _one_of(list(ORDERS), asked.get("order")),
        "size": _one_of(sizes, asked.get("size")),
        "whose": _one_of(list(WHOSE), asked.get("whose")),
        "pillar": [each for each in Action.Pillar.values if each in asked.getlist("pillar")],
    }


def _one_of(known: Sequence[str], asked: str | None) -> str:
    return asked if asked is not None and asked in known else known[0]


def _selected(wanted: dict[str, Any]) -> list[tuple[str, str]]:
    """The filters that are on, each with the address of the list without it."""
    pillars = dict(Action.Pillar.choices)
    found = [
        (
            str(pillars[each]),
            _href({**wanted, "pillar": [p for p in wanted["pillar"] if p != each]}),
        )
        for each in wanted["pillar"]
    ]
    if wanted["whose"] != "all":
        found.insert(0, (WHOSE[wanted["whose"]], _href({**wanted, "whose": "all"})))
    return found


def _links(
    wanted: dict[str, Any], name: str, choices: dict[str, str]
) -> list[tuple[str, str, bool]]:
    return [
        (words, _href({**wanted, name: key}), wanted[name] == key) for key, words in choices.items()
    ]


def _filtered(
    actions: "QuerySet[Action]", wanted: dict[str, Any], actor: Actor
) -> "QuerySet[Action]":
    whose = {
        "all": Q(),
        "mine": Q(person=actor.person_id),
        "agency": Q(agency=actor.agency_id),
        "offered": Q(offered_to=actor.agency_id),
    }
    kept = actions.filter(whose[wanted["whose"]])
    return kept.filter(pillar__in=wanted["pillar"]) if wanted["pillar"] else kept


def _concerning(actor: Actor) -> "QuerySet[Action]":
    seen = with_names(Action.objects.visible_to(actor))
    if actor.has(*RUNS):
        return seen.filter(slot__area=actor.area_id)
    mine = Q(agency=actor.agency_id) | Q(person=actor.person_id) | Q(offered_to=actor.agency_id)
    return seen.filter(mine)


def with_names(actions: "QuerySet[Action]") -> "QuerySet[Action]":
    return actions.select_related("agency", "person", "nominal", "slot", "offered_to")


def _shown(actions: "QuerySet[Action]", show: str, actor: Actor, today: date) -> "QuerySet[Action]":
    """Being late is asked of the date: it is kept nowhere."""
    is_open, sunday = Q(status=ActionStatus.OPEN), today + timedelta(days=6 - today.weekday())
    longer = Extension.objects.visible_to(actor).filter(
        action=OuterRef("pk"), status=ExtensionStatus.ASKED
    )
    which = {
        "open": is_open,
        "late": is_open & Q(due_on__lt=today),
        "week": is_open & Q(due_on__range=(today, sunday)),
        "longer": is_open & Q(Exists(longer)),
        "answered": Q(status__in=ANSWERED),
        "ended": Q(status__in=ENDED),
    }
    return actions.filter(which[show])


def _ordered(actions: "QuerySet[Action]", order: str, actor: Actor) -> "QuerySet[Action]":
    """The actor's own first; then by the order they asked for."""
    mine = Case(
        When(person=actor.person_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    soonest = ("due_on", "given_at", "number")
    then = {
        "due": soonest,
        "given": ("-given_at", "number"),
        "priority": ("priority", *soonest),  # "high" is before "normal"
        "agency": ("agency__name", *soonest),
    }
    return actions.order_by(mine, *then[order], "pk")


def line_of(action: Action, actor: Actor, today: date) -> ActionLine:
    is_open = action.status == ActionStatus.OPEN
    return ActionLine(
        action=action,
        due=due_in_words(action.due_on, today) if is_open else None,
        colour=COLOURS[ActionStatus(action.status)],
        is_mine=action.person_id == actor.person_id,
        is_offered=action.offered_to_id is not None and action.offered_to_id == actor.agency_id,
    )


def _many(found: "QuerySet[Action]") -> str:
    """How many, up to a number past which nobody needs to know."""
    count = found.order_by()[: MOST_COUNTED + 1].count()
    if count > MOST_COUNTED:
        return f"More than {MOST_COUNTED:,} actions"
    return f"{count:,} {'action' if count == 1 else 'actions'}"


def _href(wanted: dict[str, Any], number: int = 1) -> str:
    """The address of the list: what one gets without asking is not in it."""
    usual = _wanted(QueryDict())
    query = QueryDict(mutable=True)
    for name, value in wanted.items():
        if value != usual[name] or name in {"show", "order"}:
            query.setlist(name, value if isinstance(value, list) else [value])
    if number > 1:
        query["page"] = str(number)
    return f"{reverse('meetings:list_actions')}?{query.urlencode()}"


def _number(typed: str) -> int:
    """The page asked for; what is no number of a page is the first."""
    return min(max(int(typed), 1), MOST_COUNTED) if typed.isascii() and typed.isdigit() else 1
