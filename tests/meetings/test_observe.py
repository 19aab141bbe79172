"""A lay adviser observes a session: they see when and where it is, and nothing of any case."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from meetings.models import Observation, Session, SessionShare, Slot
from meetings.services import observe, plan
from nominals.models import Exclusion, Nominal
from notices.models import Notice
from tests.factories import make_actor
from tests.meetings.conftest import agency_of
from tests.meetings.held import browse, words_of


@pytest.fixture
def lena(cast):
    return make_actor("Lena Copperfold", Role.LAY_ADVISER, agency_of(cast.bea))


def named(cast, session, adviser, **given):
    with acting_as(cast.cora):
        return observe.add(
            session,
            actor=cast.cora,
            at=now(),
            observer=adviser.person,
            **{"reason": "Their meeting of this quarter", **given},
        )


def test_the_adviser_sees_the_day_and_the_place_and_no_case(client, cast, slot, lena):
    observation = named(cast, slot.session, lena)
    said = words_of(browse(client, lena, "show_observation", observation))
    for words in ("Level 2 panel", "9:30am", "Room 4, Larkfield House", "of this quarter"):
        assert words in said
    listed = words_of(browse(client, lena, "list_observations"))
    assert "Level 2 panel" in listed
    for page in (said, listed):
        assert slot.nominal.surname not in page
        assert slot.nominal.reference not in page
        assert "1 case" not in page
    announce(lena)
    assert Session._base_manager.count() == 1
    assert Slot._base_manager.count() == Nominal._base_manager.count() == 0


def test_no_page_of_the_session_or_of_a_case_opens_to_them(client, cast, slot, lena):
    named(cast, slot.session, lena)
    assert browse(client, lena, "show_session", slot.session).status_code == 403
    assert browse(client, lena, "list_sessions").status_code == 403
    for name in ("show_slot", "hold_slot", "accept_statement"):
        assert browse(client, lena, name, slot).status_code == 404


def test_they_are_told_and_the_message_names_nobody(cast, slot, lena):
    observation = named(cast, slot.session, lena)
    announce(lena)
    (told,) = Notice.objects.visible_to(lena)
    assert told.subject == "You are to observe a panel session"
    assert told.link == observation.get_absolute_url()


def test_another_adviser_is_not_even_told_that_there_is_a_session(client, cast, slot, lena):
    observation = named(cast, slot.session, lena)
    other = make_actor("Otto Fallowmere", Role.LAY_ADVISER, agency_of(cast.bea))
    assert browse(client, other, "show_observation", observation).status_code == 404
    assert browse(client, cast.rex, "show_observation", observation).status_code == 404


def test_two_advisers_open_their_own_page_alone(client, cast, slot, lena):
    other = make_actor("Otto Fallowmere", Role.LAY_ADVISER, agency_of(cast.bea))
    observation, theirs = named(cast, slot.session, lena), named(cast, slot.session, other)
    assert browse(client, lena, "show_observation", theirs).status_code == 403
    assert "Fallowmere" not in words_of(browse(client, lena, "show_observation", observation))


def test_it_lasts_until_the_day_is_over(cast, slot, lena):
    observation = named(cast, slot.session, lena)
    announce(cast.cora)
    given = SessionShare._base_manager.get(source="observation", source_id=observation.pk)
    assert given.group_id == lena.person.own_group_id
    assert given.expires_at == observation.until
    day = localdate(slot.session.starts_at)
    assert localdate(given.expires_at - timedelta(seconds=1)) == day
    assert localdate(given.expires_at) == day + timedelta(days=1)


def test_taken_off_they_see_nothing_at_once_and_are_told(client, cast, slot, lena):
    observation = named(cast, slot.session, lena)
    assert browse(client, cast.cora, "end_observation", observation).status_code == 200
    assert browse(client, cast.cora, "end_observation", observation, post={}).status_code == 302
    assert browse(client, lena, "show_observation", observation).status_code == 404
    announce(lena)
    assert not Session._base_manager.exists()
    assert Notice.objects.visible_to(lena).filter(rule="observation.ended").exists()
    assert browse(client, cast.cora, "end_observation", observation, post={}).status_code == 409
    assert named(cast, slot.session, lena).pk != observation.pk  # and can be named anew


def test_a_cancelled_session_is_observed_by_nobody(cast, slot, lena):
    named(cast, slot.session, lena)
    with acting_as(cast.cora):
        plan.cancel_session(slot.session, actor=cast.cora, at=now(), because="The chair is ill")
    announce(lena)
    assert not Session._base_manager.exists()


def test_who_must_not_receive_a_case_of_that_day_does_not_observe_it(cast, slot, lena):
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=slot.nominal, person=lena.person, reason="A cousin", given_at=now()
        )
    with pytest.raises(NotPossible, match="must not receive"):
        named(cast, slot.session, lena)


def test_only_a_lay_adviser_observes_and_only_once(cast, slot, lena):
    with pytest.raises(NotPossible, match="Only a lay adviser"):
        named(cast, slot.session, cast.bea)
    named(cast, slot.session, lena)
    with pytest.raises(NotPossible, match="already named"):
        named(cast, slot.session, lena)


def test_only_the_unit_names_one(cast, chidi, slot, lena):
    for actor in (chidi, cast.rex, lena):
        with acting_as(actor), pytest.raises(Refused):
            observe.add(slot.session, actor=actor, at=now(), observer=lena.person, reason="To see")


def test_the_unit_names_one_in_the_browser_and_records_that_they_came(client, cast, slot, lena):
    session = slot.session
    page = browse(client, cast.cora, "add_observation", session)
    assert "Lena Copperfold" in words_of(page)
    assert "Select a lay adviser" in words_of(
        browse(client, cast.cora, "add_observation", session, post={"reason": "To see"})
    )
    sent = {"observer": lena.person.pk, "reason": "Their meeting of this quarter"}
    assert browse(client, cast.cora, "add_observation", session, post=sent).status_code == 302
    assert "Lena Copperfold" in words_of(browse(client, cast.cora, "show_session", session))
    announce(cast.cora)
    observation = Observation.objects.visible_to(cast.cora).get(session=session)
    early = browse(client, cast.cora, "confirm_observation", observation, post={"was_there": "yes"})
    assert early.status_code == 409
    with acting_as(cast.cora):
        after = session.starts_at + timedelta(hours=4)
        observe.confirm(observation, actor=cast.cora, at=after, was_there=True)
    said = words_of(browse(client, cast.cora, "show_session", session))
    assert "Lena Copperfold Their meeting of this quarter Yes" in said
    with acting_as(cast.cora), pytest.raises(NotPossible):
        observe.end(observation, actor=cast.cora, at=after)


def test_who_is_invited_sees_nothing_of_it_on_the_page(client, cast, slot, lena):
    named(cast, slot.session, lena)
    assert "Copperfold" not in words_of(browse(client, cast.pat, "show_session", slot.session))
    assert (
        reverse("meetings:list_observations")
        not in browse(client, cast.pat, "show_session", slot.session).content.decode()
    )
