"""Actions to do, and actions that are late or answered."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from access.actor import Actor
from govuk.words import british_date, plural
from meetings.lifecycle import ActionStatus
from meetings.models import Action

from .todo import Todo


def of_the_area(actor: Actor, today: date) -> Iterator[Todo]:
    """Late actions of any agency, and those reported done that nobody has verified."""
    found = (
        Action.objects.visible_to(actor)
        .order_by()
        .aggregate(
            late=Count("pk", filter=Q(status=ActionStatus.OPEN, due_on__lt=today)),
            oldest=Min("due_on", filter=Q(status=ActionStatus.OPEN)),
            done=Count("pk", filter=Q(status=ActionStatus.DONE)),
        )
    )
    if n := found["late"]:
        yield Todo(
            plural(n, "action is late", "actions are late"),
            _listed("late"),
            f"The first was due on {british_date(found['oldest'])}.",
            late=n,
        )
    if n := found["done"]:
        yield Todo(f"{plural(n, 'action')} to verify", _listed("answered"), "Reported as done.")


def own(actor: Actor, today: date) -> Iterator[Todo]:
    """Actions that are the actor's by name."""
    mine = Action.objects.visible_to(actor).filter(person=actor.person_id)
    yield from _to_do(mine, "{} to do", today)


def of_the_agency(actor: Actor, today: date) -> Iterator[Todo]:
    """Actions that are the actor's agency's, whoever is to do them."""
    ours = Action.objects.visible_to(actor).filter(agency=actor.agency_id)
    yield from _to_do(ours, "{} for your agency to do", today)


def _to_do(actions: Any, words: str, today: date) -> Iterator[Todo]:
    still_open = actions.filter(status=ActionStatus.OPEN).order_by()
    found = still_open.aggregate(
        n=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        next=Min("due_on", filter=Q(due_on__gte=today)),
    )
    if n := found["n"]:
        more = f"The next is due on {british_date(found['next'])}." if found["next"] else ""
        yield Todo(words.format(plural(n, "action")), _listed("open"), more, late=found["late"])


def _listed(show: str) -> str:
    return f"{reverse('meetings:list_actions')}?show={show}"
