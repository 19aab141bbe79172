"""What the pages of one action show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from agencies.models import Appointment, Person
from meetings.lifecycle import ENDED, ActionStatus, ExtensionStatus, SlotStatus
from meetings.models import Action, ActionUpdate, Extension, Slot
from nominals import pages as of_nominals

from .due import due_in_words
from .list_actions import ActionLine, line_of, with_names

# Step, what its button says, its address; those that open a page of their own.
STEPS = (
    ("update", "Add an update", "meetings:update_action"),
    ("finish", "Report it done", "meetings:finish_action"),
    ("report_could_not", "It could not be done", "meetings:report_could_not"),
    ("report_did_not", "It was not done", "meetings:report_did_not"),
    ("ask", "Ask for longer", "meetings:ask_for_longer"),
    ("add_evidence", "Add evidence", "meetings:add_evidence"),
    ("hand_over", "Hand it to a colleague", "meetings:hand_over_action"),
    ("offer", "Ask another agency to take it over", "meetings:offer_action"),
    ("decline_offer", "Do not take it over", "meetings:decline_offer"),
    ("extend", "Give longer", "meetings:extend_action"),
    ("carry_forward", "Carry it forward", "meetings:carry_action_forward"),
    ("reopen", "Open it again", "meetings:reopen_action"),
    ("cancel", "Cancel it", "meetings:cancel_action"),
)
# What is pressed at once, on the action's own page.
PRESSED = (
    ("verify", "Verify that it is done", "meetings:verify_action"),
    ("take", "Take this action", "meetings:take_action"),
    ("accept_offer", "Take it over", "meetings:accept_offer"),
    ("withdraw_offer", "Ask the other agency no longer", "meetings:withdraw_offer"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Longer time that waits for a decision, and where that is taken by whoever may."""

    extension: Extension
    grant_at: str
    refuse_at: str


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One action, what was said of it, and what the actor can do with it now."""

    about: of_nominals.About
    line: ActionLine
    updates: list[ActionUpdate]
    buttons: list[tuple[str, str]]
    pressed: list[tuple[str, str]]
    asked: Asked | None
    dates: list[Extension] = field(default_factory=list)
    carried_from: Action | None = None
    carried_to: Action | None = None


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """What was done about an action, and what happens next."""

    action: Action
    title: str
    next: list[str]


@dataclass(frozen=True, slots=True)
class AskPage:
    """The question of one step of an action."""

    line: ActionLine
    heading: str


def show_action(action: Action, actor: Actor, *, today: date) -> ActionPage:
    """An action with all that was said of it, last first; carried forward, all that was before."""
    action = with_names(Action.objects.visible_to(actor)).get(pk=action.pk)
    origin = action.origin_id or action.pk
    chain = Action.objects.visible_to(actor).filter(Q(pk=origin) | Q(origin=origin))
    said = ActionUpdate.objects.visible_to(actor).filter(action__in=chain.values("pk"))
    longer = Extension.objects.visible_to(actor).filter(action__in=chain.values("pk"))
    known = {each.pk: each for each in chain.select_related("slot")}
    times = list(longer.select_related("asked_by", "decided_by"))
    waits = [each for each in times if _waits(each, action)]
    can = _possible(action, actor, waits)
    return ActionPage(
        about=of_nominals.about(
            action.nominal, actor=actor, here="meetings:list_for_nominal", on=today
        ),
        line=line_of(action, actor, today),
        updates=list(said.select_related("by", "action").order_by("-at")),
        buttons=_offered(STEPS, can, action, actor),
        pressed=_offered(PRESSED, can, action, actor),
        asked=_asked(waits, actor),
        dates=[each for each in times if each.status == ExtensionStatus.GRANTED],
        carried_from=known.get(action.carried_from_id) if action.carried_from_id else None,
        carried_to=next((e for e in known.values() if e.carried_from_id == action.pk), None),
    )


def answered(action: Action, *, today: date) -> AnsweredPage:
    """What happens next to an action that was just answered, or said something of."""
    status = ActionStatus(action.status)
    told = "The MAPPA co-ordinator has been told."
    checks = "A chair of the panel" if action.is_for_the_chair else "Somebody who runs the panel"
    again = "You will get a message if it is opened again."
    undone = "The panel looks at it first when it next hears the case."
    then = {
        ActionStatus.DONE: [told, f"{checks} checks that it is done.", again],
        ActionStatus.COULD_NOT: [told, undone, again],
        ActionStatus.DID_NOT: [told, undone, again],
    }
    due = due_in_words(action.due_on, today).words
    still = [f"The action is still open and is {due}.", "You will be reminded before it is due."]
    titles = {
        ActionStatus.DONE: "Reported done",
        ActionStatus.COULD_NOT: "Reported: it could not be done",
    }
    titles |= {ActionStatus.DID_NOT: "Reported: it was not done"}
    return AnsweredPage(action, titles.get(status, "Your update is kept"), then.get(status, still))


def ask(action: Action, actor: Actor, step: str, *, today: date) -> AskPage:
    """What a question about an action is headed with."""
    headings = {name: words for name, words, _ in STEPS} | {"refuse": "Do not give longer"}
    return AskPage(line_of(action, actor, today), headings[step])


def being_heard_now(action: Action, actor: Actor) -> Slot | None:
    """The later slot in which the action's case is being heard, to carry it forward to."""
    later = Slot.objects.visible_to(actor).filter(
        nominal=action.nominal_id, status=SlotStatus.OPEN, starts_at__gt=action.slot.starts_at
    )
    return later.select_related("session").first()


