"""Following up: an owner answers, the co-ordinator sees it, and who sees what of it."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from audit.models import Event
from meetings.lifecycle import ActionStatus
from meetings.models import Action, ActionUpdate
from meetings.services import follow_up
from notices.models import Notice
from tests.factories import make_actor
from tests.meetings.held import hearing


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


@pytest.fixture
def action(heard):
    return heard.give()


def act(step, action, actor, **given):
    with acting_as(actor):
        return step(action, actor=actor, at=now(), **given)


def said_of(action, actor) -> list[str]:
    with acting_as(actor):
        updates = ActionUpdate.objects.visible_to(actor).filter(action=action)
        return list(updates.values_list("text", flat=True))


def told(actor, rule) -> int:
    with acting_as(actor):
        return Notice.objects.visible_to(actor).filter(rule=rule).count()


def sees(actor, record) -> bool:
    with acting_as(actor):
        return type(record).objects.visible_to(actor).filter(pk=record.pk).exists()


def test_an_update_is_kept_with_who_said_it_and_the_action_stays_open(cast, action):
    act(follow_up.update, action, cast.rex, text="Visit booked for Tuesday.")
    assert said_of(action, cast.cora) == ["Visit booked for Tuesday."]
    assert action.status == ActionStatus.OPEN


def test_another_agency_sees_nothing_of_an_action(cast, action):
    act(follow_up.update, action, cast.rex, text="Visit booked.")
    assert said_of(action, cast.poppy) == []
    assert not sees(cast.poppy, action)
    with acting_as(cast.poppy), pytest.raises(Refused):
        follow_up.finish(action, actor=cast.poppy, at=now(), text="Done, says Poppy.")


@pytest.mark.parametrize(
    ("step", "status", "words"),
    [
        (follow_up.finish, ActionStatus.DONE, "Done. Seen on Tuesday."),
        (follow_up.report_could_not, ActionStatus.COULD_NOT, "Could not be done. Seen on Tuesday."),
        (follow_up.report_did_not, ActionStatus.DID_NOT, "Not done. Seen on Tuesday."),
    ],
)
def test_could_not_is_not_did_not(cast, action, step, status, words):
    act(step, action, cast.rex, text="Seen on Tuesday.")
    assert action.status == status
    assert action.answered_at
    assert said_of(action, cast.rex) == [words]


def test_the_coordinator_is_told_of_an_answer_and_of_the_next_one(cast, action):
    act(follow_up.finish, action, cast.rex, text="Done by phone.")
    assert told(cast.cora, "action.answered") == 1
    act(follow_up.reopen, action, cast.cora, because="A visit was asked for.")
    assert told(cast.rex, "action.reopened") == 1
    act(follow_up.finish, action, cast.rex, text="Visited.")
    assert told(cast.cora, "action.answered") == 2


def test_two_people_cannot_both_answer(cast, heard, action):
    stale = heard.fresh(Action, pk=action.pk)
    act(follow_up.finish, action, cast.rex, text="Done.")
    with pytest.raises(NotPossible, match="changed since you opened it"):
        act(follow_up.report_could_not, stale, cast.rex, text="Could not.")
    assert len(said_of(action, cast.rex)) == 1


def test_nothing_is_added_to_an_answered_action(cast, action):
    act(follow_up.finish, action, cast.rex, text="Done.")
    with pytest.raises(NotPossible, match="has been answered"):
        act(follow_up.update, action, cast.rex, text="One more thing.")


def test_only_what_was_reported_done_is_verified(cast, action):
    with pytest.raises(NotPossible):
        act(follow_up.verify, action, cast.cora)
    act(follow_up.report_did_not, action, cast.rex, text="Forgotten.")
    with pytest.raises(NotPossible):
        act(follow_up.verify, action, cast.cora)


def test_an_owner_does_not_verify_or_cancel_their_own_action(cast, action):
    act(follow_up.finish, action, cast.rex, text="Done.")
    with acting_as(cast.rex):
        with pytest.raises(Refused):
            follow_up.verify(action, actor=cast.rex, at=now())
        with pytest.raises(Refused):
            follow_up.reopen(action, actor=cast.rex, at=now(), because="Mine.")


def test_a_coordinator_does_not_answer_for_an_agency(cast, action):
    with acting_as(cast.cora), pytest.raises(Refused, match="role does not do this"):
        follow_up.finish(action, actor=cast.cora, at=now(), text="Done for them.")


def test_the_person_named_sees_the_nominal_until_the_action_is_verified(cast, heard):
    officer = make_actor("Ola Fenwright", Role.PRACTITIONER, heard.police)
    action = heard.give(person=officer.person)
    act(follow_up.finish, action, officer, text="Done.")
    assert sees(officer, heard.slot.nominal)
    act(follow_up.verify, action, cast.cora)
    assert not sees(officer, heard.slot.nominal)
    assert sees(cast.rex, action)  # invited: sees the nominal for that reason too


def test_a_cancelled_action_is_told_and_closed(cast, heard):
    officer = make_actor("Ola Fenwright", Role.PRACTITIONER, heard.police)
    action = heard.give(person=officer.person)
    act(follow_up.cancel, action, cast.cora, because="Given twice.")
    assert action.status == ActionStatus.CANCELLED
    assert told(officer, "action.cancelled") == 1
    assert not sees(officer, heard.slot.nominal)
    with pytest.raises(NotPossible):
        act(follow_up.reopen, action, cast.cora, because="After all.")


def test_being_late_is_a_question_about_a_date(cast, heard):
    action = heard.give(due_on=localdate())
    tomorrow = localdate() + timedelta(days=1)
    with acting_as(cast.rex):
        mine = Action.objects.visible_to(cast.rex).filter(pk=action.pk)
        assert mine.filter(status=ActionStatus.OPEN, due_on__lt=tomorrow).exists()
    assert action.status == ActionStatus.OPEN


def test_the_trail_holds_the_step_and_not_the_words(cast, action):
    act(follow_up.update, action, cast.rex, text="A secret of the case.")
    act(follow_up.finish, action, cast.rex, text="Another secret.")
    with acting_as(cast.cora):
        events = Event.objects.filter(record_id=action.pk)
        assert {each.action for each in events} >= {"action.update", "action.finish"}
        assert not any("secret" in str(each.detail) for each in events)
