"""Run as a process of its own: an area with a session to come, and returns due today."""

import sys
from datetime import timedelta
from types import SimpleNamespace

import django

django.setup()

from django.utils.timezone import localdate  # noqa: E402

from access.actor import Role  # noqa: E402
from tests.board.panels import make_desk  # noqa: E402
from tests.factories import make_actor, make_agency, make_area, make_nominal  # noqa: E402

area = make_area()
probation = make_agency(area, "probation", core_level_2=True)
police = make_agency(area, "police", core_level_2=True)
cast = SimpleNamespace(
    area=area,
    cora=make_actor("Cora Marlpit", Role.COORDINATOR, probation),
    pat=make_actor("Pat Thistledew", Role.PRACTITIONER, police),
    chidi=make_actor("Chidi Hailwright", Role.CHAIR, probation),
    rex=make_actor("Rex Sedgeley", Role.REPRESENTATIVE, police),
    poppy=make_actor("Poppy Shalecombe", Role.REPRESENTATIVE, probation),
    service=make_actor("Reminders and counts", Role.SERVICE, make_agency(area, "board")),
)
desk, today = make_desk(cast), localdate()
session = desk.session(today + timedelta(days=1))
for _ in range(int(sys.argv[1])):
    desk.slot(session, make_nominal(cast.cora, cast.pat, level=2), on=today)
desk.convene(session, on=today)
