"""What is asked before several actions are answered at once: each of them, by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from access.actor import Actor
from meetings.models import Action

from .list_actions import TOGETHER, ActionLine, line_of, with_names

AT_MOST = 200
HEADINGS = {
    "finish": "Report these actions done",
    "update": "Add an update to these actions",
    "ask": "Ask for longer for these actions",
    "extend": "Give these actions longer",
}
STEPS = dict(TOGETHER)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The actions that were ticked and are open to whoever ticked them; and how many are not."""

    actions: list[Action]
    lost: int


@dataclass(frozen=True, slots=True)
class SeveralPage:
    """Each action that would be answered, and what stands in its way where something does."""

    step: str
    heading: str
    lines: list[tuple[ActionLine, str]]
    ticked: list[str] = field(default_factory=list)


def chosen(actor: Actor, ticked: Iterable[str]) -> Chosen:
    """What was ticked, as it was then: a key, with the version where the page said it.

    What is hidden and what never was are counted alike.
    """
    wanted = dict(filter(None, (_read(each) for each in list(ticked)[:AT_MOST])))
    found = with_names(Action.objects.visible_to(actor)).filter(pk__in=wanted)
    actions = list(found.order_by("due_on", "number", "pk"))
    for each in actions:
        version = wanted[each.pk]
        each.version = each.version if version is None else version
    return Chosen(actions, len(wanted) - len(actions))


def ask(
    step: str, actions: Iterable[Action], actor: Actor, why: Mapping[UUID, str], *, today: date
) -> SeveralPage:
    """The question about several actions."""
    listed = list(actions)
    return SeveralPage(
        step=step,
        heading=HEADINGS[step],
        lines=[(line_of(each, actor, today), why.get(each.pk, "")) for each in listed],
        ticked=[f"{each.pk}.{each.version}" for each in listed],
    )


def _read(ticked: str) -> tuple[UUID, int | None] | None:
    """A key and a version, or None for what is neither."""
    key, _, version = ticked.partition(".")
    try:
        return UUID(key), int(version) if version.isascii() and version.isdigit() else None
    except ValueError:
        return None
