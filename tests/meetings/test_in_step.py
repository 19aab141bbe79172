"""What convening opens is what the facts call for: the nightly comparison finds nothing to mend."""

from datetime import timedelta

from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as
from meetings.models import InformationReturn
from meetings.services import convene, hold, reschedule
from tests.factories import make_actor, make_nominal
from tests.meetings.conftest import agency_of, make_session, make_slot, sitting
from tests.meetings.test_convene import own
from tests.oversight.test_reconcile import night


def test_deputies_moves_carrying_over_and_returns_kept_from_some_leave_nothing_to_mend(
    cast, panel, chidi, session, slot
):
    dee = make_actor("Dee Hollowbrook", Role.PRACTITIONER, agency_of(cast.hal))
    second = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    night()  # a case of these tests is not open to its case manager's manager yet
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
        convene.invite(
            slot, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="Lives in a flat"
        )
        reschedule.reschedule(
            session,
            actor=cast.cora,
            at=now(),
            starts_at=session.starts_at + timedelta(days=7),
            mode=session.mode,
            place=session.place,
            because="Snow",
        )
    with acting_as(cast.hal):
        convene.send_deputy(own(cast.hal), actor=cast.hal, at=now(), deputy=dee.person)
    assert night() == {}
    later = make_session(cast, panel, chidi, sitting(60))
    with acting_as(cast.cora):
        second = type(second).objects.visible_to(cast.cora).get(pk=second.pk)
        reschedule.carry_over(second, actor=cast.cora, at=now(), to=later, because="Not reached")
    assert night() == {}
    with acting_as(cast.rex):
        mine = InformationReturn.objects.visible_to(cast.rex)
        asked = mine.get(agency=cast.rex.agency_id, slot=slot)
        said = {"content": "From a neighbour.", "not_for": [agency_of(cast.hal)]}
        convene.send_return(asked, actor=cast.rex, at=now(), **said)
    with acting_as(chidi):
        slot = type(slot).objects.visible_to(chidi).get(pk=slot.pk)
        hold.open_session(slot.session, actor=chidi, at=now())
        hold.open_slot(slot, actor=chidi, at=now())
    assert night() == {}
