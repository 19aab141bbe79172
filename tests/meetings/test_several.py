"""Several actions at once: named first, all or none, why for each, and no more queries for more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from access.locks import acting_as
from access.rows import share
from audit.models import Event
from meetings.lifecycle import ActionStatus
from meetings.models import Action, ActionUpdate, Extension
from meetings.owners import share_action
from meetings.services import follow_up
from tests.meetings.held import browse, hearing, words_of
from tests.meetings.test_follow_up import told

LATER = localdate() + timedelta(days=50)
LONGER = {
    "until_day": str(LATER.day),
    "until_month": str(LATER.month),
    "until_year": str(LATER.year),
    "because": "The office moves.",
}


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


def ask(client, actor, step, actions):
    ticked = [str(each.pk) for each in actions]
    return browse(client, actor, "answer_several", post={"step": step, "chosen": ticked})


def confirm(client, actor, step, actions, **said):
    said = said or {"text": "Visited together."}
    ticked = [f"{each.pk}.{each.version}" for each in actions]
    post = {"step": step, "chosen": ticked, "confirmed": "yes", **said}
    return browse(client, actor, "answer_several", post=post)


def statuses(heard) -> set[str]:
    with acting_as(heard.chair):
        return set(Action.objects.visible_to(heard.chair).values_list("status", flat=True))


def test_each_is_named_before_anything_is_done(client, cast, heard):
    actions = [heard.give(f"Task {n}.") for n in range(3)]
    said = words_of(ask(client, cast.rex, "finish", actions))
    assert all(f"Task {n}." in said for n in range(3))
    assert "all of them, or to none" in said
    assert statuses(heard) == {"open"}


def test_confirmed_all_are_done_and_the_coordinator_is_told_once(client, cast, heard):
    actions = [heard.give(f"Task {n}.") for n in range(3)]
    answer = confirm(client, cast.rex, "finish", actions)
    assert "3 actions reported done." in words_of(client.get(answer.url))
    assert statuses(heard) == {"done"}
    assert told(cast.cora, "action.several_answered") == 1
    with acting_as(cast.cora):
        said = ActionUpdate.objects.visible_to(cast.cora).values_list("text", flat=True)
        assert list(said) == ["Done. Visited together."] * 3
        kept = Event.objects.filter(action="action.finish")
        assert {each.record_id for each in kept} == {each.pk for each in actions}


def test_one_in_the_way_stops_all_and_says_so_on_its_line(client, cast, heard):
    actions = [heard.give(f"Task {n}.") for n in range(3)]
    with acting_as(cast.rex):
        follow_up.finish(actions[1], actor=cast.rex, at=now(), text="Done alone.")
    answer = confirm(client, cast.rex, "finish", actions)
    assert answer.status_code == 409
    assert "no longer possible: it is now done" in words_of(answer)
    assert "Visited together." in answer.content.decode()  # what was typed is kept
    assert statuses(heard) == {"open", "done"}


def test_pressed_twice_it_is_done_once(client, cast, heard):
    actions = [heard.give(f"Task {n}.") for n in range(2)]
    assert confirm(client, cast.rex, "update", actions).status_code == 302
    again = confirm(client, cast.rex, "update", actions)
    assert again.status_code == 409
    assert words_of(again).count("changed since you opened it") == 2
    with acting_as(cast.rex):
        assert ActionUpdate.objects.visible_to(cast.rex).count() == 2


def test_another_agencys_action_hidden_or_absent_stops_all_alike(client, cast, heard):
    mine, theirs = heard.give(), heard.give(agency=heard.probation)
    absent = Action(pk=heard.slot.pk)
    answers = [confirm(client, cast.rex, "finish", [mine, other]) for other in (theirs, absent)]
    assert {each.status_code for each in answers} == {409}
    assert all("1 action you ticked is not open to you" in words_of(each) for each in answers)
    assert statuses(heard) == {"open"}


def test_a_case_manager_who_sees_it_does_not_answer_for_the_agency(client, cast, heard):
    theirs = heard.give(agency=heard.probation)
    answer = confirm(client, cast.pat, "finish", [theirs])
    assert answer.status_code == 409
    assert "Only the agency that was asked" in words_of(answer)


def test_a_coordinator_gives_longer_and_the_owner_is_told_once(client, cast, heard):
    actions = [heard.give(), heard.give(person=cast.rex.person)]
    answer = confirm(client, cast.cora, "extend", actions, **LONGER)
    assert answer.status_code == 302
    with acting_as(cast.cora):
        due = Action.objects.visible_to(cast.cora).values_list("due_on", flat=True)
        assert set(due) == {LATER}
        assert Extension.objects.visible_to(cast.cora).filter(status="granted").count() == 2
    assert told(cast.rex, "action.several_extended") == 1


def test_a_representative_asks_for_longer_and_it_waits(client, cast, heard):
    actions = [heard.give(), heard.give()]
    assert confirm(client, cast.rex, "ask", actions, **LONGER).status_code == 302
    assert told(cast.cora, "extension.several_asked") == 1
    with acting_as(cast.rex):
        fresh = list(Action.objects.visible_to(cast.rex))
        assert LATER not in {each.due_on for each in fresh}
    twice = confirm(client, cast.rex, "ask", fresh, **LONGER)
    assert words_of(twice).count("asked for already") == 2
    refused = confirm(client, cast.rex, "extend", fresh, **LONGER)
    assert refused.status_code == 409  # to give it is not the owner's


@pytest.mark.parametrize(
    "post",
    [
        {"step": "finish"},
        {"step": "burn", "chosen": ["x"]},
        {"step": "finish", "chosen": ["junk", "", "1.2.3", "%00"]},
    ],
)
def test_nothing_ticked_or_junk_is_said(client, cast, post):
    answer = browse(client, cast.rex, "answer_several", post=post)
    assert "Tick at least one action" in words_of(client.get(answer.url))


def many(heard, count) -> list[Action]:
    """As many actions of the police, put there as they would be given."""
    slot, chair = heard.slot, heard.chair
    with acting_as(chair):
        first = heard.give()
        made = [
            Action(
                nominal_id=slot.nominal_id,
                slot=slot,
                number=first.number + 1 + n,
                text=f"Task {n}.",
                pillar="supervision",
                agency=heard.police,
                due_on=first.due_on,
                given_at=now(),
            )
            for n in range(count - 1)
        ]
        for each in made:
            share(each, [slot.session.panel.chairs_id], source="action", reason="x", at=now())
            each.save(force_insert=True)
            share_action(each, actor=chair, at=now())
    return [first, *made]


def counted(do) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert do().status_code in {200, 302}
    return len(queries)


def test_two_hundred_take_no_more_queries_than_two(client, cast, heard):
    two, most = many(heard, 2), many(heard, 200)
    ask(client, cast.rex, "update", two)  # signed in, and what is kept for the process is read
    asked = [
        counted(lambda each=each: ask(client, cast.rex, "update", each)) for each in (two, most)
    ]
    done = [
        counted(lambda each=each: confirm(client, cast.rex, "finish", each)) for each in (two, most)
    ]
    assert asked[0] == asked[1]
    assert done[0] == done[1]
    assert statuses(heard) == {ActionStatus.DONE}
