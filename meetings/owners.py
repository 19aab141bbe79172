"""Who owns an action: who may be given one, how it is numbered, and what it opens to them."""

from datetime import datetime

from django.db.models import Max

from access.actor import Actor
from access.lifecycle import NotPossible
from access.rows import share
from agencies.models import Agency, Appointment, Person

from .audience import invited, mine_first, panel_groups
from .models import Action, Slot


def check_owner(
    slot: Slot, agency: Agency, person: Person | None, *, actor: Actor, at: datetime
) -> None:
    """Refuse an owner that is neither at the table nor the lead, or a person of another agency."""
    lead = slot.nominal.lead_agency_id
    if agency.pk != lead and agency not in invited(slot, actor=actor):
        raise NotPossible("Only an agency that is invited, or the lead, can be given an action.")
    if person is None:
        return
    if not Appointment.objects.live(at).filter(person=person, agency=agency).exists():
        raise NotPossible("That person does not work for the agency that owns the action.")


def next_number(slot: Slot, *, actor: Actor) -> int:
    """Numbers continue within a slot; the slot is held, so nobody takes the same one."""
    given = Action.objects.visible_to(actor).filter(slot=slot)
    last: int | None = given.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def share_action(action: Action, *, actor: Actor, at: datetime) -> None:
    """Open an action to its owner, the lead and the panel; and the nominal to its owner.

    The owner goes on seeing the nominal until the action is verified or cancelled, even where
    their invitation has run out before: else what is late would vanish from their list.
    """
    slot = action.slot
    given = {"source": "action", "source_id": action.pk, "at": at, "by": actor.person}
    owner = [action.agency.group_id, *([action.person.own_group_id] if action.person else [])]
    share(slot.nominal, owner, reason="Owner of an action", **given)
    everybody = [*owner, slot.nominal.case_manager.own_group_id, *panel_groups(slot)]
    for groups in mine_first(everybody, actor):
        share(action, groups, reason="Owner of the action, the lead and the panel", **given)
