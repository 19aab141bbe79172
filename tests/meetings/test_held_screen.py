"""The screen of a case in the order of a hearing; what changes on it; words carried over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.lifecycle import NotPossible
from access.locks import acting_as
from audit.models import Event
from meetings.audit_form import AUDIT, Heard, unmet
from meetings.models import Attendance, Disclosure, Section
from meetings.readiness import still_to_write
from meetings.sections import SECTIONS
from meetings.services import follow_up, hold, sections, statement, write_down
from nominals.models import RiskAssessment
from tests.meetings.conftest import make_session, make_slot, sitting
from tests.meetings.held import browse, hearing, words_of


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


@pytest.fixture
def again(cast, heard, panel, chidi, nominal):
    """The same case twenty days on: two actions were given, and the minutes approved."""
    done, failed = heard.give("Visit the new address."), heard.give("Find a place to live.")
    with acting_as(cast.rex):
        follow_up.finish(done, actor=cast.rex, at=now(), text="Visited on Tuesday.")
        follow_up.report_did_not(failed, actor=cast.rex, at=now(), text="Nobody was told.")
    heard.close_with_everything()
    heard.write_all()
    heard.write("risk", "To children, when drinking.")
    heard.write("opening", "Nobody had a conflict.")
    minutes = heard.minutes
    with acting_as(chidi):
        write_down.submit(minutes, actor=chidi, at=now())
        write_down.approve(minutes, actor=chidi, at=now())
    later = make_session(cast, panel, chidi, starts_at=sitting(40))
    return hearing(cast, later, make_slot(cast, later, nominal), chidi)


def follow(client, actor, slot, mark=""):
    client.force_login(actor.person)
    address = reverse("meetings:follow_slot", args=[slot.pk])
    return client.get(address, headers={"If-None-Match": mark, "X-Background": "1"})


def at_the_table(client, actor, slot):
    """They accept the statement, and take the mark of what is there."""
    browse(client, actor, "show_slot", slot)
    return follow(client, actor, slot)["ETag"]


# The order of a hearing


def test_last_actions_come_first_with_what_became_of_them_and_why(client, again):
    said = words_of(browse(client, again.chair, "hold_slot", again.slot))
    told = ("Nobody was told.", "Visited on Tuesday.", "Nothing is recorded", "Save attendance")
    places = [said.index(each) for each in told]
    assert places == sorted(places)
    assert "Not done" in said


def test_what_has_changed_since_the_last_meeting_is_listed(client, cast, again, nominal):
    since = words_of(browse(client, again.chair, "hold_slot", again.slot))
    assert "Nothing is recorded that has changed" in since
    with acting_as(cast.cora):
        RiskAssessment(
            nominal=nominal,
            tool="OASys",
            assessed_on=localdate(sitting(30)),
            band="high",
            at_risk="children",
            summary="-",
        ).save(force_insert=True)
    page = words_of(browse(client, again.chair, "hold_slot", again.slot))
    assert "OASys: high, children" not in page  # it is of a day to come


def test_a_first_hearing_has_nothing_to_look_back_on(client, heard):
    said = words_of(browse(client, heard.chair, "hold_slot", heard.slot))
    assert "No panel has heard this case before." in said


def test_a_seat_says_who_came_how_senior_and_when(client, heard):
    browse(client, heard.chair, "hold_slot", heard.slot)
    key = heard.police.pk
    sent = {
        f"attendance-presence_{key}": "video_part",
        f"attendance-represented_by_{key}": "Rex Sedgeley",
        f"attendance-seniority_{key}": "manager",
        f"attendance-deputy_{key}": "on",
        f"attendance-late_{key}": "on",
        f"attendance-version_{key}": hold.NEW,
    }
    answer = browse(client, heard.chair, "record_attendance", heard.slot, post=sent)
    assert answer.status_code == 302
    seat = heard.fresh(Attendance, slot=heard.slot, agency=heard.police)
    assert (seat.seniority, seat.deputy, seat.late) == ("manager", True, True)
    said = words_of(browse(client, heard.chair, "hold_slot", heard.slot))
    assert "By video, for part of it (Rex Sedgeley, manager, a deputy, came late)" in said
    minutes = words_of(browse(client, heard.chair, "show_minutes", heard.minutes))
    assert "By video, for part of it Rex Sedgeley, manager, a deputy, came late" in minutes


def test_a_decision_to_disclose_has_a_plan(client, heard):
    sent = {
        "disclosure-choice": "disclose",
        "disclosure-rationale": "The landlord lets rooms to families.",
        "disclosure-to_whom": "A landlord",
        "disclosure-what": "The order",
        "disclosure-plan": "The case manager, in person, within a week.",
        "disclosure-tests": ["lawful", "necessary", "proportionate", "reasonable"],
        "disclosure-version": hold.NEW,
    }
    browse(client, heard.chair, "decide_disclosure", heard.slot, post=sent)
    assert heard.fresh(Disclosure, slot=heard.slot).plan.startswith("The case manager")
    assert "within a week" in words_of(browse(client, heard.chair, "hold_slot", heard.slot))
    assert "within a week" in words_of(browse(client, heard.chair, "show_minutes", heard.minutes))


def test_time_used_and_those_who_wait_stand_on_the_screen(
    client, cast, session, slot, chidi, nominal
):
    from tests.factories import make_nominal

    make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    case = hearing(cast, session, slot, chidi)
    said = words_of(browse(client, chidi, "hold_slot", case.slot))
    assert "0 minutes of 40 used, 40 left" in said
    assert "Waiting for their case: 10:10am" in said


# What an audit asks


def test_each_question_of_the_audit_leads_to_a_part_of_the_screen(client, heard):
    page = browse(client, heard.chair, "hold_slot", heard.slot).content.decode()
    ids = {f'id="{question.part}"' for question in AUDIT if question.part != "carried"}
    assert [each for each in ids if each not in page] == []


def test_nothing_recorded_fails_what_it_must_and_everything_passes():
    nothing = Heard(
        unrecorded=2,
        away=["Police"],
        without_statement=["Police"],
        last_actions_open=1,
        to_confirm=1,
    )
    assert unmet(nothing) == list(AUDIT)
    texts = {part.key: "Said." for part in SECTIONS.values()}
    full = Heard(
        texts=texts,
        disclosure=Disclosure(choice="do_not_disclose"),
        decision=type("Decided", (), {"choice": "level_2"})(),
        actions=1,
    )
    assert unmet(full) == []


def test_to_disclose_without_a_plan_is_noticed():
    without = Heard(disclosure=Disclosure(choice="disclose"))
    asks = [question.part for question in unmet(without)]
    assert "disclosure" in asks


def test_the_screen_says_what_an_audit_would_still_ask_and_stops_nobody(client, heard):
    heard.attend(heard.police, "absent")
    said = words_of(browse(client, heard.chair, "hold_slot", heard.slot))
    assert "Ask the agencies that did not come for a report." in said
    heard.close_with_everything()  # although nothing else was written


# What the others see


def test_the_same_is_said_in_nothing(client, cast, heard):
    mark = at_the_table(client, cast.rex, heard.slot)
    answer = follow(client, cast.rex, heard.slot, mark)
    assert (answer.status_code, answer.content) == (304, b"")


def test_attendance_and_ones_own_actions_reach_the_others(client, cast, heard):
    mark = at_the_table(client, cast.rex, heard.slot)
    heard.attend(heard.police, represented_by="Rex Sedgeley")
    answer = follow(client, cast.rex, heard.slot, mark)
    assert answer.status_code == 200
    assert "In person (Rex Sedgeley)" in words_of(answer)
    assert "Statement not accepted" not in words_of(answer)  # that is for those who run the panel
    mark = answer["ETag"]
    heard.give("For probation alone.", agency=heard.probation)
    assert follow(client, cast.rex, heard.slot, mark).status_code == 304
    heard.give("For the police.")
    answer = follow(client, cast.rex, heard.slot, mark)
    assert "For the police." in words_of(answer)
    assert "For probation alone." not in words_of(answer)


def test_a_draft_that_is_written_changes_nothing_for_those_who_do_not_see_it(client, cast, heard):
    mark = at_the_table(client, cast.rex, heard.slot)
    heard.write("risk", "To children.")
    answer = follow(client, cast.rex, heard.slot, mark)
    assert (answer.status_code, answer["Section-Versions"]) == (304, "")
    browse(client, cast.cora, "hold_slot", heard.slot)
    versions = follow(client, cast.cora, heard.slot)["Section-Versions"]
    assert "risk=1" in versions.split()


def test_whoever_is_not_asked_follows_nothing(client, cast, heard):
    assert follow(client, cast.hal, heard.slot).status_code == 404


def test_looking_again_is_no_reading_until_there_is_something_new(client, cast, heard):
    mark = at_the_table(client, cast.rex, heard.slot)
    with acting_as(cast.cora):
        before = Event.objects.filter(action="slot.follow").count()
    follow(client, cast.rex, heard.slot, mark)
    with acting_as(cast.cora):
        assert Event.objects.filter(action="slot.follow").count() == before
    heard.attend(heard.police)
    follow(client, cast.rex, heard.slot, mark)
    with acting_as(cast.cora):
        assert Event.objects.filter(action="slot.follow").count() == before + 1


def test_a_look_takes_few_queries_however_many_there_are(client, cast, heard):
    mark = at_the_table(client, cast.rex, heard.slot)

    def queries():
        address = reverse("meetings:follow_slot", args=[heard.slot.pk])
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address, headers={"If-None-Match": mark, "X-Background": "1"})
        assert answer.status_code == 304
        return len(asked)

    few = queries()
    for number in range(6):
        heard.give(f"Number {number}.")
    heard.attend()
    mark = follow(client, cast.rex, heard.slot)["ETag"]
    assert queries() == few
    assert few <= 9  # who asks, the case, the statement and one question for all of it


def test_a_representative_sees_the_room_on_the_page_of_the_case(client, cast, heard):
    heard.attend(heard.police, "by_video")
    said = words_of(browse(client, cast.rex, "show_slot", heard.slot))
    assert "In the room" in said
    assert "By video" in said


def test_the_panel_sees_who_has_not_accepted_the_statement(client, cast, heard):
    heard.attend(heard.police)
    assert "Statement not accepted" in words_of(
        browse(client, heard.chair, "hold_slot", heard.slot)
    )
    with acting_as(cast.rex):
        statement.accept(heard.slot, actor=cast.rex, at=now())
    said = words_of(browse(client, heard.chair, "hold_slot", heard.slot))
    assert "Statement not accepted" not in said


# Words carried over


def carried(hearing, key="risk"):
    return hearing.fresh(Section, minutes=hearing.minutes, key=key)


def test_words_that_stay_true_for_long_are_carried_over_with_their_age(client, heard, again):
    risk, opening = carried(again), carried(again, "opening")
    assert (risk.text, opening.text) == ("To children, when drinking.", "")
    assert risk.words_of == localdate(heard.slot.starts_at)
    said = words_of(browse(client, again.chair, "hold_slot", again.slot))
    assert "Carried over Words of the meeting of" in said


def test_carried_words_are_confirmed_or_changed_before_the_chair_reads_them(client, cast, again):
    again.close_with_everything()
    again.write_all()  # the same words as last time, but for the risk: they are still to confirm
    with acting_as(again.chair):
        left = still_to_write(again.minutes, actor=again.chair)
    assert SECTIONS["plan"].heading in left
    assert SECTIONS["risk"].heading not in left
    section = carried(again)
    assert (section.words_of, section.is_to_confirm) == (None, False)


def test_confirmed_words_keep_their_age_and_say_who_confirmed_them(client, again):
    section = carried(again)
    with acting_as(again.chair):
        assert SECTIONS["risk"].heading in still_to_write(again.minutes, actor=again.chair)
    sent = {"version": section.version}
    assert browse(client, again.chair, "confirm_section", section, post=sent).status_code == 302
    confirmed = carried(again)
    assert confirmed.confirmed_by == again.chair.person
    assert confirmed.words_of == section.words_of
    with acting_as(again.chair):
        assert SECTIONS["risk"].heading not in still_to_write(again.minutes, actor=again.chair)
    said = words_of(browse(client, again.chair, "hold_slot", again.slot))
    assert f"{again.chair.person.name} confirmed them" in said


def test_nobody_confirms_what_they_have_not_seen(client, cast, again):
    section = carried(again)
    again.write("risk", "To staff.", by=cast.cora)
    answer = browse(client, again.chair, "confirm_section", section, post={"version": 0})
    assert answer.status_code == 409
    with acting_as(again.chair), pytest.raises(NotPossible, match="carried over"):
        sections.confirm_section(carried(again), actor=again.chair, at=now(), version=1)


def test_only_words_that_a_chair_approved_are_carried_over(cast, heard, panel, chidi, nominal):
    heard.write("risk", "A first thought.")
    heard.submitted()
    later = make_session(cast, panel, chidi, starts_at=sitting(40))
    next_time = hearing(cast, later, make_slot(cast, later, nominal), chidi)
    assert carried(next_time).text == ""
