"""Victims on the pages of a case: by a letter, and by name only while the chair lets them be."""

import pytest
from django.utils.timezone import localdate, now

from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import shares_of
from meetings.services import hold, plan
from meetings.terms import end_of
from tests.meetings.held import browse, hearing, words_of
from victims import services as victims
from victims.models import VictimIdentity

NAME = "Wren Oakhollow"


@pytest.fixture
def identity(cast, nominal) -> VictimIdentity:
    with acting_as(cast.cora):
        record = victims.add(
            nominal,
            actor=cast.cora,
            at=now(),
            kind_of_person="victim",
            relation="A former partner",
            contact_wishes="By letter only",
            in_contact_scheme=True,
            no_contact="",
            to_be_told="",
            liaison_officer=None,
        )
        return victims.add_identity(
            record,
            actor=cast.cora,
            at=now(),
            name=NAME,
            address="",
            telephone="",
            date_of_birth=None,
        )


@pytest.fixture
def heard(cast, session, identity, slot, chidi):
    return hearing(cast, session, slot, chidi)


def knows(actor, identity) -> bool:
    announce(actor)
    seen = VictimIdentity.objects.visible_to(actor).filter(pk=identity.pk).exists()
    assert seen is VictimIdentity._base_manager.filter(pk=identity.pk).exists()
    return seen


@pytest.mark.parametrize(("who", "page"), [("rex", "show_slot"), ("chair", "hold_slot")])
def test_a_case_speaks_of_them_by_a_letter(client, cast, heard, who, page):
    actor = heard.chair if who == "chair" else cast.rex
    answer = browse(client, actor, page, heard.slot)
    assert "Victim A" in words_of(answer)
    assert "By letter only" in words_of(answer)
    assert NAME not in answer.content.decode()


def test_the_chair_lets_them_be_known_while_the_case_is_heard(client, cast, heard, identity):
    assert not knows(cast.rex, identity)
    assert "Show the names to those invited" in words_of(
        browse(client, heard.chair, "hold_slot", heard.slot)
    )
    asks = words_of(browse(client, heard.chair, "show_victims", heard.slot))
    assert "until you close the case or the day is over" in asks
    assert not knows(cast.rex, identity)
    assert browse(client, heard.chair, "show_victims", heard.slot, post={}).status_code == 302
    assert knows(cast.rex, identity)
    assert not knows(cast.hal, identity)
    announce(heard.chair)
    given = shares_of(VictimIdentity)._base_manager.filter(source="item")
    assert {each.expires_at for each in given} == {end_of(localdate())}
    assert given.count() == 2  # the police and probation, and nobody else
    heard.close_with_everything()
    assert not knows(cast.rex, identity)
    assert knows(heard.chair, identity)


def test_nobody_else_and_at_no_other_time(cast, heard, identity):
    for actor in (cast.cora, cast.rex, cast.pat):
        with acting_as(actor), pytest.raises(Refused):
            hold.show_victims(heard.slot, actor=actor, at=now())
    heard.close_with_everything()
    with acting_as(heard.chair), pytest.raises(NotPossible, match="not being heard"):
        hold.show_victims(heard.slot, actor=heard.chair, at=now())


def test_the_chairs_know_the_name_as_long_as_the_case_has_a_place_with_them(
    cast, identity, slot, chidi
):
    assert knows(chidi, identity)
    with acting_as(cast.cora):
        plan.cancel_slot(slot, actor=cast.cora, at=now(), because="Moved away")
    assert not knows(chidi, identity)
