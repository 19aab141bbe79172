"""The actions of a nominal as a slot sees them, and in the words of its minutes."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from access.actor import Actor
from govuk.words import british_date

from .lifecycle import ActionStatus, SlotStatus
from .models import Action, Slot

NONE = "None."


def given_at(slot: Slot, *, actor: Actor) -> "QuerySet[Action]":
    """The actions given at a slot, in the order of their numbers."""
    given = Action.objects.visible_to(actor).filter(slot=slot)
    return given.select_related("agency", "person").order_by("number")


def before(slot: Slot, *, actor: Actor) -> list[Action]:
    """What a slot looks back on: what is still open, and all of the last slot that was heard."""
    earlier = Slot.objects.visible_to(actor).filter(
        nominal=slot.nominal_id, status=SlotStatus.CLOSED, starts_at__lt=slot.starts_at
    )
    last = earlier.order_by("-starts_at").first()
    found = Action.objects.visible_to(actor).filter(nominal=slot.nominal_id).exclude(slot=slot)
    found = found.select_related("agency", "person").order_by("due_on", "number")
    return [
        each
        for each in found.filter(slot__starts_at__lt=slot.starts_at)
        if each.status == ActionStatus.OPEN or (last and each.slot_id == last.pk)
    ]


def in_words(actions: Iterable[Action], *, on: date) -> str:
    """A paragraph for each action: what, whose, by when, and how it stood on a day."""
    return "\n\n".join(_in_words(nth, each, on) for nth, each in enumerate(actions, 1)) or NONE


def _in_words(nth: int, action: Action, on: date) -> str:
    owner = f"{action.agency}, {action.person}" if action.person else str(action.agency)
    lines = (
        f"{nth}. {action.text}",
        f"{action.get_pillar_display()}. {owner}. Due {british_date(action.due_on)}."
        f" {_standing(action, on)}.",
    )
    return "\n".join(lines)


def _standing(action: Action, on: date) -> str:
    if action.status == ActionStatus.OPEN:
        return "Open and late" if action.due_on < on else "Open"
    answered = f" on {british_date(localdate(action.answered_at))}" if action.answered_at else ""
    return f"{action.get_status_display()}{answered}"
