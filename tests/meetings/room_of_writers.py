"""Run as a process of its own: a case that is being heard, and so many people who write its draft.

Prints, as JSON, the slot, its sections by key, and the addresses of the writers.
"""

import json
import sys

import django

django.setup()

from django.utils.timezone import now  # noqa: E402

from access.actor import Role  # noqa: E402
from access.locks import acting_as  # noqa: E402
from mappa.settings.demonstration import DEMONSTRATION_PASSWORD  # noqa: E402
from meetings.models import Section, Session, Slot  # noqa: E402
from meetings.services import convene, hold, plan, statement  # noqa: E402
from tests.factories import make_actor, make_agency, make_area, make_nominal  # noqa: E402
from tests.meetings.conftest import make_panel, seated, sitting  # noqa: E402

area = make_area()
probation = make_agency(area, "probation", core_level_2=True)
police = make_agency(area, "police", core_level_2=True)
make_actor("Reminders and counts", Role.SERVICE, make_agency(area, "board"))
pat = make_actor("Pat Thistledew", Role.PRACTITIONER, police)
writers = [
    make_actor(f"Writer Number {number}", Role.COORDINATOR, probation)
    for number in range(1, int(sys.argv[1]) + 1)
]
cora = writers[0]
panel = make_panel(area)
chair = seated(panel, make_actor("Chidi Hailwright", Role.CHAIR, probation))
nominal = make_nominal(cora, pat)
with acting_as(cora):
    session = plan.add_session(
        panel,
        actor=cora,
        at=now(),
        starts_at=sitting(),
        mode=Session.Mode.VIRTUAL,
        place="",
        chair=chair.person,
    )
    slot = plan.add_slot(
        session, actor=cora, at=now(), nominal=nominal, purpose=Slot.Purpose.REVIEW
    )
    convene.convene(session, actor=cora, at=now())
    hold.open_session(session, actor=cora, at=now())
    hold.open_slot(slot, actor=cora, at=now())
    found = Section.objects.visible_to(cora).filter(minutes__slot=slot)
    sections = {each.key: str(each.pk) for each in found}
for writer in writers:
    writer.person.set_password(DEMONSTRATION_PASSWORD)
    writer.person.save()
    with acting_as(writer):
        statement.accept(slot, actor=writer, at=now())
people = [writer.person.email for writer in writers]
print(json.dumps({"slot": str(slot.pk), "sections": sections, "people": people}))  # noqa: T201
