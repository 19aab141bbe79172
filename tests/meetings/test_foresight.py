"""What an invitation would open, said before anything is saved."""

import pytest
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as, announce
from access.rows import share
from agencies.models import Agency
from meetings.foresight import foresee, in_words
from meetings.models import Invitation
from tests.factories import make_actor, make_agency, make_nominal
from tests.meetings.conftest import agency_of, make_slot
from tests.meetings.held import browse, convened, queries_of, words_of
from victims import services as victims
from victims.models import VictimIdentity


@pytest.fixture
def asked(cast, session, slot, chidi):
    convened(cast, session)
    return slot


def test_it_says_how_many_more_see_the_address_and_that_nobody_learns_a_name(client, cast, asked):
    housing = agency_of(cast.hal)
    sent = {"agency": housing.pk, "reason": "Holds the tenancy", "check": "yes"}
    said = words_of(browse(client, cast.cora, "invite", asked, post=sent))
    assert (
        f"Inviting {housing.name} lets 1 more person see the address and the rest of this person's"
        " record, and nobody more the victims' names." in said
    )
    assert f"{cast.hal.person.name}, {housing.name}" in said
    assert (
        "Holds the tenancy"
        in browse(client, cast.cora, "invite", asked, post=sent).content.decode()
    )
    announce(cast.cora)
    assert not Invitation.objects.visible_to(cast.cora).filter(agency=housing).exists()


def test_asking_without_an_agency_asks_for_one(client, cast, asked):
    said = words_of(browse(client, cast.cora, "invite", asked, post={"check": "yes", "agency": ""}))
    assert "Choose an agency first." in said
    assert "There is a problem" not in said


@pytest.mark.parametrize("typed", ["x", "00000000-0000-4000-8000-000000000000"])
def test_an_agency_that_cannot_be_asked_is_not_foreseen(client, cast, asked, typed):
    answer = browse(client, cast.cora, "invite", asked, post={"check": "yes", "agency": typed})
    assert "Choose an agency first." in words_of(answer)


def test_who_sees_the_case_already_is_nobody_more(cast, asked):
    with acting_as(cast.cora):
        share(asked.nominal, [cast.hal.person.own_group], source="named", reason="N", at=now())
        seen = foresee(asked.nominal, [agency_of(cast.hal)], actor=cast.cora, at=now())
    assert in_words(seen, "Housing").startswith("Inviting Housing lets nobody more see")


def test_who_would_learn_a_name_is_counted(cast, asked):
    """Somebody who holds a share of a name, and no longer one of the case that it belongs to."""
    with acting_as(cast.cora):
        record = victims.add(
            asked.nominal,
            actor=cast.cora,
            at=now(),
            kind_of_person="victim",
            relation="A former partner",
            contact_wishes="",
            in_contact_scheme=True,
            no_contact="",
            to_be_told="",
            liaison_officer=None,
        )
        victims.add_identity(
            record,
            actor=cast.cora,
            at=now(),
            name="Wren Oakhollow",
            address="",
            telephone="",
            date_of_birth=None,
        )
        identity = VictimIdentity.objects.visible_to(cast.cora).get(record=record)
        share(identity, [cast.hal.person.own_group], source="item", reason="Kept", at=now())
    ada = make_actor("Agnes Tarnbeck", Role.ADMINISTRATOR, agency_of(cast.poppy))
    with acting_as(ada):  # who may not know even that there is a name
        seen = foresee(asked.nominal, [agency_of(cast.hal)], actor=ada, at=now())
    assert in_words(seen, "Housing").endswith("and 1 more person the victims' names.")


def test_the_same_surname_is_a_warning_with_the_way_to_exclude(client, cast, session, chidi):
    nominal = make_nominal(cast.cora, cast.pat, surname="Lichenby")
    slot = make_slot(cast, session, nominal)
    sent = {"agency": agency_of(cast.hal).pk, "check": "yes"}
    answer = browse(client, cast.cora, "invite", slot, post=sent)
    said = words_of(answer)
    assert f"{cast.hal.person.name} has the same surname as this person." in said
    assert f"/nominals/{nominal.pk}/exclusions/add/" in answer.content.decode()


def test_convening_says_it_for_each_case(client, cast, session, slot):
    make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    said = words_of(browse(client, cast.cora, "convene_session", session))
    assert said.count("Inviting these agencies lets 2 more people see the address") == 2


def test_the_page_costs_the_same_however_many_cases_are_convened(client, cast, session, slot):
    one = queries_of(client, cast.cora, "convene_session", session)
    for _ in range(3):
        make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    assert queries_of(client, cast.cora, "convene_session", session) == one


def test_an_agency_of_nobody_opens_it_to_nobody(cast, asked):
    empty: Agency = make_agency(cast.area, "nhs_other")
    with acting_as(cast.cora):
        assert foresee(asked.nominal, [empty], actor=cast.cora, at=now()).more == []
