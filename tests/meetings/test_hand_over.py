"""Who answers for an action: taken, handed to a colleague, offered to another agency."""

import pytest
from django.utils.timezone import now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from meetings.lifecycle import ActionStatus
from meetings.models import Action
from meetings.owners import others_to_own
from meetings.services import follow_up, hand_over
from nominals.models import Exclusion, Nominal
from tests.factories import make_actor
from tests.meetings.held import hearing
from tests.meetings.test_follow_up import act, said_of, sees, told

WHY = "They know the family."


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


@pytest.fixture
def action(heard):
    return heard.give()


@pytest.fixture
def officer(heard):
    return make_actor("Ola Fenwright", Role.PRACTITIONER, heard.police)


@pytest.fixture
def colleague(heard):
    return make_actor("Ines Wadmore", Role.PRACTITIONER, heard.police)


def offered(cast, action, heard):
    act(hand_over.offer, action, cast.rex, agency=heard.probation, because=WHY)
    return heard.fresh(Action, pk=action.pk)


def test_an_action_is_the_agencys_until_somebody_takes_it(cast, heard, action):
    stale = heard.fresh(Action, pk=action.pk)
    act(hand_over.take, action, cast.rex)
    assert heard.fresh(Action, pk=action.pk).person_id == cast.rex.person_id
    with pytest.raises(NotPossible, match="taken this action already"):
        act(hand_over.take, action, cast.rex)  # pressed twice
    ines = make_actor("Ines Wadmore", Role.REPRESENTATIVE, heard.police)
    with pytest.raises(NotPossible, match="changed since"):
        act(hand_over.take, stale, ines)


def test_a_colleague_has_it_and_the_last_holder_loses_what_only_this_gave(
    cast, heard, officer, colleague
):
    action = heard.give(person=officer.person)
    act(hand_over.hand_over, action, officer, person=colleague.person, because=WHY)
    assert sees(colleague, action)
    assert sees(colleague, heard.slot.nominal)
    assert not sees(officer, action)
    assert not sees(officer, heard.slot.nominal)
    assert sees(cast.rex, action)
    assert told(colleague, "action.handed_over") == 1
    assert said_of(action, colleague) == [f"Handed over to Ines Wadmore. {WHY}"]


def test_nobody_of_another_agency_is_a_colleague(cast, action):
    with pytest.raises(NotPossible, match="does not work for the agency"):
        act(hand_over.hand_over, action, cast.rex, person=cast.poppy.person, because=WHY)
    with acting_as(cast.poppy), pytest.raises(Refused):
        hand_over.take(action, actor=cast.poppy, at=now())


def test_another_agency_sees_it_while_asked_and_has_it_once_it_accepts(cast, heard, officer):
    action = heard.give(person=officer.person)
    asked = offered(cast, action, heard)
    assert sees(cast.poppy, asked)
    assert told(cast.poppy, "action.offered") == 1
    act(hand_over.accept_offer, asked, cast.poppy)
    mine = heard.fresh(Action, pk=action.pk)
    assert (mine.agency, mine.person, mine.offered_to) == (heard.probation, None, None)
    assert sees(cast.poppy, mine)
    assert not sees(cast.rex, mine)
    assert not sees(officer, mine)
    assert not sees(officer, heard.slot.nominal)
    assert sees(cast.rex, heard.slot.nominal)  # the police are invited: that stays
    assert told(officer, "action.offer_accepted") == 1
    assert told(cast.cora, "action.offer_accepted") == 1
    act(follow_up.finish, mine, cast.poppy, text="Done.")


def test_it_stays_where_it_is_until_it_is_accepted(cast, heard, action):
    asked = offered(cast, action, heard)
    with acting_as(cast.poppy), pytest.raises(Refused):
        follow_up.finish(asked, actor=cast.poppy, at=now(), text="Done, says Poppy.")
    act(hand_over.decline_offer, asked, cast.poppy, because="We do not know them.")
    assert not sees(cast.poppy, asked)
    assert sees(cast.rex, asked)
    assert told(cast.rex, "action.offer_declined") == 1
    with pytest.raises(NotPossible, match="No agency is asked"):
        act(hand_over.withdraw_offer, heard.fresh(Action, pk=action.pk), cast.rex)


def test_taken_back_or_answered_the_offer_closes(cast, heard, action):
    asked = offered(cast, action, heard)
    act(hand_over.withdraw_offer, asked, cast.rex)
    assert not sees(cast.poppy, asked)
    again = offered(cast, heard.fresh(Action, pk=action.pk), heard)
    act(follow_up.finish, again, cast.rex, text="Done after all.")
    assert not sees(cast.poppy, again)
    with pytest.raises(NotPossible):
        act(hand_over.take, heard.fresh(Action, pk=action.pk), cast.rex)


def test_accepted_and_withdrawn_at_once_only_one_holds(cast, heard, action):
    asked = offered(cast, action, heard)
    stale = heard.fresh(Action, pk=action.pk)
    act(hand_over.withdraw_offer, asked, cast.rex)
    with pytest.raises(NotPossible, match="changed since"):
        act(hand_over.accept_offer, stale, cast.poppy)
    assert heard.fresh(Action, pk=action.pk).agency == heard.police


def test_an_agency_that_is_not_asked_or_must_not_receive_is_no_choice(cast, heard, action):
    hal = heard.probation.__class__.objects.get(pk=cast.hal.agency_id)
    with pytest.raises(NotPossible, match="Only an agency of the panel"):
        act(hand_over.offer, action, cast.rex, agency=hal, because=WHY)
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal_id=action.nominal_id,
            agency_id=heard.probation.pk,
            reason="A relative works there",
            given_at=now(),
        )
    with acting_as(cast.rex):
        assert others_to_own(action, actor=cast.rex) == []
    assert not sees(cast.hal, action)


def test_an_excluded_agency_sees_nothing_of_what_it_was_offered(cast, heard, action):
    asked = offered(cast, action, heard)
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal_id=action.nominal_id,
            agency_id=heard.probation.pk,
            reason="A relative works there",
            given_at=now(),
        )
    assert not sees(cast.poppy, asked)
    with acting_as(cast.poppy):
        assert not Nominal.objects.visible_to(cast.poppy).filter(pk=asked.nominal_id).exists()


def test_a_cancelled_action_is_nobodys_to_take(cast, heard, action):
    act(follow_up.cancel, action, cast.cora, because="Given twice.")
    with pytest.raises(NotPossible):
        act(hand_over.take, action, cast.rex)
    assert heard.fresh(Action, pk=action.pk).status == ActionStatus.CANCELLED
