"""Whether a slot is being heard, and what it, its session or its minutes still wait for."""

from access.actor import Actor, Role
from access.lifecycle import NotPossible

from .audience import invited
from .decisions import incomplete
from .lifecycle import MinutesStatus, SlotStatus
from .models import Attendance, Decision, Disclosure, Minutes, Section, Session, Slot
from .sections import SECTIONS, unwritten


def missing(slot: Slot, *, actor: Actor) -> dict[str, str]:
    """What must be recorded before the slot can be closed: for each part of it a sentence."""
    seats = Attendance.objects.visible_to(actor).filter(slot=slot)
    recorded = set(seats.values_list("agency_id", flat=True))
    asked = invited(slot, actor=actor)
    return incomplete(
        [agency.name for agency in asked if agency.pk not in recorded],
        disclosure=Disclosure.objects.visible_to(actor).filter(slot=slot).exists(),
        decision=Decision.objects.visible_to(actor).filter(slot=slot).exists(),
    )


def being_heard(slot: Slot, *, actor: Actor) -> None:
    """Keep the slot as it is until this transaction ends, or NotPossible: it is not open."""
    rows = Slot.objects.visible_to(actor).select_for_update().filter(pk=slot.pk)
    status = rows.values_list("status", flat=True).first()
    if status is None:
        raise NotPossible("This case is not being heard.")
    if status != SlotStatus.OPEN:
        now = SlotStatus(status).label.lower()
        raise NotPossible(f"This case is not being heard: it is now {now}.")


def still_draft(minutes: Minutes, *, actor: Actor) -> None:
    """Keep the minutes a draft until this transaction ends, or raise NotPossible."""
    rows = Minutes.objects.visible_to(actor).select_for_update().filter(pk=minutes.pk)
    status = rows.values_list("status", flat=True).first()
    if not is_to_write(status, actor):
        raise NotPossible("These minutes are no longer a draft: their text cannot be changed.")


def is_to_write(status: str | None, actor: Actor) -> bool:
    """Whether the actor may write minutes as far as they are: once handed in, whoever checks."""
    checks = actor.has(Role.COORDINATOR, Role.CHAIR)
    return status == MinutesStatus.DRAFT or (status == MinutesStatus.CHECKING and checks)


def unheard(session: Session, *, actor: Actor) -> int:
    """How many of the session's cases are neither heard nor taken off."""
    waiting = {SlotStatus.PLANNED, SlotStatus.OPEN}
    return Slot.objects.visible_to(actor).filter(session=session, status__in=waiting).count()


def still_to_write(minutes: Minutes, *, actor: Actor) -> list[str]:
    """The headings of the sections that minutes must have and nobody has written.

    And of those with words carried over that nobody has confirmed or changed; in their order.
    """
    sections = Section.objects.visible_to(actor).filter(minutes=minutes)
    left = set(unwritten(dict(sections.values_list("key", "text"))))
    left |= {SECTIONS[each.key].heading for each in sections if each.is_to_confirm}
    return [part.heading for part in SECTIONS.values() if part.heading in left]
