"""The cases of a session in the order of their times, and the next time that is free."""

from datetime import datetime

from access.actor import Actor
from access.lifecycle import NotPossible

from .lifecycle import SessionStatus, SlotStatus
from .models import Session, Slot

TAKES_CASES = {SessionStatus.PLANNED, SessionStatus.CONVENED}
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


def taking_cases(session: Session, *, actor: Actor) -> Session:
    """The session as it is now, with other cases kept out until this one is in, or refuse."""
    now = Session.objects.visible_to(actor).select_for_update().get(pk=session.pk)
    if now.status not in TAKES_CASES:
        words = SessionStatus(now.status).label.lower()
        raise NotPossible(f"No case can be added to this session: it is now {words}.")
    return now


def next_free(session: Session, *, actor: Actor) -> datetime:
    """When the next case would begin: as the last one ends, or as the session starts."""
    slots = Slot.objects.visible_to(actor).filter(session=session)
    ends = [slot.ends_at for slot in slots.exclude(status=SlotStatus.CANCELLED)]
    return max([session.starts_at, *ends])
