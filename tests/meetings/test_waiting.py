"""Which cases wait for a slot: a session that was never held is no meeting."""

from datetime import timedelta

from django.utils.timezone import localdate

from access.locks import acting_as
from meetings.waiting import waiting
from tests.factories import make_nominal
from tests.meetings.conftest import make_slot


def test_a_case_waits_again_once_the_day_of_its_session_passes_unheard(cast, session):
    nominal = make_nominal(cast.cora, cast.pat, level=2)
    day = localdate(session.starts_at)
    with acting_as(cast.cora):
        assert [each.nominal for each in waiting(cast.cora, on=day)] == [nominal]
    make_slot(cast, session, nominal)
    with acting_as(cast.cora):
        assert waiting(cast.cora, on=day) == []
        assert [each.nominal for each in waiting(cast.cora, on=day + timedelta(days=1))] == [
            nominal
        ]