def colleagues(action: Action, *, at: datetime) -> "QuerySet[Person]":
    """Who else works for the agency that owns an action, by name."""
    held = Appointment.objects.live(at).filter(agency=action.agency_id, person__is_active=True)
    others = Person.objects.filter(pk__in=held.values("person"))
    return others.exclude(pk=action.person_id) if action.person_id else others


def next_address(action: Action, actor: Actor) -> str:
    """The action; or the list, for whom it is closed by now."""
    seen = Action.objects.visible_to(actor).filter(pk=action.pk)
    return action.get_absolute_url() if seen.exists() else reverse("meetings:list_actions")


def _possible(action: Action, actor: Actor, waits: Sequence[Extension]) -> set[str]:
    """The steps that the action allows as it is now, whoever takes them."""
    can = {*action.lifecycle.possible(action.status)}
    if action.status == ActionStatus.OPEN:
        can |= {"update", "hand_over", "extend"}
        can |= set() if waits else {"ask"}
        can |= set() if action.person_id else {"take"}
        offered = {"accept_offer", "decline_offer", "withdraw_offer"}
        can |= offered if action.offered_to_id else {"offer"}
    if action.status not in ENDED:
        can.add("add_evidence")
    if "carry_forward" in can and not being_heard_now(action, actor):
        can.discard("carry_forward")
    return can


def _offered(
    steps: Sequence[tuple[str, str, str]], can: set[str], action: Action, actor: Actor
) -> list[tuple[str, str]]:
    kinds = {"ask": "extension"}
    return [
        (words, reverse(name, args=[action.pk]))
        for step, words, name in steps
        if step in can and may(actor, f"{kinds.get(step, 'action')}.{step}", action)
    ]


def _waits(extension: Extension, action: Action) -> bool:
    is_its = extension.action_id == action.pk and action.status == ActionStatus.OPEN
    return is_its and extension.status == ExtensionStatus.ASKED


def _asked(waits: Sequence[Extension], actor: Actor) -> Asked | None:
    if not waits:
        return None
    decides = may(actor, "extension.grant", waits[0])
    addresses = ("meetings:grant_extension", "meetings:refuse_extension")
    grant, refuse = (reverse(name, args=[waits[0].pk]) if decides else "" for name in addresses)
    return Asked(waits[0], grant, refuse)
