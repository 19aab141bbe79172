"""Run as a process of its own: an area, a person, and as many letters to them as asked for."""

import sys
from uuid import uuid4

import django

django.setup()

from django.utils.timezone import localdate, now  # noqa: E402

from access.actor import Role  # noqa: E402
from access.locks import acting_as  # noqa: E402
from notices.services import notify  # noqa: E402
from tests.factories import make_actor, make_agency, make_area  # noqa: E402

area = make_area()
agency = make_agency(area, "police")
service = make_actor("Reminders and counts", Role.SERVICE, agency)
rex = make_actor("Rex Sedgeley", Role.REPRESENTATIVE, agency)
with acting_as(service):
    for _ in range(int(sys.argv[1])):
        told = {"rule": "action.due", "about_id": uuid4(), "on": localdate(), "at": now()}
        notify(recipient=rex.person, link="/actions/", **told)
