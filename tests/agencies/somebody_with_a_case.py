"""Run as a process of its own: Pat, who has a password and a case, and no second factor."""

import json

import django

django.setup()

from access.actor import Role  # noqa: E402
from tests.agencies.conftest import PASSWORD  # noqa: E402
from tests.factories import make_actor, make_agency, make_area, make_nominal  # noqa: E402

area = make_area()
police = make_agency(area, "police")
make_actor("Reminders and counts", Role.SERVICE, make_agency(area, "board"))
cora = make_actor("Cora Marlpit", Role.COORDINATOR, make_agency(area, "probation"))
maya = make_actor("Maya Quillstone", Role.MANAGER, police)
pat = make_actor("Pat Thistledew", Role.PRACTITIONER, police, manager=maya.person)
pat.person.set_password(PASSWORD)
pat.person.save()
print(json.dumps([pat.person.email, str(make_nominal(cora, pat).pk)]))  # noqa: T201
