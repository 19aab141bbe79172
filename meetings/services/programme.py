"""How a panel sits, kept as data; and the sessions that follow from it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import make_aware

from access.actor import Actor
from access.change import amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Person
from meetings.clashes import saying
from meetings.models import Panel, Programme, Session
from meetings.sittings import cadence_of, next_days

from . import plan


@transaction.atomic
def start(panel: Panel, *, actor: Actor, at: datetime) -> Programme:
    """Begin the programme of a panel of the actor's own area: as yet it is planned by hand."""
    programme = Programme(panel=panel, area=panel.area)
    require(actor, "programme.amend", programme)  # of one's own area: beginning knows no record
    with saying(meetings_programme_panel_id_key="This panel has a programme already."):
        begin(programme, "begin", actor=actor, at=at)
    return programme


@transaction.atomic
def change(programme: Programme, *, actor: Actor, at: datetime, version: int, **said: Any) -> None:
    """Change how a panel sits; sessions that are planned already stay where they are."""
    programme.version = version
    amend(programme, "amend", actor=actor, at=at, **said)


@transaction.atomic
def add_sessions(
    programme: Programme, *, actor: Actor, at: datetime, count: int, chair: Person, mode: str
) -> list[Session]:
    """Plan the next sessions that follow from a programme, all or none, or refuse."""
    require(actor, "programme.plan", programme)
    if cadence_of(programme) is None or programme.begins is None:
        raise NotPossible("This panel sits on days that are set one by one. Add a session instead.")
    return [
        plan.add_session(
            programme.panel,
            actor=actor,
            at=at,
            starts_at=_starts(programme, day),
            mode=mode,
            chair=chair,
        )
        for day in next_days(programme, actor, at=at, count=count)
    ]


def _starts(programme: Programme, day: date) -> datetime:
    if programme.begins is None:
        raise ValueError("A programme without a time gives no moment.")
    return make_aware(datetime.combine(day, programme.begins))
