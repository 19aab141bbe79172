"""The pages of actions: what each list holds, an owner's answer, and what a refusal keeps."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as
from meetings.models import Action
from meetings.pages import list_actions as pages
from meetings.services import follow_up
from tests.factories import make_actor
from tests.meetings.held import browse, hearing, queries_of, words_of


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


@pytest.fixture
def action(heard):
    return heard.give("Visit the new address.")


STEPS = ("update_action", "finish_action", "report_could_not", "report_did_not")


def fresh(actor, action):
    with acting_as(actor):
        return Action.objects.visible_to(actor).get(pk=action.pk)


def test_an_agency_sees_its_own_actions_and_no_others(client, cast, heard, action):
    heard.give("Book the programme.", agency=heard.probation)
    said = words_of(browse(client, cast.rex, "list_actions"))
    assert "Visit the new address." in said
    assert "Book the programme." not in said
    assert "1 action " in said


def test_those_who_run_panels_see_all_of_the_area(client, cast, heard, action):
    heard.give("Book the programme.", agency=heard.probation)
    for actor in (cast.cora, heard.chair):
        said = words_of(browse(client, actor, "list_actions"))
        assert "Visit the new address." in said
        assert "Book the programme." in said


def test_a_case_managers_list_is_of_their_own_agency(client, cast, heard, action):
    theirs = heard.give("Book the programme.", agency=heard.probation)
    said = words_of(browse(client, cast.pat, "list_actions"))
    assert "Visit the new address." in said
    assert "Book the programme." not in said  # Pat leads the case, and finds it there
    assert browse(client, cast.pat, "show_action", theirs).status_code == 200


def test_mine_come_first(client, cast, heard):
    heard.give("Of the agency.", due_on=localdate() + timedelta(days=1))
    heard.give("Of Rex.", person=cast.rex.person, due_on=localdate() + timedelta(days=30))
    said = words_of(browse(client, cast.rex, "list_actions"))
    assert said.index("Of Rex.") < said.index("Of the agency.")


def test_an_uninvited_agency_and_the_board_see_no_action(client, cast, action):
    assert "There are no such actions." in words_of(browse(client, cast.hal, "list_actions"))
    assert browse(client, cast.bea, "list_actions").status_code == 403


def test_another_agencys_action_is_not_there(client, cast, action):
    answers = {
        browse(client, who, name, action, post=post).status_code
        for who in (cast.poppy, cast.hal, cast.ada, cast.bea)
        for name, post in [
            ("show_action", None),
            *((name, {"text": "Mine."}) for name in (*STEPS, "verify_action", "cancel_action")),
        ]
    }
    assert answers == {404}


def test_the_case_manager_reads_an_action_and_does_not_answer_for_another(client, cast, heard):
    theirs = heard.give(agency=heard.probation)
    assert browse(client, cast.pat, "show_action", theirs).status_code == 200
    assert browse(client, cast.pat, "finish_action", theirs, post={"text": "x"}).status_code == 403


def listed(actor, query, today):
    return pages.list_actions(actor, QueryDict(query), today=today)


def test_filters_and_what_is_late(client, cast, heard):
    heard.give("Not yet due.")
    late = heard.give("Past its day.", due_on=localdate())
    done = heard.give("Reported done.")
    with acting_as(cast.rex):
        follow_up.finish(done, actor=cast.rex, at=now(), text="Done.")
    tomorrow = localdate() + timedelta(days=1)
    with acting_as(cast.rex):
        of = {
            show: [each.action.text for each in listed(cast.rex, f"show={show}", tomorrow).lines]
            for show in pages.SHOWN
        }
        assert of == {
            "open": ["Past its day.", "Not yet due."],
            "late": ["Past its day."],
            "week": [],
            "longer": [],
            "answered": ["Reported done."],
            "ended": [],
        }
        line = listed(cast.rex, "show=late", tomorrow).lines[0]
    assert line.due.is_late
    assert fresh(cast.rex, late).status == "open"


@pytest.mark.parametrize(
    "query", ["?show=none&order=x", "?page=0", "?page=-3", "?page=٣", "?page=a"]
)
def test_an_address_that_makes_no_sense_shows_the_first_page(client, cast, action, query):
    answer = browse(client, cast.rex, "list_actions", query=query)
    assert "Visit the new address." in words_of(answer)


def test_long_lists_come_in_pages_that_keep_what_was_asked(client, cast, heard):
    for nth in range(21):
        heard.give(f"Action {nth}.", due_on=localdate() + timedelta(days=nth))
    first = browse(client, cast.rex, "list_actions", query="?order=given")
    assert "21 actions " in words_of(first)
    assert "Action 20." in words_of(first)
    assert "order=given&amp;page=2" in first.content.decode()
    second = browse(client, cast.rex, "list_actions", query="?order=given&page=2")
    assert "Action 0." in words_of(second)
    assert "Action 20." not in words_of(second)


def test_counting_stops_where_nobody_needs_to_know(monkeypatch, cast, heard):
    for _ in range(4):
        heard.give()
    monkeypatch.setattr(pages, "MOST_COUNTED", 3)
    with acting_as(cast.rex):
        assert listed(cast.rex, "", localdate()).many == "More than 3 actions"


def test_a_representative_updates_and_finishes_and_the_coordinator_sees_it(client, cast, action):
    browse(client, cast.rex, "update_action", action, post={"text": "Booked.\nTuesday."})
    done = browse(client, cast.rex, "finish_action", action, post={"text": "Visited."})
    assert "What happens next The MAPPA co-ordinator has been told." in words_of(
        client.get(done.url)
    )
    page = browse(client, cast.cora, "show_action", action)
    assert "Booked.\nTuesday." in page.content.decode()
    assert "Done. Visited." in words_of(page)
    browse(client, cast.cora, "verify_action", action, post={})
    assert fresh(cast.cora, action).status == "verified"


def test_what_could_not_be_done_is_not_what_was_not_done(client, cast, heard):
    first, second = heard.give(), heard.give()
    browse(client, cast.rex, "report_could_not", first, post={"text": "No such address."})
    browse(client, cast.rex, "report_did_not", second, post={"text": "Forgotten."})
    assert fresh(cast.rex, first).status == "could_not"
    assert fresh(cast.rex, second).status == "did_not"


@pytest.mark.parametrize("name", STEPS)
def test_saying_nothing_is_no_answer(client, cast, action, name):
    answer = browse(client, cast.rex, name, action, post={"text": "  "})
    assert "Write something first" in words_of(answer)
    assert "<title>Error: " in answer.content.decode()
    assert fresh(cast.rex, action).status == "open"


def test_a_second_answer_is_refused_and_its_text_kept(client, cast, heard, action):
    colleague = make_actor("Ines Wadmore", Role.REPRESENTATIVE, heard.police)
    browse(client, cast.rex, "finish_action", action, post={"text": "Done."})
    for name in STEPS:
        answer = browse(client, colleague, name, action, post={"text": "What I typed."})
        assert answer.status_code == 409
        assert "What I typed." in answer.content.decode()


def test_the_coordinator_reopens_and_cancels_with_a_reason(client, cast, action):
    browse(client, cast.rex, "finish_action", action, post={"text": "By phone."})
    empty = browse(client, cast.cora, "reopen_action", action, post={"because": ""})
    assert "Say why" in words_of(empty)
    browse(client, cast.cora, "reopen_action", action, post={"because": "A visit was asked for."})
    assert "Opened again. A visit was asked for." in words_of(
        browse(client, cast.rex, "show_action", action)
    )
    browse(client, cast.cora, "cancel_action", action, post={"because": "Moved away."})
    assert fresh(cast.cora, action).status == "cancelled"


def test_only_what_can_be_done_is_offered(client, cast, action):
    owner = words_of(browse(client, cast.rex, "show_action", action))
    unit = words_of(browse(client, cast.cora, "show_action", action))
    assert "Report it done" in owner
    assert "Cancel it" not in owner
    assert "Report it done" not in unit
    assert "Cancel it" in unit
    browse(client, cast.rex, "finish_action", action, post={"text": "Done."})
    assert "Report it done" not in words_of(browse(client, cast.rex, "show_action", action))
    assert "Verify that it is done" in words_of(browse(client, cast.cora, "show_action", action))


def test_hostile_text_is_shown_as_text(client, cast, heard):
    action = heard.give("<script>alert(1)</script>")
    browse(client, cast.rex, "update_action", action, post={"text": "<img src=x onerror=y>"})
    for name, record in (("show_action", action), ("list_actions", None)):
        page = browse(client, cast.rex, name, record).content.decode()
        assert "<script>alert" not in page
        assert "<img src" not in page


def test_a_text_too_long_is_refused_and_kept(client, cast, action):
    answer = browse(client, cast.rex, "update_action", action, post={"text": "x" * 2001})
    assert "must be 2,000 characters or fewer" in words_of(answer)
    assert "x" * 2001 in answer.content.decode()


def test_more_actions_and_updates_take_no_more_queries(client, cast, heard, action):
    browse(client, cast.rex, "update_action", action, post={"text": "One."})
    few = queries_of(client, cast.rex, "list_actions")
    of_one = queries_of(client, cast.rex, "show_action", action)
    for _ in range(19):
        heard.give(person=cast.rex.person)
        browse(client, cast.rex, "update_action", action, post={"text": "More."})
    assert queries_of(client, cast.rex, "list_actions") == few
    assert queries_of(client, cast.rex, "show_action", action) == of_one
