"""Who answers for an action: taken by somebody, handed to a colleague, offered to an agency."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from access.actor import Actor
from access.change import amend
from access.lifecycle import NotPossible
from agencies.models import Agency, Person
from meetings.audience import coordinators, owners, representatives, tell
from meetings.models import Action, ActionUpdate
from meetings.owners import (
    close_offer,
    open_offer,
    others_to_own,
    share_with_new_owner,
    works_there,
)
from notices.services import notify

from .follow_up import say, still_open

GONE_ON = "it stays with whoever answered it"


@transaction.atomic
def take(action: Action, *, actor: Actor, at: datetime) -> None:
    """Answer for an action of one's own agency that nobody has taken yet, or refuse."""
    still_open(action, GONE_ON)
    if action.person_id:
        raise NotPossible("Somebody has taken this action already.")
    amend(action, "take", actor=actor, at=at, person=actor.person)
    say(action, f"Taken by {actor.person.name}.", actor=actor, at=at)
    share_with_new_owner(action, actor=actor, at=at)


@transaction.atomic
def hand_over(action: Action, *, actor: Actor, at: datetime, person: Person, because: str) -> None:
    """Give an action to a colleague in the agency that owns it, who is told.

    Whoever had it loses what only this gave them. NotPossible where the colleague does not work
    there or has it already.
    """
    still_open(action, GONE_ON)
    if not works_there(person, action.agency, at=at):
        raise NotPossible("That person does not work for the agency that owns the action.")
    if person.pk == action.person_id:
        raise NotPossible("They have this action already.")
    before = [action.person] if action.person else []
    amend(action, "hand_over", actor=actor, at=at, person=person)
    said = say(action, f"Handed over to {person.name}. {because}", actor=actor, at=at)
    others = [each for each in before if each.pk != actor.person_id]
    if person.pk != actor.person_id:
        tell([person], action, rule="action.handed_over", about_id=said.pk, on=action.due_on, at=at)
    _tell_of_list(others, action, said, "action.taken_over", at=at)
    share_with_new_owner(action, actor=actor, at=at)


@transaction.atomic
def offer(action: Action, *, actor: Actor, at: datetime, agency: Agency, because: str) -> None:
    """Ask another agency of the panel, or the lead, to take an action over; it stays until then.

    They see the action, and whom it is about, while they are asked.
    """
    still_open(action, GONE_ON)
    if action.offered_to_id:
        raise NotPossible("Another agency is already asked to take this over.")
    if agency not in others_to_own(action, actor=actor):
        raise NotPossible("Only an agency of the panel, or the lead, can take over an action.")
    amend(action, "offer", actor=actor, at=at, offered_to=agency)
    said = say(action, f"{agency.name} is asked to take this over. {because}", actor=actor, at=at)
    open_offer(action, agency, actor=actor, at=at)
    people = representatives([agency.pk], at=at)
    tell(people, action, rule="action.offered", about_id=said.pk, on=action.due_on, at=at)


@transaction.atomic
def withdraw_offer(action: Action, *, actor: Actor, at: datetime) -> None:
    """Ask the other agency no longer: what only the asking opened to it is closed."""
    asked = _offered(action)
    amend(action, "withdraw_offer", actor=actor, at=at, offered_to=None)
    said = say(action, f"{asked.name} is no longer asked to take this over.", actor=actor, at=at)
    close_offer(action, at=at)
    people = representatives([asked.pk], at=at)
    _tell_of_list(people, action, said, "action.offer_withdrawn", at=at)


@transaction.atomic
def accept_offer(action: Action, *, actor: Actor, at: datetime) -> None:
    """Take over an action that another agency offers one's own; it is the agency's from now.

    In one transaction the shares follow: the agency that had it loses what only this gave.
    """
    asked, before = _offered(action), owners(action, at=at)
    still_open(action, GONE_ON)
    new: dict[str, Any] = {"agency": asked, "person": None, "offered_to": None}
    amend(action, "accept_offer", actor=actor, at=at, **new)
    said = say(action, f"Taken over by {asked.name}.", actor=actor, at=at)
    told = [*before, *coordinators(action.area_id, at=at)]
    _tell_of_list(told, action, said, "action.offer_accepted", at=at)
    share_with_new_owner(action, actor=actor, at=at)
    close_offer(action, at=at)


@transaction.atomic
def decline_offer(action: Action, *, actor: Actor, at: datetime, because: str) -> None:
    """Say no to an action that another agency offers, and why: it stays with that agency."""
    asked = _offered(action)
    amend(action, "decline_offer", actor=actor, at=at, offered_to=None)
    said = say(action, f"{asked.name} does not take this over. {because}", actor=actor, at=at)
    told = owners(action, at=at)
    tell(told, action, rule="action.offer_declined", about_id=said.pk, on=action.due_on, at=at)
    close_offer(action, at=at)


def _offered(action: Action) -> Agency:
    if action.offered_to is None:
        raise NotPossible("No agency is asked to take this action over any more.")
    return action.offered_to


def _tell_of_list(
    people: Iterable[Person], action: Action, said: ActionUpdate, rule: str, *, at: datetime
) -> None:
    """Tell those to whom the action itself may be closed by now: they are led to their list."""
    for person in {each.pk: each for each in people}.values():
        notify(
            rule=rule,
            recipient=person,
            about_id=said.pk,
            on=action.due_on,
            at=at,
            link=reverse("meetings:list_actions"),
        )
