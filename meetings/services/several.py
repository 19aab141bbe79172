"""Answering several actions at once: all of them or none, in as many queries as for one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import NotAllPossible, advance_all, amend_all, begin_all
from access.lifecycle import NotPossible
from agencies.models import Person
from govuk.words import british_date
from meetings.audience import coordinators, representatives
from meetings.lifecycle import ActionStatus, ExtensionStatus
from meetings.longer import asked, check_later
from meetings.models import Action, ActionUpdate, Extension
from meetings.owners import close_offers
from notices.services import notify

from .follow_up import still_open

AT_MOST = 200
GRANTED = ExtensionStatus.GRANTED


@transaction.atomic
def finish_all(actions: Sequence[Action], *, actor: Actor, at: datetime, text: str) -> None:
    """Report several actions of one's agency done; the co-ordinators are told once."""
    advance_all(actions, "finish", actor=actor, at=at, answered_at=at, offered_to=None)
    close_offers(actions, at=at)
    said = _say_all(actions, f"{ActionStatus.DONE.label}. {text}", actor=actor, at=at)
    unit = _units(actions, at=at)
    _tell(unit, "action.several_answered", said[0].pk, len(actions), at=at)


@transaction.atomic
def update_all(actions: Sequence[Action], *, actor: Actor, at: datetime, text: str) -> None:
    """Say the same of several actions that are still open."""
    _check(actions, lambda each: still_open(each, "nothing can be added to it"))
    amend_all(actions, "update", actor=actor, at=at)
    _say_all(actions, text, actor=actor, at=at)


@transaction.atomic
def extend_all(
    actions: Sequence[Action], *, actor: Actor, at: datetime, until: date, because: str
) -> None:
    """Give several actions time until the same day, for the same reason; owners are told once."""
    _check(actions, lambda each: _can_be_longer(each, until, at))
    longer = [asked(each, actor=actor, at=at, until=until, because=because) for each in actions]
    for each in longer:
        each.status, each.decided_by, each.decided_at = GRANTED, actor.person, at
    _check(actions, _nothing_waits(actions, actor))
    amend_all(actions, "extend", actor=actor, at=at, due_on=until)
    begin_all(longer, "grant", actor=actor, at=at)
    _say_all(actions, f"Due on {british_date(until)} now. {because}", actor=actor, at=at)
    people = _owners(actions, at=at)
    _tell(people, "action.several_extended", longer[0].pk, 0, at=at, on=until)


@transaction.atomic
def ask_for_longer_for_all(
    actions: Sequence[Action], *, actor: Actor, at: datetime, until: date, because: str
) -> None:
    """Ask for time until the same day for several of one's actions; nothing changes until then."""
    _check(actions, lambda each: _can_be_longer(each, until, at))
    _check(actions, _nothing_waits(actions, actor))
    longer = [asked(each, actor=actor, at=at, until=until, because=because) for each in actions]
    amend_all(actions, "update", actor=actor, at=at)
    begin_all(longer, "ask", actor=actor, at=at, on=actions)
    words = f"Asked for time until {british_date(until)}. {because}"
    _say_all(actions, words, actor=actor, at=at)
    _tell(_units(actions, at=at), "extension.several_asked", longer[0].pk, len(actions), at=at)


def _check(actions: Iterable[Action], test: Callable[[Action], None]) -> None:
    """Try each; where some are not possible, all of their reasons at once."""
    why: dict[UUID, str] = {}
    for each in actions:
        try:
            test(each)
        except NotPossible as reason:
            why[each.pk] = str(reason)
    if why:
        raise NotAllPossible(why)


def _can_be_longer(action: Action, until: date, at: datetime) -> None:
    still_open(action, "it needs no longer time")
    check_later(action, until, today=localdate(at))


def _nothing_waits(actions: Iterable[Action], actor: Actor) -> Callable[[Action], None]:
    found = Extension.objects.visible_to(actor).filter(
        action__in=[each.pk for each in actions], status=ExtensionStatus.ASKED
    )
    asked_for = set(found.values_list("action_id", flat=True))

    def test(action: Action) -> None:
        if action.pk in asked_for:
            raise NotPossible("Longer time is asked for already: decide on that first.")

    return test


def _say_all(
    actions: Sequence[Action], text: str, *, actor: Actor, at: datetime
) -> list[ActionUpdate]:
    made: list[ActionUpdate] = ActionUpdate._base_manager.bulk_create(
        ActionUpdate(nominal_id=each.nominal_id, action=each, by=actor.person, at=at, text=text)
        for each in actions
    )
    return made


def _units(actions: Sequence[Action], *, at: datetime) -> list[Person]:
    areas = {each.area_id for each in actions}
    return [person for area in sorted(areas) for person in coordinators(area, at=at)]


def _owners(actions: Sequence[Action], *, at: datetime) -> list[Person]:
    named = {each.person.pk: each.person for each in actions if each.person}
    agencies = {each.agency_id for each in actions if not each.person}
    return [*named.values(), *representatives(agencies, at=at)]


def _tell(
    people: Iterable[Person],
    rule: str,
    about_id: UUID,
    count: int,
    *,
    at: datetime,
    on: date | None = None,
) -> None:
    numbers: dict[str, Any] = {"count": count} if count else {}
    for person in {each.pk: each for each in people}.values():
        notify(
            rule=rule,
            recipient=person,
            about_id=about_id,
            on=on or localdate(at),
            at=at,
            link=reverse("meetings:list_actions"),
            **numbers,
        )
