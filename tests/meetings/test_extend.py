"""Longer time for an action, evidence, carrying it forward, and what a chair alone confirms."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from board import due
from clocks.services import limits_of
from meetings.lifecycle import ActionStatus, ExtensionStatus
from meetings.models import Action, ActionUpdate, Extension
from meetings.services import extend, follow_up, hold
from tests.meetings.conftest import make_session, make_slot, sitting
from tests.meetings.held import convened, hearing
from tests.meetings.test_follow_up import act, said_of, sees, told

LATER = localdate() + timedelta(days=40)


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


@pytest.fixture
def action(heard):
    return heard.give()


def asked(cast, action, until=LATER):
    return act(extend.ask_for_longer, action, cast.rex, until=until, because="The visit moved.")


def test_it_is_due_when_it_was_until_longer_is_granted(cast, heard, action):
    was = action.due_on
    extension = asked(cast, action)
    assert heard.fresh(Action, pk=action.pk).due_on == was
    assert told(cast.cora, "extension.asked") == 1
    act(extend.grant, heard.fresh(Extension, pk=extension.pk), cast.cora)
    assert heard.fresh(Action, pk=action.pk).due_on == LATER
    assert told(cast.rex, "extension.granted") == 1
    kept = heard.fresh(Extension, pk=extension.pk)
    assert (kept.status, kept.was_due_on, kept.until) == (ExtensionStatus.GRANTED, was, LATER)


def test_reminders_follow_the_new_date(cast, heard, action):
    given, limits = localdate() - timedelta(days=9), limits_of(cast.area.pk)
    on = action.due_on + timedelta(days=1)
    assert [each.rule for each in due.of_action(action.due_on, given, limits, on)]
    act(extend.extend, action, heard.chair, until=LATER, because="The visit moved.")
    changed = heard.fresh(Action, pk=action.pk)
    assert list(due.of_action(changed.due_on, given, limits, on)) == []


def test_refused_it_stays_due_and_says_why(cast, heard, action):
    extension = asked(cast, action)
    act(extend.refuse, extension, heard.chair, because="It cannot wait.")
    assert heard.fresh(Action, pk=action.pk).due_on == action.due_on
    assert "No longer time was given. It cannot wait." in said_of(action, cast.rex)
    assert told(cast.rex, "extension.refused") == 1
    asked(cast, heard.fresh(Action, pk=action.pk))  # one may ask again


@pytest.mark.parametrize("days", [-3, 0])
def test_longer_is_later(cast, action, days):
    with pytest.raises(NotPossible, match="Give a date after"):
        asked(cast, action, until=action.due_on + timedelta(days=days))


def test_one_asks_once_and_it_is_decided_once(cast, heard, action):
    extension = asked(cast, action)
    with pytest.raises(NotPossible, match="asked for already"):
        asked(cast, heard.fresh(Action, pk=action.pk))
    twice = heard.fresh(Extension, pk=extension.pk)
    act(extend.grant, extension, cast.cora)
    with pytest.raises(NotPossible):
        act(extend.grant, twice, cast.cora)


def test_an_owner_does_not_grant_their_own_and_answered_needs_none(cast, heard, action):
    extension = asked(cast, action)
    with acting_as(cast.rex), pytest.raises(Refused):
        extend.grant(extension, actor=cast.rex, at=now())
    act(follow_up.finish, heard.fresh(Action, pk=action.pk), cast.rex, text="Done.")
    with pytest.raises(NotPossible, match="has been answered"):
        act(extend.grant, heard.fresh(Extension, pk=extension.pk), cast.cora)


def test_another_agency_sees_no_extension(cast, action):
    extension = asked(cast, action)
    assert not sees(cast.poppy, extension)
    assert not sees(cast.hal, extension)


def test_evidence_is_words_and_a_reference(cast, heard, action):
    act(follow_up.add_evidence, action, cast.rex, text="Visit log.", reference="OIC/26/114")
    act(follow_up.finish, heard.fresh(Action, pk=action.pk), cast.rex, text="Done.")
    answered = heard.fresh(Action, pk=action.pk)
    act(follow_up.add_evidence, answered, cast.rex, text="Photograph.", reference="EX 7")
    with acting_as(cast.cora):
        kept = ActionUpdate.objects.visible_to(cast.cora).exclude(reference="")
        assert {each.reference for each in kept} == {"OIC/26/114", "EX 7"}
    act(follow_up.verify, heard.fresh(Action, pk=action.pk), cast.cora)
    with pytest.raises(NotPossible, match="at its end"):
        act(
            follow_up.add_evidence,
            heard.fresh(Action, pk=action.pk),
            cast.cora,
            text="Late.",
            reference="EX 8",
        )


def test_a_chair_confirms_what_is_of_high_priority(cast, heard):
    action = heard.give(priority=Action.Priority.HIGH)
    act(follow_up.finish, action, cast.rex, text="Done.")
    with acting_as(cast.cora), pytest.raises(Refused, match="a chair of the panel checks it"):
        follow_up.verify(action, actor=cast.cora, at=now())
    act(follow_up.verify, action, heard.chair)
    assert action.status == ActionStatus.VERIFIED


@pytest.fixture
def next_slot(cast, panel, heard, nominal):
    """The next meeting about the same person, being heard."""
    heard.close_with_everything()
    later = make_session(cast, panel, heard.chair, starts_at=sitting(60))
    slot = make_slot(cast, later, nominal)
    convened(cast, later)
    with acting_as(heard.chair):
        hold.open_session(later, actor=heard.chair, at=now())
        hold.open_slot(slot, actor=heard.chair, at=now())
    return slot


def carry(heard, action, slot, **given):
    given = {"slot": slot, "due_on": LATER, "because": "Still needed.", **given}
    return act(follow_up.carry_forward, action, heard.chair, **given)


def test_carried_forward_it_is_given_again_and_its_history_goes_with_it(
    cast, heard, action, next_slot
):
    act(follow_up.report_could_not, action, cast.rex, text="Nobody in.")
    carried = carry(heard, heard.fresh(Action, pk=action.pk), next_slot)
    assert heard.fresh(Action, pk=action.pk).status == ActionStatus.CARRIED
    assert (carried.carried_from_id, carried.origin_id) == (action.pk, action.pk)
    assert (carried.text, carried.agency, carried.slot) == (action.text, heard.police, next_slot)
    assert sees(cast.rex, carried)
    assert not sees(cast.poppy, carried)


def test_an_action_is_carried_forward_once_and_only_to_what_is_heard(
    cast, heard, action, next_slot, slot
):
    with pytest.raises(NotPossible, match="not being heard"):
        carry(heard, action, slot)
    stale = heard.fresh(Action, pk=action.pk)
    carry(heard, action, next_slot)
    with pytest.raises(NotPossible):
        carry(heard, stale, next_slot)
    with acting_as(cast.rex), pytest.raises(Refused):
        follow_up.carry_forward(
            heard.fresh(Action, carried_from=action.pk),
            actor=cast.rex,
            at=now(),
            slot=next_slot,
            due_on=LATER,
            because="Mine.",
        )
