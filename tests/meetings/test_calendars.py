"""Calendars follow a session: an entry for each person, which changes, goes and names nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as configured
from django.core import mail
from django.utils.timezone import get_default_timezone, now

from access.locks import acting_as
from agencies.models import Person
from meetings.calendar_file import file_of, reference
from meetings.models import CalendarEntry, Invitation, Session
from meetings.services import calendars, convene, plan, reschedule
from nominals.models import Exclusion
from notices.delivery import deliver_waiting
from tests.factories import make_nominal
from tests.meetings.conftest import agency_of, make_slot, sitting
from tests.meetings.diaries import Diary, diary_of, files_to

MINUTE = timedelta(minutes=1)


@pytest.fixture
def convened(cast, session, slot) -> Session:
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    return session


def invited(cast, slot, actor) -> Invitation:
    with acting_as(cast.cora):
        return convene.invite(
            slot, actor=cast.cora, at=now(), agency=agency_of(actor), reason="Lives in their flat"
        )


def fresh(cast, record):
    with acting_as(cast.cora):
        return type(record).objects.visible_to(cast.cora).get(pk=record.pk)


def move(cast, session, **given) -> None:
    given = {"starts_at": session.starts_at, "mode": session.mode, "place": session.place, **given}
    with acting_as(cast.cora):
        reschedule.reschedule(
            session, actor=cast.cora, at=now(), because="The chair is in court", **given
        )


def test_everybody_who_comes_has_one_entry_of_their_own(cast, convened, slot, chidi):
    for actor in (cast.rex, cast.poppy, cast.pat, chidi):
        diary = diary_of(cast, actor)
        assert diary.times == [(slot.starts_at, slot.ends_at)]
        (event,) = diary.events
        assert event.attendee.value == f"mailto:{actor.person.email}"
        assert len(files_to(cast, actor.person)) == 1
    assert files_to(cast, cast.hal.person) == files_to(cast, cast.maya.person) == []


def test_nobody_has_an_entry_before_the_invitations_are_out(cast, slot):
    assert not CalendarEntry._base_manager.exists()


def test_an_entry_lasts_from_ones_first_case_to_the_end_of_ones_last(cast, convened, slot, chidi):
    second = make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    third = make_slot(cast, convened, make_nominal(cast.cora, cast.pat))
    invited(cast, second, cast.hal)
    assert diary_of(cast, cast.hal).times == [(second.starts_at, second.ends_at)]
    assert diary_of(cast, chidi).times == [(slot.starts_at, third.ends_at)]
    assert diary_of(cast, cast.rex).times == [(slot.starts_at, third.ends_at)]


def test_a_move_a_change_of_place_and_a_cancellation_take_effect_in_any_order(cast, convened, slot):
    move(cast, convened, starts_at=convened.starts_at + timedelta(days=1))
    move(cast, convened, place="Room 9, Larkfield House")
    forwards, backwards = diary_of(cast, cast.rex), diary_of(cast, cast.rex, backwards=True)
    slot = fresh(cast, slot)
    for diary in (forwards, backwards):
        ((number, event),) = diary.entries.values()
        assert (number, event.location.value) == (2, "Room 9, Larkfield House")
        assert diary.times == [(slot.starts_at, slot.ends_at)]
    with acting_as(cast.cora):
        plan.cancel_session(convened, actor=cast.cora, at=now(), because="Snow")
    for diary in (diary_of(cast, cast.rex), diary_of(cast, cast.rex, backwards=True)):
        assert [(number, event) for number, event in diary.entries.values()] == [(3, None)]


def test_what_is_as_it_was_is_not_sent_again(cast, convened, slot):
    invited(cast, slot, cast.hal)
    before = files_to(cast, cast.hal.person), files_to(cast, cast.rex.person)
    invited(cast, slot, cast.hal)
    assert (files_to(cast, cast.hal.person), files_to(cast, cast.rex.person)) == before


def test_calendars_are_set_right_by_somebody_who_does_not_see_the_session(cast, convened):
    with acting_as(cast.cora):
        CalendarEntry._base_manager.update(place="Elsewhere")
    with acting_as(cast.hal):
        assert not Session.objects.visible_to(cast.hal).exists()
        calendars.bring_up_to_date(convened, actor=cast.hal, at=now()).send_the_rest(at=now())
    assert len(files_to(cast, cast.rex.person)) == 2
    assert reference(convened) in files_to(cast, cast.rex.person)[-1]


def test_an_agency_that_does_not_come_and_then_does_has_its_entry_again(cast, convened, slot):
    invitation = invited(cast, slot, cast.hal)
    for answer, stands in ((convene.apologise, 0), (convene.accept, 1), (convene.apologise, 0)):
        with acting_as(cast.hal):
            answer(invitation, actor=cast.hal, at=now())
        assert len(diary_of(cast, cast.hal).events) == stands
        assert len(diary_of(cast, cast.rex).events) == 1
    assert [number for number, _ in diary_of(cast, cast.hal).entries.values()] == [3]


def test_a_withdrawn_invitation_leaves_the_calendar_however_often(cast, convened, slot):
    for _ in range(2):
        invitation = invited(cast, slot, cast.hal)
        assert len(diary_of(cast, cast.hal).events) == 1
        with acting_as(cast.cora):
            convene.withdraw(invitation, actor=cast.cora, at=now(), because="Not needed")
        assert diary_of(cast, cast.hal).events == []


def test_a_case_taken_off_or_carried_over_goes_from_one_day_to_the_other(
    cast, panel, chidi, convened, slot
):
    with acting_as(cast.cora):
        later = plan.add_session(
            panel,
            actor=cast.cora,
            at=now(),
            starts_at=sitting(40),
            mode=Session.Mode.VIRTUAL,
            chair=chidi.person,
        )
        first = make_slot(cast, later, make_nominal(cast.cora, cast.pat))
        convene.convene(later, actor=cast.cora, at=now())
        reschedule.carry_over(slot, actor=cast.cora, at=now(), to=later, because="Not reached")
    slot = fresh(cast, slot)
    assert diary_of(cast, cast.rex).times == [(first.starts_at, slot.ends_at)]
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Not ready")
    assert diary_of(cast, cast.rex).times == [(first.starts_at, first.ends_at)]


def test_whoever_must_not_receive_anything_about_a_person_has_no_entry_of_their_case(
    cast, session, slot, nominal
):
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=nominal, person=cast.rex.person, reason="A cousin", given_at=now()
        )
        convene.convene(session, actor=cast.cora, at=now())
    assert diary_of(cast, cast.rex).events == []
    assert len(diary_of(cast, cast.poppy).events) == 1


def test_a_file_names_nobody_but_whom_it_is_for(cast, convened, nominal):
    (file,) = files_to(cast, cast.rex.person)
    file = file.replace("\r\n ", "")
    others = Person.objects.exclude(pk__in=[cast.rex.person_id, cast.service.person_id])
    forbidden = [nominal.surname, nominal.forenames, nominal.reference, str(nominal.pk)]
    for person in others:
        forbidden += [person.name, *person.name.split(), person.email]
    forbidden += [cast.rex.person.name, "police", "probation", "Level"]
    assert not [each for each in forbidden if each.casefold() in file.casefold()]
    assert f"SUMMARY:Panel session {reference(convened)}" in file


@pytest.mark.parametrize(
    ("day", "offset"),
    [((2027, 3, 26), 0), ((2027, 3, 29), 1), ((2026, 10, 23), 1), ((2026, 10, 26), 0)],
    ids=["before spring", "after spring", "before autumn", "after autumn"],
)
def test_half_past_nine_is_half_past_nine_on_either_side_of_the_clocks(cast, session, day, offset):
    at = datetime(*day, 9, 30, tzinfo=get_default_timezone())
    entry = CalendarEntry(
        session=session,
        person=cast.rex.person,
        starts_at=at.astimezone(UTC),
        ends_at=at.astimezone(UTC) + timedelta(minutes=40),
        sent_at=now(),
    )
    diary = Diary()
    diary.take(file_of(entry))
    ((starts, ends),) = diary.times
    assert (starts.hour, starts.minute, starts.utcoffset()) == (9, 30, timedelta(hours=offset))
    assert starts == at
    assert ends - starts == timedelta(minutes=40)


def test_an_entry_lasts_as_long_as_it_does_through_the_night_of_the_change(cast, session):
    begins = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 1:30 by the clock, before it goes back
    entry = CalendarEntry(
        session=session,
        person=cast.rex.person,
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        sent_at=now(),
    )
    diary = Diary()
    diary.take(file_of(entry))
    ((starts, ends),) = diary.times
    assert ends.astimezone(UTC) - starts.astimezone(UTC) == timedelta(hours=2)


def test_a_letter_carries_its_file_under_its_method(cast, convened):
    move(cast, convened, starts_at=convened.starts_at + timedelta(days=1))
    with acting_as(cast.cora):
        plan.cancel_session(convened, actor=cast.cora, at=now(), because="Snow")
    deliver_waiting(actor=cast.service, at=now() + MINUTE)
    mine = [each for each in mail.outbox if each.to == [cast.rex.person.email]]
    parts = [part for each in mine for part in each.message().walk()]
    files = [part for part in parts if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {part.get_content_charset() for part in files} == {"utf-8"}
    diary = Diary()
    for part in files:
        diary.take(part.get_payload(decode=True).decode())
    assert [number for number, event in diary.entries.values() if event is None] == [2]
    host = configured.SITE_ADDRESS.partition("//")[2].partition(":")[0]
    assert all(uid.endswith(f"@{host}") for uid in diary.entries)
