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


def as_given(actions: Iterable[Action]) -> str:
    """A paragraph for each action as a slot gave it: what, whose, and by when."""
    return "\n\n".join(_words(each.number, each) for each in actions) or NONE


def as_they_stand(actions: Iterable[Action], *, on: date) -> str:
    """A paragraph for each action as a slot looks back on it on a day: also what became of it."""
    numbered = enumerate(actions, 1)
    return (
        "\n\n".join(f"{_words(nth, each)} {_standing(each, on)}." for nth, each in numbered) or NONE
    )


def _words(number: int, action: Action) -> str:
    owner = f"{action.agency}, {action.person}" if action.person else str(action.agency)
    due = british_date(action.due_on)
    return f"{number}. {action.text}\n{owner}. Due {due}. {action.get_pillar_display()}."


def _standing(action: Action, on: date) -> str:
    if action.status == ActionStatus.OPEN:
        return "Open and late" if action.due_on < on else "Open"
    answered = f" on {british_date(localdate(action.answered_at))}" if action.answered_at else ""
    return f"{action.get_status_display()}{answered}"
