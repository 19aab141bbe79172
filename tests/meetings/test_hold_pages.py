"""The screen of a case: who opens it, what it keeps when it refuses, and how it closes."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as
from access.rows import share
from audit.models import Event
from clocks.services import limit
from clocks.working_days import due
from meetings.models import Action, Attendance, Decision, Disclosure, InformationReturn
from meetings.services import convene, hold
from tests.factories import make_actor, make_agency, make_nominal
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated, sitting
from tests.meetings.held import browse, convened, hearing, queries_of, send_return, words_of

HOSTILE = "<script>alert('x')</script>\n{{ 7*7 }} %s \u202e & \"quotes\""


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


def decision(**given):
    on = localdate() + timedelta(weeks=6)
    return {
        "decision-choice": "level_2",
        "decision-rationale": "Several agencies hold a part of the plan.",
        "decision-review_on_day": on.day,
        "decision-review_on_month": on.month,
        "decision-review_on_year": on.year,
        "decision-version": hold.NEW,
        **given,
    }


def disclosure(**given):
    return {
        "disclosure-choice": "do_not_disclose",
        "disclosure-rationale": "Nobody outside is at risk.",
        "disclosure-version": hold.NEW,
        **given,
    }


def an_action(agency, **given):
    on = localdate() + timedelta(days=9)
    return {
        "action-text": "Visit the new address.",
        "action-pillar": "supervision",
        "action-agency": str(agency.pk),
        "action-due_on_day": on.day,
        "action-due_on_month": on.month,
        "action-due_on_year": on.year,
        **given,
    }


def seats(*filled, version=hold.NEW):
    return {
        f"attendance-{name}_{agency.pk}": said
        for agency, presence in filled
        for name, said in (("presence", presence), ("version", version))
    }


def test_a_chair_of_another_panel_who_sees_the_case_alone_holds_nothing(client, cast, heard):
    other = make_panel(cast.area, level=3)
    chair = seated(other, make_actor("Ottoline Loomferris", Role.CHAIR, agency_of(cast.chidi)))
    with acting_as(cast.cora):
        given = {"source": "referral", "reason": "Sought at Level 3", "at": now()}
        share(heard.slot.nominal, [other.chairs_id], **given)
    assert browse(client, chair, "show_slot", heard.slot).status_code != 404
    steps = ("open_slot", "close_slot", "record_attendance", "record_decision", "give_action")
    answers = [browse(client, chair, "hold_slot", heard.slot)]
    answers += [browse(client, chair, name, heard.slot, post={}) for name in steps]
    assert {each.status_code for each in answers} == {404}


def test_only_those_who_run_the_panel_hold_a_case(client, cast, heard):
    steps = ("open_slot", "close_slot", "record_attendance", "record_decision", "give_action")
    answers = {
        who: {browse(client, getattr(cast, who), "hold_slot", heard.slot).status_code}
        | {
            browse(client, getattr(cast, who), name, heard.slot, post={}).status_code
            for name in steps
        }
        for who in ("rex", "pat", "hal", "bea", "ada")
    }
    # Rex is invited and Pat leads: they see the case. The others are not even told that it is.
    assert answers == {"rex": {403}, "pat": {403}, "hal": {404}, "bea": {404}, "ada": {404}}


def test_the_screen_opens_the_case_and_then_shows_each_part(client, cast, session, slot, chidi):
    convened(cast, session)
    assert "Open the session" in words_of(browse(client, chidi, "hold_slot", slot))
    assert browse(client, chidi, "open_session", session).status_code == 200
    browse(client, chidi, "open_session", session, post={})
    assert "Open the case" in words_of(browse(client, chidi, "hold_slot", slot))
    browse(client, chidi, "open_slot", slot, post={})
    said = words_of(browse(client, chidi, "hold_slot", slot))
    for part in ("Attendance", "What agencies sent", "Risk of serious harm", "Level decision"):
        assert part in said


def test_the_whole_case_is_held_without_a_script(client, cast, heard):
    chair, slot = heard.chair, heard.slot
    steps = (
        ("record_attendance", seats((heard.police, "in_person"), (heard.probation, "apologies"))),
        ("decide_disclosure", disclosure()),
        ("record_decision", decision()),
        ("give_action", an_action(heard.police, **{"action-person": str(cast.rex.person.pk)})),
    )
    for name, sent in steps:
        assert browse(client, chair, name, slot, post=sent).status_code == 302
    assert "Everything that must be recorded is there" in words_of(
        browse(client, chair, "hold_slot", slot)
    )
    closed = browse(client, chair, "close_slot", slot, post={})
    assert closed.status_code == 302
    said = words_of(client.get(closed.url))
    assert "The case is closed, and is managed at Level 2." in said
    assert "Every case of this session has been heard" in said
    assert heard.fresh(Action, slot=slot).person == cast.rex.person


def test_closing_with_something_missing_says_what_and_leads_there(client, heard):
    answer = browse(client, heard.chair, "close_slot", heard.slot, post={})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<title>Error: " in page
    assert 'href="#disclosure"' in page
    assert "Record the level decision" in words_of(answer)


def test_all_seats_are_saved_at_once_or_none(client, heard):
    heard.attend(heard.police, "absent")
    sent = seats((heard.police, "in_person"), (heard.probation, "by_video"))
    answer = browse(client, heard.chair, "record_attendance", heard.slot, post=sent)
    assert answer.status_code == 409
    assert "Now: Absent" in words_of(answer)
    with acting_as(heard.chair):
        recorded = Attendance.objects.visible_to(heard.chair).filter(slot=heard.slot)
        assert [each.presence for each in recorded] == ["absent"]
    again = answer.content.decode().split('id="attendance-form"')[1].split("</form>")[0]
    assert 'value="0"' in again  # it may be sent again, now that both were seen
    sent |= {f"attendance-version_{heard.police.pk}": 0}
    assert (
        browse(client, heard.chair, "record_attendance", heard.slot, post=sent).status_code == 302
    )


def test_who_represents_an_agency_needs_how(client, heard):
    sent = {f"attendance-represented_by_{heard.police.pk}": "Rex Sedgeley"}
    answer = browse(client, heard.chair, "record_attendance", heard.slot, post=sent)
    assert f"Select how {heard.police} attended" in words_of(answer)


def test_a_stale_decision_shows_both_and_keeps_what_was_typed(client, cast, heard):
    heard.decide("level_3", rationale="Decided a moment ago.")
    answer = browse(
        client,
        cast.cora,
        "record_decision",
        heard.slot,
        post=decision(**{"decision-rationale": "Mine."}),
    )
    assert answer.status_code == 409
    said = words_of(answer)
    assert "Decided a moment ago." in said
    assert "Mine." in said
    assert heard.fresh(Decision, slot=heard.slot).choice == "level_3"
    sent = decision(**{"decision-rationale": "Mine.", "decision-version": 0})
    assert browse(client, cast.cora, "record_decision", heard.slot, post=sent).status_code == 302
    assert heard.fresh(Decision, slot=heard.slot).rationale == "Mine."


def test_a_decision_typed_as_the_case_was_closed_is_not_lost(client, cast, heard):
    heard.close_with_everything()
    answer = browse(
        client,
        cast.cora,
        "record_decision",
        heard.slot,
        post=decision(**{"decision-rationale": "Late."}),
    )
    assert answer.status_code == 409
    assert "Late." in answer.content.decode()


def test_a_review_beyond_the_maximum_is_refused_with_the_last_day(client, heard):
    last = due(limit("review_level_2_maximum", heard.slot.area_id, localdate()), localdate())
    beyond = last + timedelta(days=1)
    sent = decision(
        **{
            "decision-review_on_day": beyond.day,
            "decision-review_on_month": beyond.month,
            "decision-review_on_year": beyond.year,
        }
    )
    answer = browse(client, heard.chair, "record_decision", heard.slot, post=sent)
    assert f"on or before {last.day} {last:%B %Y}" in words_of(answer)
    assert "Several agencies hold a part of the plan." in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Say to whom you disclose"),
        ({"disclosure-to_whom": "A landlord"}, "Say what they will be told"),
        (
            {
                "disclosure-to_whom": "A landlord",
                "disclosure-what": "The order",
                "disclosure-tests": ["lawful", "necessary"],
            },
            "Disclose only if all four tests are met",
        ),
    ],
)
def test_disclosing_asks_for_all_that_it_takes(client, heard, sent, words):
    chosen = disclosure(**{"disclosure-choice": "disclose", **sent})
    answer = browse(client, heard.chair, "decide_disclosure", heard.slot, post=chosen)
    assert words in words_of(answer)
    assert "<title>Error: " in answer.content.decode()


def test_disclosing_with_all_four_tests_is_kept(client, heard):
    sent = disclosure(
        **{
            "disclosure-choice": "disclose",
            "disclosure-to_whom": "A landlord",
            "disclosure-what": "The order",
            "disclosure-tests": ["lawful", "necessary", "proportionate", "reasonable"],
        }
    )
    browse(client, heard.chair, "decide_disclosure", heard.slot, post=sent)
    kept = heard.fresh(Disclosure, slot=heard.slot)
    assert (kept.to_whom, kept.lawful, kept.reasonable) == ("A landlord", True, True)


def test_coming_back_to_disclosure_asks_for_the_date(client, heard):
    sent = disclosure(**{"disclosure-choice": "revisit"})
    answer = browse(client, heard.chair, "decide_disclosure", heard.slot, post=sent)
    assert "Enter the date to come back to it" in words_of(answer)


def test_an_action_is_not_offered_to_an_agency_that_is_not_there(client, cast, heard):
    answer = browse(
        client, heard.chair, "give_action", heard.slot, post=an_action(agency_of(cast.hal))
    )
    assert answer.status_code == 200
    with acting_as(heard.chair):
        assert not Action.objects.visible_to(heard.chair).exists()


def test_the_person_named_is_of_that_agency(client, cast, heard):
    sent = an_action(heard.police, **{"action-person": str(cast.poppy.person.pk)})
    answer = browse(client, heard.chair, "give_action", heard.slot, post=sent)
    assert f"Select somebody who works for {heard.police}" in words_of(answer)


def test_a_late_return_is_opened_from_the_screen(client, cast, heard):
    send_return(cast.rex, heard.slot)
    assert "the others cannot read it yet" in words_of(
        browse(client, heard.chair, "hold_slot", heard.slot)
    )
    sent = heard.fresh(InformationReturn, slot=heard.slot, agency=heard.police)
    browse(client, heard.chair, "open_return", sent, post={})
    assert heard.fresh(InformationReturn, pk=sent.pk).status == "open"


def test_the_screen_says_that_a_person_in_category_3_leaves(client, cast, session, chidi):
    third = make_nominal(cast.cora, cast.pat, category=3, level=2)
    case = hearing(cast, session, make_slot(cast, session, third), chidi)
    assert "at Level 1 they leave MAPPA" in words_of(browse(client, chidi, "hold_slot", case.slot))
    case.attend()
    case.disclose()
    case.decide("level_1")
    closed = browse(client, chidi, "close_slot", case.slot, post={})
    assert "has left MAPPA" in words_of(client.get(closed.url))


def test_open_actions_of_earlier_meetings_come_first(client, cast, heard, panel, chidi, nominal):
    heard.give("Refer to the programme.")
    heard.close_with_everything()
    later = make_session(cast, panel, chidi, starts_at=sitting(40))
    again = hearing(cast, later, make_slot(cast, later, nominal), chidi)
    said = words_of(browse(client, chidi, "hold_slot", again.slot))
    assert "Refer to the programme." in said
    assert said.index("Refer to the programme.") < said.index("Save attendance")
    again.give("Given later.")
    first = words_of(browse(client, chidi, "hold_slot", heard.slot))
    assert "Given later." not in first  # what a later meeting gave is nothing to look back on


def test_hostile_text_is_shown_as_text(client, heard):
    heard.give(HOSTILE)
    heard.write("risk", HOSTILE)
    heard.decide(rationale=HOSTILE, dissent=HOSTILE)
    page = browse(client, heard.chair, "hold_slot", heard.slot).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_a_huge_text_is_refused_and_kept(client, heard):
    huge = "word " * 2000
    answer = browse(
        client,
        heard.chair,
        "record_decision",
        heard.slot,
        post=decision(**{"decision-rationale": huge}),
    )
    assert "must be 8,000 characters or fewer" in words_of(answer)
    assert huge.strip() in answer.content.decode()


def test_a_session_is_closed_from_its_page(client, heard, session):
    refused = browse(client, heard.chair, "close_session", session, post={})
    assert refused.status_code == 409
    heard.close_with_everything()
    assert browse(client, heard.chair, "close_session", session).status_code == 200
    browse(client, heard.chair, "close_session", session, post={})
    assert heard.fresh(type(session), pk=session.pk).status == "held"


def test_the_title_and_the_address_name_nobody(client, heard):
    answer = browse(client, heard.chair, "hold_slot", heard.slot)
    title = answer.content.decode().split("<title>")[1].split("</title>")[0]
    assert heard.slot.nominal.surname not in title
    assert heard.slot.nominal.surname.lower() not in answer.request["PATH_INFO"].lower()


def test_opening_the_screen_is_written_in_the_trail(client, heard):
    browse(client, heard.chair, "hold_slot", heard.slot)
    with acting_as(heard.chair):
        read = Event.objects.filter(record_id=heard.slot.pk, action="slot.hold").get()
    assert (read.kind, read.detail) == ("reading", {})
    assert read.by_id == heard.chair.person_id


def test_more_agencies_and_actions_take_no_more_queries(client, cast, session, slot, chidi):
    small = hearing(cast, session, slot, chidi)
    small.give()
    few = queries_of(client, chidi, "hold_slot", slot)
    kinds = (
        "prison", "youth_justice", "childrens_social_care", "adult_social_care", "education",
        "registered_provider", "nhs_mental_health", "nhs_other", "dwp", "electronic_monitoring",
        "immigration_enforcement", "victim_service", "voluntary",
    )  # fmt: skip
    for kind in kinds:
        agency = make_agency(cast.area, kind)
        with acting_as(cast.cora):
            convene.invite(slot, actor=cast.cora, at=now(), agency=agency, reason="Needed")
        small.attend(agency, "absent")
    for _ in range(19):
        small.give(person=cast.rex.person)
    assert queries_of(client, chidi, "hold_slot", slot) == few
