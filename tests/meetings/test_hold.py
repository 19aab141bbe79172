"""Holding a panel: opening, who came, what is decided, what is given to do, and closing."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from clocks.services import limit
from clocks.working_days import due
from meetings.lifecycle import SlotStatus
from meetings.models import Action, Attendance, Decision, InformationReturn, Minutes, Section
from meetings.readiness import missing
from meetings.sections import written
from meetings.services import convene, follow_up, hold
from nominals.models import CategoryEpisode, LevelEpisode
from notices.models import Notice
from tests.factories import make_actor, make_agency, make_area, make_nominal
from tests.meetings.conftest import agency_of, make_slot
from tests.meetings.held import convened, hearing, send_return


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


def sees(actor, record) -> bool:
    with acting_as(actor):
        return type(record).objects.visible_to(actor).filter(pk=record.pk).exists()


def level_of(actor, nominal):
    with acting_as(actor):
        now_at = LevelEpisode.objects.visible_to(actor).on(localdate())
        return now_at.filter(nominal=nominal).values_list("level", flat=True).first()


# Opening


def test_a_case_is_not_opened_before_its_session(cast, session, slot, chidi):
    convened(cast, session)
    with acting_as(chidi), pytest.raises(NotPossible, match="Open the session before"):
        hold.open_slot(slot, actor=chidi, at=now())


def test_opening_a_case_begins_draft_minutes_with_every_section(heard):
    minutes = heard.minutes
    with acting_as(heard.chair):
        sections = Section.objects.visible_to(heard.chair).filter(minutes=minutes)
        assert {each.key for each in sections} == {part.key for part in written()}
    day = min(localdate(heard.slot.starts_at), localdate())
    assert minutes.due_on == due(limit("minutes_level_2", heard.slot.area_id, day), day)


def test_draft_minutes_are_for_those_who_run_the_panel(cast, heard):
    minutes = heard.minutes
    assert sees(cast.cora, minutes)
    assert not any(sees(each, minutes) for each in (cast.rex, cast.poppy, cast.pat, cast.hal))


def test_what_agencies_sent_opens_to_all_who_are_invited(cast, session, slot, chidi):
    case = hearing(cast, session, slot, chidi, opened=False)
    send_return(cast.rex, slot)
    sent = case.fresh(InformationReturn, slot=slot, agency=case.police)
    assert not sees(cast.poppy, sent)
    with acting_as(chidi):
        hold.open_slot(slot, actor=chidi, at=now())
    assert sees(cast.poppy, sent)
    assert sees(cast.pat, sent)
    assert not sees(cast.hal, sent)


def test_whoever_is_invited_late_reads_what_the_panel_reads_already(cast, session, slot, chidi):
    convened(cast, session)
    send_return(cast.rex, slot)
    with acting_as(chidi):
        hold.open_session(session, actor=chidi, at=now())
        hold.open_slot(slot, actor=chidi, at=now())
        sent = InformationReturn.objects.visible_to(chidi).get(slot=slot, status="open")
    assert not sees(cast.hal, sent)
    with acting_as(cast.cora):
        convene.invite(
            slot, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="Houses them"
        )
    assert sees(cast.hal, sent)


def test_a_return_that_was_not_sent_stays_with_its_agency(cast, heard):
    asked = heard.fresh(InformationReturn, slot=heard.slot, agency=heard.police)
    assert sees(cast.rex, asked)
    assert not sees(cast.poppy, asked)


def test_a_late_return_is_opened_by_the_chair(cast, heard):
    send_return(cast.rex, heard.slot)
    sent = heard.fresh(InformationReturn, slot=heard.slot, agency=heard.police)
    assert not sees(cast.poppy, sent)
    with acting_as(heard.chair):
        hold.open_return(sent, actor=heard.chair, at=now())
    assert sees(cast.poppy, sent)


def test_a_representative_opens_nothing(cast, session, slot, chidi):
    convened(cast, session)
    with acting_as(cast.rex), pytest.raises(Refused):
        hold.open_session(session, actor=cast.rex, at=now())


# Attendance


def test_attendance_is_written_once_for_a_seat_and_can_be_corrected(heard):
    heard.attend(heard.police, "absent")
    heard.attend(heard.police, "by_video", represented_by="Rex Sedgeley")
    seat = heard.fresh(Attendance, slot=heard.slot, agency=heard.police)
    assert (seat.presence, seat.represented_by) == ("by_video", "Rex Sedgeley")


def test_only_an_invited_agency_has_a_seat(cast, heard):
    with pytest.raises(NotPossible, match="not invited"):
        heard.attend(agency_of(cast.hal))


def test_two_people_cannot_write_over_each_others_attendance(heard):
    heard.attend(heard.police, "absent", version=hold.NEW)
    with pytest.raises(NotPossible, match="changed since you opened it"):
        heard.attend(heard.police, "in_person", version=hold.NEW)
    assert heard.fresh(Attendance, slot=heard.slot, agency=heard.police).presence == "absent"


def test_the_same_attendance_said_again_is_no_change(heard):
    heard.attend(heard.police, "absent")
    heard.attend(heard.police, "absent", version=hold.NEW)
    assert heard.fresh(Attendance, slot=heard.slot, agency=heard.police).version == 0


# Disclosure


def test_disclosing_takes_all_four_tests(heard):
    tests = {"lawful": True, "necessary": True, "proportionate": True}
    with pytest.raises(NotPossible, match="all four tests"):
        heard.disclose("disclose", to_whom="The landlord", what="The order", **tests)
    told = heard.disclose(
        "disclose", to_whom="The landlord", what="The order", reasonable=True, **tests
    )
    assert told.reasonable


def test_disclosing_says_what_to_whom(heard):
    tests = dict.fromkeys(("lawful", "necessary", "proportionate", "reasonable"), True)
    with pytest.raises(NotPossible, match="say to whom"):
        heard.disclose("disclose", to_whom="The landlord", what=" ", **tests)


@pytest.mark.parametrize("days", [None, 0, -1])
def test_coming_back_to_disclosure_takes_a_day_to_come(heard, days):
    on = None if days is None else localdate() + timedelta(days=days)
    with pytest.raises(NotPossible, match="date in the future"):
        heard.disclose("revisit", revisit_on=on)


def test_a_changed_mind_leaves_nothing_of_the_first_decision(heard):
    tests = dict.fromkeys(("lawful", "necessary", "proportionate", "reasonable"), True)
    heard.disclose("disclose", to_whom="The landlord", what="The order", **tests)
    now_not = heard.disclose("do_not_disclose", to_whom="The landlord", **tests)
    assert (now_not.to_whom, now_not.what, now_not.lawful) == ("", "", False)


@pytest.mark.parametrize("decide", ["disclose", "decide"])
def test_a_decision_without_a_reason_is_none(heard, decide):
    with pytest.raises(NotPossible, match="Say why"):
        getattr(heard, decide)(rationale="  ")


# The level


def test_a_review_beyond_the_maximum_is_refused_with_the_last_day(heard):
    day = min(localdate(heard.slot.starts_at), localdate())
    last = due(limit("review_level_2_maximum", heard.slot.area_id, day), day)
    with pytest.raises(NotPossible, match=f"on or before {last.day} {last:%B %Y}: no more than"):
        heard.decide(review_on=last + timedelta(days=1))
    assert heard.decide(review_on=last).review_on == last


def test_level_3_comes_back_sooner_than_level_2(heard):
    day = min(localdate(heard.slot.starts_at), localdate())
    last = due(limit("review_level_3_maximum", heard.slot.area_id, day), day)
    with pytest.raises(NotPossible, match="At Level 3"):
        heard.decide("level_3", review_on=last + timedelta(days=1))


def test_a_case_with_meetings_needs_its_next_one(heard):
    with pytest.raises(NotPossible, match="needs a date"):
        heard.decide(review_on=None)


def test_level_1_has_no_next_meeting(heard):
    assert heard.decide("level_1", review_on=localdate() + timedelta(days=9)).review_on is None


def test_a_stale_decision_does_not_overwrite(heard):
    heard.decide(rationale="Settled between us.", version=hold.NEW)
    with pytest.raises(NotPossible, match="changed since you opened it"):
        heard.decide("level_1", version=hold.NEW)
    assert heard.fresh(Decision, slot=heard.slot).choice == "level_2"


# Actions


def test_actions_are_numbered_on(heard):
    assert [heard.give().number, heard.give().number, heard.give().number] == [1, 2, 3]


def test_an_action_is_open_to_its_agency_the_lead_and_the_panel(cast, heard):
    action = heard.give(agency=heard.probation)
    assert all(sees(each, action) for each in (cast.poppy, cast.pat, cast.cora, heard.chair))
    assert not any(sees(each, action) for each in (cast.rex, cast.hal, cast.bea))


def test_the_person_named_sees_the_action_and_the_nominal(cast, heard):
    officer = make_actor("Ola Fenwright", Role.PRACTITIONER, heard.police)
    assert not sees(officer, heard.slot.nominal)
    action = heard.give(person=officer.person)
    assert sees(officer, action)
    assert sees(officer, heard.slot.nominal)


def test_an_agency_that_is_not_at_the_table_is_given_nothing(cast, heard):
    with pytest.raises(NotPossible, match="invited, or the lead"):
        heard.give(agency=agency_of(cast.hal))


def test_the_person_named_works_for_the_owner(cast, heard):
    with pytest.raises(NotPossible, match="does not work for"):
        heard.give(agency=heard.police, person=cast.poppy.person)


def test_an_action_is_not_due_before_it_is_given(heard):
    with pytest.raises(NotPossible, match="before the day it is given"):
        heard.give(due_on=localdate() - timedelta(days=1))


# Closing


def test_a_slot_is_not_closed_while_a_decision_is_missing_and_says_which(heard):
    with pytest.raises(NotPossible) as refusal:
        heard.close()
    said = str(refusal.value)
    assert "disclosure decision" in said
    assert "level decision" in said
    assert heard.police.name in said
    heard.attend()
    heard.disclose()
    with pytest.raises(NotPossible) as refusal:
        heard.close()
    assert "level decision" in str(refusal.value)
    assert "disclosure" not in str(refusal.value)
    assert "attendance" not in str(refusal.value)


def test_what_is_missing_is_said_for_each_part(heard):
    with acting_as(heard.chair):
        assert set(missing(heard.slot, actor=heard.chair)) == {
            "attendance",
            "disclosure",
            "decision",
        }


def test_closing_records_the_decision_and_moves_the_case(cast, heard, nominal):
    assert level_of(cast.cora, nominal) == 1
    heard.close_with_everything(choice="level_3", rationale="Senior people are needed.")
    assert heard.slot.status == SlotStatus.CLOSED
    assert level_of(cast.cora, nominal) == 3
    with acting_as(cast.cora):
        newest = LevelEpisode.objects.visible_to(cast.cora).filter(nominal=nominal).last()
    assert (newest.decided_by, newest.rationale) == ("meeting", "Senior people are needed.")


def test_a_slot_is_closed_once(heard):
    heard.close_with_everything()
    with pytest.raises(NotPossible, match="it is now heard"):
        heard.close()


def test_nothing_is_recorded_once_a_slot_is_closed(heard):
    heard.close_with_everything()
    for record in (heard.attend, heard.disclose, heard.decide, heard.give):
        with pytest.raises(NotPossible, match="not being heard"):
            record()


def test_a_person_in_category_3_who_moves_to_level_1_leaves(cast, session, chidi):
    third = make_nominal(cast.cora, cast.pat, category=3, level=2)
    case = hearing(cast, session, make_slot(cast, session, third), chidi)
    case.close_with_everything(choice="level_1")
    with acting_as(cast.cora):
        category = CategoryEpisode.objects.visible_to(cast.cora).get(nominal=third)
    assert category.until_on == localdate()
    assert category.end_reason == CategoryEpisode.End.MEETINGS_NOT_NEEDED
    assert level_of(cast.cora, third) is None


def test_owners_are_told_of_their_actions_when_the_slot_is_closed(cast, heard):
    named = heard.give(person=cast.rex.person)
    for_all = heard.give(agency=heard.probation)
    cancelled = heard.give()
    with acting_as(heard.chair):
        follow_up.cancel(cancelled, actor=heard.chair, at=now(), because="Said twice.")

    def told(actor):
        with acting_as(actor):
            mine = Notice.objects.visible_to(actor).filter(rule="action.given")
            return set(mine.values_list("about_id", flat=True))

    assert told(cast.rex) == told(cast.poppy) == set()
    heard.close_with_everything()
    assert told(cast.rex) == {named.pk}
    assert told(cast.poppy) == {for_all.pk}


def test_a_representative_does_not_close_a_slot(cast, heard):
    with acting_as(cast.rex), pytest.raises(Refused):
        hold.close_slot(heard.slot, actor=cast.rex, at=now())


# The session


def test_a_session_is_closed_when_every_case_has_been_heard(heard, session):
    with acting_as(heard.chair), pytest.raises(NotPossible, match="some of its cases"):
        hold.close_session(session, actor=heard.chair, at=now())
    heard.close_with_everything()
    with acting_as(heard.chair):
        hold.close_session(session, actor=heard.chair, at=now())
    assert session.status == "held"


def test_another_areas_coordinator_sees_none_of_it(cast, heard):
    elsewhere = make_area("Moorshire", "MO")
    other = make_actor("Isla Peatward", Role.COORDINATOR, make_agency(elsewhere, "probation"))
    action = heard.give()
    for record in (heard.slot, heard.minutes, action):
        assert not sees(other, record)


def test_hostile_text_is_kept_as_it_was_typed(heard):
    text = "<script>alert(1)</script>\n\u202e' OR 1=1; --\U0001f512" * 400
    assert heard.fresh(Action, pk=heard.give(text).pk).text == text


def test_an_excluded_agency_is_given_no_minutes(cast, heard):
    assert not sees(cast.hal, heard.minutes)
    with acting_as(cast.hal):
        assert Minutes.objects.visible_to(cast.hal).count() == 0
