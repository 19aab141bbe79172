"""The cases of a session in the order of their times, and the next time that is free."""

from datetime import datetime

from access.actor import Actor
from access.lifecycle import NotPossible

from .lifecycle import SlotStatus
from .models import Session, Slot

HEARD = {SlotStatus.CLOSED, SlotStatus.CANCELLED}


def to_be_heard(session: Session, *, actor: Actor) -> list[Slot]:
    """The cases of a session that are still to be heard and that the actor may see, in order."""
    found = Slot.objects.visible_to(actor).filter(session=session, status=SlotStatus.PLANNED)
    slots = list(found.select_related("nominal__lead_agency", "nominal__case_manager"))
    for slot in slots:
        slot.session, slot.area = session, session.area
    return slots


def still_to_be_heard(slot: Slot, *, actor: Actor) -> None:
    """NotPossible: the case has been heard or taken off, whatever the actor last saw of it."""
    now = Slot.objects.visible_to(actor).filter(pk=slot.pk).values_list("status", flat=True).first()
    if now in HEARD:
        words = SlotStatus(now).label.lower()
        raise NotPossible(f"It is too late for this: the case is now {words}.")


def next_free(session: Session, *, actor: Actor) -> datetime:
    """When the next case would begin: as the last one ends, or as the session starts."""
    slots = Slot.objects.visible_to(actor).filter(session=session)
    ends = [slot.ends_at for slot in slots.exclude(status=SlotStatus.CANCELLED)]
    return max([session.starts_at, *ends])
