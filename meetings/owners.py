"""Who owns an action: who may be given one, how it is numbered, and what it opens to them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max

from access.actor import Actor
from access.lifecycle import NotPossible
from access.rows import live, share, shares_of, unshare
from agencies.models import Agency, Appointment, Person
from nominals.models import Nominal

from .audience import invited, mine_first, panel_groups
from .models import Action, Slot
from .seats import excluded


def check_owner(
    slot: Slot, agency: Agency, person: Person | None, *, actor: Actor, at: datetime
) -> None:
    """Refuse an owner that is neither at the table nor the lead, or a person of another agency."""
    lead = slot.nominal.lead_agency_id
    if agency.pk != lead and agency not in invited(slot, actor=actor):
        raise NotPossible("Only an agency that is invited, or the lead, can be given an action.")
    if person is None:
        return
    if not works_there(person, agency, at=at):
        raise NotPossible("That person does not work for the agency that owns the action.")


def works_there(person: Person | None, agency: Agency, *, at: datetime) -> bool:
    """Whether somebody is named who works for the agency now."""
    return (
        person is not None
        and Appointment.objects.live(at).filter(person=person, agency=agency).exists()
    )


def others_to_own(action: Action, *, actor: Actor) -> list[Agency]:
    """The agencies that an action can be offered to, by name: of the panel, or the lead."""
    slot = action.slot
    asked = {*invited(slot, actor=actor), slot.nominal.lead_agency} - {action.agency}
    barred = {agency for _nominal, agency in excluded([action.nominal_id])}
    return sorted((each for each in asked if each.pk not in barred), key=lambda each: each.name)


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
    owner = _owner(action)
    share(slot.nominal, owner, reason="Owner of an action", **given)
    for groups in mine_first(_concerned(action, owner), actor):
        share(action, groups, reason="Owner of the action, the lead and the panel", **given)


def share_with_new_owner(action: Action, *, actor: Actor, at: datetime) -> None:
    """As `share_action`; and whoever owned it before loses what only this gave them."""
    owner = _owner(action)
    share_action(action, actor=actor, at=at)
    _end_others(action.nominal, action, owner, at=at)
    _end_others(action, action, _concerned(action, owner), at=at)


def open_offer(action: Action, agency: Agency, *, actor: Actor, at: datetime) -> None:
    """Open an action, and whom it is about, to the agency that is asked to take it over."""
    for record in (action.nominal, action):
        share(
            record,
            [agency.group_id],
            source="hand_over",
            source_id=action.pk,
            reason="Asked to take over an action",
            at=at,
            by=actor.person,
        )


def close_offer(action: Action, *, at: datetime) -> None:
    """End what the offer of an action opened. Where there was none, no harm.

    The nominal last: who is answering may see the action through it alone.
    """
    for record in (action, action.nominal):
        unshare(record, source="hand_over", source_id=action.pk, at=at)


def close_offers(actions: Iterable[Action], *, at: datetime) -> None:
    """As `close_offer`, for several actions at once."""
    keys = [each.pk for each in actions]
    for model in (Action, Nominal):
        given = shares_of(model)._base_manager.filter(
            live(), source="hand_over", source_id__in=keys
        )
        given.update(expires_at=at)


def _owner(action: Action) -> list[int]:
    return [action.agency.group_id, *([action.person.own_group_id] if action.person else [])]


def _concerned(action: Action, owner: list[int]) -> list[int]:
    slot = action.slot
    return [*owner, slot.nominal.case_manager.own_group_id, *panel_groups(slot)]


def _end_others(record: Any, action: Action, kept: Collection[int], *, at: datetime) -> None:
    given = shares_of(type(record))._base_manager.filter(
        live(), content_object_id=record.pk, source="action", source_id=action.pk
    )
    given.exclude(group_id__in=kept).update(expires_at=at)
