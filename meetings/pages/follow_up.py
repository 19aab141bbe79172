"""What the pages of actions show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from access.actor import Actor
from access.policy import RUNS, may
from meetings.lifecycle import ANSWERED, ActionStatus
from meetings.models import Action, ActionUpdate
from nominals import pages as of_nominals

from .due import Due, due_in_words

A_PAGE = 20
MOST_COUNTED = 1000
ENDED = {ActionStatus.VERIFIED, ActionStatus.CANCELLED}
SHOWN = {
    "open": "Open",
    "late": "Late",
    "answered": "Answered",
    "ended": "Verified or cancelled",
}
ORDERS = {"due": "Due soonest", "given": "Given last"}
COLOURS = {
    ActionStatus.OPEN: "blue",
    ActionStatus.DONE: "green",
    ActionStatus.COULD_NOT: "orange",
    ActionStatus.DID_NOT: "red",
    ActionStatus.VERIFIED: "",
    ActionStatus.CANCELLED: "grey",
}
# Step, what its button says, its address; those that open a page of their own.
STEPS = (
    ("update", "Add an update", "meetings:update_action"),
    ("finish", "Report it done", "meetings:finish_action"),
    ("report_could_not", "It could not be done", "meetings:report_could_not"),
    ("report_did_not", "It was not done", "meetings:report_did_not"),
    ("reopen", "Open it again", "meetings:reopen_action"),
    ("cancel", "Cancel it", "meetings:cancel_action"),
)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A line of a list of actions."""

    action: Action
    due: Due | None
    colour: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the actions that concern the actor, as they asked for them."""

    whole_area: bool
    lines: list[ActionLine]
    many: str
    shown: list[tuple[str, str, bool]]
    orders: list[tuple[str, str, bool]]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One action, what was said of it, and what the actor can do with it now."""

    about: of_nominals.About
    line: ActionLine
    updates: list[ActionUpdate]
    buttons: list[tuple[str, str]]
    may_verify: bool


@dataclass(frozen=True, slots=True)
class AskPage:
    """The question of one step of an action."""

    line: ActionLine
    heading: str


def list_actions(actor: Actor, asked: Mapping[str, str], *, today: date) -> ListPage:
    """The actions of the actor's agency, their own first; of the area, for those who run panels."""
    show, order = _one_of(SHOWN, asked.get("show")), _one_of(ORDERS, asked.get("order"))
    kept = {"show": show, "order": order}
    found = _ordered(_shown(_concerning(actor), show, today), order, actor)
    number = _number(asked.get("page", ""))
    start = (number - 1) * A_PAGE
    rows = list(found[start : start + A_PAGE + 1])
    return ListPage(
        whole_area=actor.has(*RUNS),
        lines=[_line(each, actor, today) for each in rows[:A_PAGE]],
        many=_many(found),
        shown=[(words, _href({**kept, "show": key}), key == show) for key, words in SHOWN.items()],
        orders=[
            (words, _href({**kept, "order": key}), key == order) for key, words in ORDERS.items()
        ],
        previous=_href(kept, number - 1) if number > 1 else "",
        next=_href(kept, number + 1) if len(rows) > A_PAGE else "",
    )


def show_action(action: Action, actor: Actor, *, today: date) -> ActionPage:
    """An action with all that was said of it, last first."""
    action = _with_names(Action.objects.visible_to(actor)).get(pk=action.pk)
    said = ActionUpdate.objects.visible_to(actor).filter(action=action)
    possible = action.lifecycle.possible(action.status)
    can = {*possible, *(["update"] if action.status == ActionStatus.OPEN else [])}
    return ActionPage(
        about=of_nominals.about(
            action.nominal, actor=actor, here="meetings:list_for_nominal", on=today
        ),
        line=_line(action, actor, today),
        updates=list(said.select_related("by")),
        buttons=[
            (words, reverse(name, args=[action.pk]))
            for step, words, name in STEPS
            if step in can and may(actor, f"action.{step}", action)
        ],
        may_verify="verify" in can and bool(may(actor, "action.verify", action)),
    )


def ask(action: Action, actor: Actor, step: str, *, today: date) -> AskPage:
    """What a question about an action is headed with."""
    headings = {name: words for name, words, _ in STEPS}
    return AskPage(_line(action, actor, today), headings[step])


def _one_of(known: Mapping[str, str], asked: str | None) -> str:
    """What was asked for, or the first where it makes no sense."""
    return asked if asked and asked in known else next(iter(known))


def _concerning(actor: Actor) -> "QuerySet[Action]":
    seen = _with_names(Action.objects.visible_to(actor))
    if actor.has(*RUNS):
        return seen.filter(slot__area=actor.area_id)
    return seen.filter(Q(agency=actor.agency_id) | Q(person=actor.person_id))


def _with_names(actions: "QuerySet[Action]") -> "QuerySet[Action]":
    return actions.select_related("agency", "person", "nominal", "slot")


def _shown(actions: "QuerySet[Action]", show: str, today: date) -> "QuerySet[Action]":
    """Being late is asked of the date: it is kept nowhere."""
    which = {
        "open": Q(status=ActionStatus.OPEN),
        "late": Q(status=ActionStatus.OPEN, due_on__lt=today),
        "answered": Q(status__in=ANSWERED),
        "ended": Q(status__in=ENDED),
    }
    return actions.filter(which[show])


def _ordered(actions: "QuerySet[Action]", order: str, actor: Actor) -> "QuerySet[Action]":
    """The actor's own first; then by the order they asked for."""
    mine = Case(
        When(person=actor.person_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    then = ("-given_at", "number") if order == "given" else ("due_on", "given_at", "number")
    return actions.order_by(mine, *then, "pk")


def _line(action: Action, actor: Actor, today: date) -> ActionLine:
    is_open = action.status == ActionStatus.OPEN
    return ActionLine(
        action=action,
        due=due_in_words(action.due_on, today) if is_open else None,
        colour=COLOURS[ActionStatus(action.status)],
        is_mine=action.person_id == actor.person_id,
    )


def _many(found: "QuerySet[Action]") -> str:
    """How many, up to a number past which nobody needs to know."""
    count = found.order_by()[: MOST_COUNTED + 1].count()
    if count > MOST_COUNTED:
        return f"More than {MOST_COUNTED:,} actions"
    return f"{count:,} {'action' if count == 1 else 'actions'}"


def _href(kept: Mapping[str, Any], number: int = 1) -> str:
    page = {"page": str(number)} if number > 1 else {}
    return f"{reverse('meetings:list_actions')}?{urlencode({**kept, **page})}"


def _number(typed: str) -> int:
    """The page asked for; what is no number of a page is the first."""
    return min(max(int(typed), 1), MOST_COUNTED) if typed.isascii() and typed.isdigit() else 1
