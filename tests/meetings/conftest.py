"""A panel of Fernshire, its chair, and a session with a case in it."""

from datetime import datetime, time

import pytest
from django.utils.timezone import localdate, make_aware, now

from access.actor import Actor
from access.locks import acting_as
from agencies.acting import acting_under
from agencies.models import Agency, Appointment, Area, Membership
from agencies.services import new_group
from clocks.working_days import add_working_days
from meetings.models import Panel, Session, Slot
from meetings.services import plan


def make_panel(area: Area, level: int = 2, **given) -> Panel:
    name = given.pop("name", f"{area.name} Level {level} panel")
    return Panel.objects.create(
        area=area, name=name, level=level, chairs=new_group("chairs"), **given
    )


def seated(panel: Panel, actor: Actor) -> Actor:
    """The actor, now also among the panel's chairs."""
    appointment = Appointment.objects.get(pk=actor.appointment_id)
    Membership.objects.create(
        person=actor.person, group_id=panel.chairs_id, appointment=appointment
    )
    return acting_under(appointment)


def agency_of(actor: Actor) -> Agency:
    return Agency.objects.get(pk=actor.agency_id)


def sitting(days: int = 20, hour: int = 9) -> datetime:
    """A morning so many working days from today."""
    day = add_working_days(localdate(), days)
    return make_aware(datetime.combine(day, time(hour, 30)))


@pytest.fixture
def panel(cast) -> Panel:
    return make_panel(cast.area)


@pytest.fixture
def chidi(cast, panel) -> Actor:
    """Chidi, who chairs this panel."""
    return seated(panel, cast.chidi)


@pytest.fixture
def session(cast, panel, chidi) -> Session:
    """A session of the panel in four weeks, planned by Cora, with no case in it yet."""
    return make_session(cast, panel, chidi)


def make_session(cast, panel, chair, starts_at: datetime | None = None) -> Session:
    with acting_as(cast.cora):
        return plan.add_session(
            panel,
            actor=cast.cora,
            at=now(),
            starts_at=starts_at or sitting(),
            mode=Session.Mode.HYBRID,
            place="Room 4, Larkfield House",
            chair=chair.person,
        )


def make_slot(cast, session, nominal, **given) -> Slot:
    with acting_as(cast.cora):
        given.setdefault("purpose", Slot.Purpose.REVIEW)
        return plan.add_slot(session, actor=cast.cora, at=now(), nominal=nominal, **given)


@pytest.fixture
def slot(cast, session, nominal) -> Slot:
    """The nominal's place in the session: nobody is invited yet."""
    return make_slot(cast, session, nominal)
