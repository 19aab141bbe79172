"""A case that over-runs: those who wait for later ones are told the new time, once."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from access.change import amend
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from meetings.lateness import Spent, expected, is_material, spent
from meetings.models import Slot
from meetings.services import delays, hold
from notices.models import Notice
from tests.factories import make_nominal
from tests.meetings.conftest import agency_of, make_slot
from tests.meetings.held import convened

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def a_slot(minutes, status="planned", *, opened=None, allotted=40):
    slot = Slot(pk=uuid4(), starts_at=NINE + timedelta(minutes=minutes), status=status)
    slot.minutes_allotted = allotted
    slot.opened_at = None if opened is None else NINE + timedelta(minutes=opened)
    return slot


@pytest.mark.parametrize(
    ("opened", "at", "begins"),
    [
        (0, 10, 40),  # on time: at its own time
        (0, 41, 45),  # one minute over: at the next five minutes
        (20, 30, 60),  # opened late, and takes what it was given
        (0, 75, 75),  # as long over as it is now
    ],
)
def test_the_next_case_begins_when_this_one_is_expected_to_end(opened, at, begins):
    now, later = a_slot(0, "open", opened=opened), a_slot(40)
    found = expected([later, now], at=NINE + timedelta(minutes=at))
    assert found == {later.pk: NINE + timedelta(minutes=begins)}


def test_lateness_is_handed_on_until_a_gap_takes_it_up():
    now, second, third, after_lunch = (
        a_slot(0, "open", opened=0),
        a_slot(40),
        a_slot(80),
        a_slot(180),
    )
    found = expected([now, second, third, after_lunch], at=NINE + timedelta(minutes=60))
    begins = [found[each.pk] for each in (second, third, after_lunch)]
    assert begins == [NINE + timedelta(minutes=each) for each in (60, 100, 180)]


def test_what_was_closed_or_taken_off_delays_nobody():
    slots = [a_slot(0, "closed", opened=0), a_slot(40, "cancelled"), a_slot(80)]
    assert expected(slots, at=NINE) == {slots[2].pk: NINE + timedelta(minutes=80)}


@pytest.mark.parametrize(
    ("told", "minutes", "material"),
    [(None, 9, False), (None, 10, True), (30, 35, False), (30, 0, True)],
)
def test_ten_minutes_are_worth_a_message(told, minutes, material):
    slot = a_slot(0)
    slot.expected_at = None if told is None else NINE + timedelta(minutes=told)
    assert is_material(slot, NINE + timedelta(minutes=minutes)) is material


def test_time_used_is_counted_in_whole_minutes():
    assert spent(a_slot(0), at=NINE) is None
    used = spent(a_slot(0, "open", opened=0), at=NINE + timedelta(minutes=47, seconds=59))
    assert (used, used.left, used.over) == (Spent(47, 40), 0, 7)


@pytest.fixture
def morning(cast, session, slot, chidi):
    """Two cases; the session and the first of them are opened, on the day and in time."""
    later = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    convened(cast, session)
    with acting_as(chidi):
        hold.open_session(session, actor=chidi, at=session.starts_at)
        hold.open_slot(slot, actor=chidi, at=session.starts_at)
    return later


def told(actor):
    with acting_as(actor):
        found = Notice.objects.visible_to(actor).filter(rule="slot.delayed").order_by("created_at")
        return [(each.subject, each.body, each.link) for each in found]


def sweep(cast, at):
    with acting_as(cast.service):
        return delays.tell_all_waiting(actor=cast.service, at=at)


def test_those_who_wait_are_told_the_new_time_and_no_name(cast, session, slot, morning):
    assert sweep(cast, session.starts_at + timedelta(minutes=45)) == 0  # five minutes are nothing
    assert sweep(cast, session.starts_at + timedelta(minutes=55)) == 1
    ((subject, body, link),) = told(cast.rex)
    assert subject == "A case will be heard at another time"
    assert "is now expected at about 10:25." in body
    assert link == morning.get_absolute_url()
    assert morning.nominal.surname not in f"{subject}{body}{link}"
    assert told(cast.poppy)
    assert told(cast.pat)
    assert not told(cast.hal)


def test_nobody_is_told_twice_of_one_time_and_everybody_of_the_next(cast, session, morning):
    for minutes in (55, 56, 57, 70):
        sweep(cast, session.starts_at + timedelta(minutes=minutes))
    assert [body[-6:-1] for _, body, _ in told(cast.rex)] == ["10:25", "10:40"]


def test_closing_late_tells_at_once_and_opening_leaves_nothing_to_tell(
    cast, session, slot, morning, chidi
):
    at = session.starts_at + timedelta(minutes=65)
    with acting_as(chidi):
        for agency in (cast.rex, cast.poppy):
            seat = {"agency": agency_of(agency), "presence": "in_person"}
            hold.record_attendance(slot, actor=chidi, at=at, **seat)
        said = {"rationale": "Nobody outside is at risk."}
        hold.decide_disclosure(slot, actor=chidi, at=at, choice="do_not_disclose", **said)
        hold.record_decision(slot, actor=chidi, at=at, choice="level_1", **said)
        hold.close_slot(slot, actor=chidi, at=at)
    assert len(told(cast.rex)) == 1
    with acting_as(chidi):
        morning = Slot.objects.visible_to(chidi).get(pk=morning.pk)
        hold.open_slot(morning, actor=chidi, at=at)
    assert sweep(cast, at + timedelta(minutes=90)) == 0


def test_no_day_but_the_sessions_has_waiting_people(cast, session, morning):
    assert sweep(cast, session.starts_at + timedelta(days=1)) == 0


def test_a_representative_delays_nothing(cast, morning):
    with acting_as(cast.rex), pytest.raises((Refused, NotPossible)):
        amend(morning, "delay", actor=cast.rex, at=NINE, expected_at=NINE)
