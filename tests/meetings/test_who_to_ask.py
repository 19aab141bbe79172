"""Whom a case needs: the rules, what they read of the record, and the page where one ticks."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as
from access.policy import Refused
from agencies.models import Agency
from meetings.lifecycle import InvitationStatus
from meetings.models import InformationReturn, Invitation, Slot
from meetings.needs import Need
from meetings.pages.propose import propose_invitations
from meetings.seats import Seat
from meetings.services import convene
from meetings.who_to_ask import _TABLE, FACTS_IN_WORDS, ROOM, WHICH, Fact, propose
from nominals.models import Exclusion, Location
from tests.factories import make_actor, make_agency, make_nominal
from tests.meetings.conftest import agency_of, make_session, make_slot, sitting
from tests.meetings.held import queries_of
from tests.meetings.test_convene import own
from tests.meetings.test_plan import page, status, told

# The rules


def agency(kind: str, name: str = "", **given) -> Agency:
    return Agency(pk=uuid4(), kind=kind, name=name or kind.replace("_", " ").title(), **given)


POLICE = agency("police", core_level_2=True, core_level_3=True)
PROBATION = agency("probation", core_level_2=True)
PRISON, YOUTH = agency("prison"), agency("youth_justice")
NORTH = agency("housing_authority", "North Fernshire Housing")
WEST = agency("housing_authority", "West Fernshire Housing")
HEALTH = agency("nhs_mental_health")
ALL = [POLICE, PROBATION, PRISON, YOUTH, NORTH, WEST, HEALTH]


def proposed(*so: str, level: int = 2, places=(), agencies=ALL) -> dict[Agency, str]:
    found = propose(agencies, so=so, lead=PROBATION, level=level, places=places)
    return {each.agency: each.because for each in found}


def test_the_lead_comes_first_then_the_core_of_the_level():
    assert list(proposed().items()) == [(PROBATION, "Lead agency"), (POLICE, "Core panel, Level 2")]
    assert proposed(level=3)[POLICE] == "Core panel, Level 3"


@pytest.mark.parametrize(
    ("so", "wanted"),
    [
        (Fact.IN_PRISON, PRISON),
        (Fact.UNDER_18, YOUTH),
        (Fact.HOSPITAL_ORDER, HEALTH),
        (Need.MENTAL_HEALTH, HEALTH),
    ],
)
def test_what_is_so_of_a_case_calls_for_who_knows_of_it(so, wanted):
    assert wanted not in proposed()
    assert list(proposed(so))[2:] == [wanted]


def test_every_reason_is_given_once_and_the_strictest_rule_decides():
    found = propose(
        ALL, so={Fact.CATEGORY_1, Fact.RELEASE, Fact.IN_PRISON}, lead=PROBATION, level=2
    )
    of = {each.agency: each for each in found}
    assert of[POLICE].because == (
        "Core panel, Level 2; Category 1: manages the notification requirements"
    )
    assert of[PRISON].because.count(";") == 1
    assert of[PRISON].must
    only = propose(ALL, so={Fact.APPROVED_PREMISES}, lead=PROBATION, level=2)
    assert [each.must for each in only if each.agency == NORTH] == [False]


def test_of_two_councils_the_one_that_the_address_names_is_meant():
    both = proposed(Need.HOUSING)
    assert both[NORTH] == both[WEST] == f"Needs somewhere to live{WHICH}"
    near = proposed(Need.HOUSING, places=["4 Kiln Lane, North Fernshire"])
    assert near[NORTH] == "Needs somewhere to live"
    assert WEST not in near


@pytest.mark.parametrize("so", [*Fact, *Need])
def test_everything_that_can_be_so_has_a_rule_and_each_reason_fits(so):
    rules = [rule for rule in _TABLE if rule.when == so]
    assert rules
    assert all(len(rule.because + WHICH) <= ROOM for rule in rules)
    assert so in FACTS_IN_WORDS or so in Need.values


def test_an_invitation_has_room_for_the_reasons_whatever_is_so():
    everything = propose(ALL, so={*Fact, *Need}, lead=PROBATION, level=2)
    assert max(len(each.because) for each in everything) <= ROOM


# What they read of the record


def wanted_of(cast, slot) -> list[str]:
    with acting_as(cast.cora):
        found = propose_invitations(slot, cast.cora, at=now())
        return [each.agency.name for each in found.proposed]


@pytest.fixture
def prison(cast) -> Agency:
    prison = make_agency(cast.area, "prison", standing="ra")
    make_actor("Perry Quarrington", Role.REPRESENTATIVE, prison)
    return prison


def test_where_a_person_is_on_the_day_decides(cast, slot, nominal, prison):
    assert prison.name not in wanted_of(cast, slot)
    with acting_as(cast.cora):
        Location.objects.visible_to(cast.cora).update(until_on=localdate() - timedelta(days=1))
        Location.objects.create(
            nominal=nominal, kind_of_place="prison", from_on=localdate() - timedelta(days=1)
        )
    assert prison.name in wanted_of(cast, slot)


@pytest.mark.parametrize(("days", "is_child"), [(1, True), (0, False)])
def test_the_age_on_the_day_of_the_session_counts(cast, session, days, is_child):
    youth = make_agency(cast.area, "youth_justice")
    make_actor("Yara Tindlewick", Role.REPRESENTATIVE, youth)
    sits_on = localdate(session.starts_at)
    nominal = make_nominal(cast.cora, cast.pat)
    with acting_as(cast.cora):
        type(nominal).objects.visible_to(cast.cora).filter(pk=nominal.pk).update(
            date_of_birth=date(sits_on.year - 18, sits_on.month, sits_on.day) + timedelta(days=days)
        )
        nominal = type(nominal).objects.visible_to(cast.cora).get(pk=nominal.pk)
    slot = make_slot(cast, session, nominal)
    assert (youth.name in wanted_of(cast, slot)) == is_child


def test_what_the_unit_says_of_a_case_is_kept_and_goes_to_the_next_session(
    client, cast, panel, chidi, slot, nominal
):
    health = make_agency(cast.area, "nhs_mental_health")
    make_actor("Nell Peatfield", Role.REPRESENTATIVE, health)
    client.force_login(cast.cora.person)
    client.post(reverse("meetings:say_needs", args=[slot.pk]), {"needs": ["mental_health"]})
    with acting_as(cast.cora):
        slot = Slot.objects.visible_to(cast.cora).get(pk=slot.pk)
    assert slot.needs == ["mental_health"]
    later = make_slot(cast, make_session(cast, panel, chidi, sitting(60)), nominal)
    assert health.name in wanted_of(cast, slot)
    assert health.name in wanted_of(cast, later)


def test_who_knows_the_person_and_is_not_asked_is_shown_and_not_ticked(
    client, cast, panel, chidi, session
):
    nominal = make_nominal(cast.cora, cast.pat, address="4 Kiln Lane")
    slot = make_slot(cast, session, nominal)
    with acting_as(cast.cora):
        convene.invite(
            slot, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="Lives in a flat"
        )
    with acting_as(cast.hal):
        asked = own(cast.hal, InformationReturn)
        convene.send_return(asked, actor=cast.hal, at=now(), content="Rent is paid by a cousin.")
    later = make_slot(cast, make_session(cast, panel, chidi, sitting(60)), nominal)
    with acting_as(cast.cora):
        found = propose_invitations(later, cast.cora, at=now())
    (knows,) = [each for each in found.knowing if each.agency.pk == cast.hal.agency_id]
    assert knows.because.startswith("Sent what it knew")
    assert not knows.must
    body = page(client, cast.cora, "propose_invitations", later)
    box = body.partition(f'value="{cast.hal.agency_id}"')
    assert "checked" not in box[2].partition(">")[0]
    assert "cousin" not in body


# The page


def test_what_is_ticked_is_invited_in_one_press_and_twice_is_once(client, cast, slot):
    client.force_login(cast.cora.person)
    url = reverse("meetings:propose_invitations", args=[slot.pk])
    body = client.get(url).content.decode()
    assert body.count(" checked") == 3  # with housing, since the record holds no address
    assert "Has no address in the record" in body
    assert "Core panel, Level 2" in body
    sent = {"proposed": [str(cast.rex.agency_id), str(cast.poppy.agency_id)]}
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    with acting_as(cast.cora):
        made = Invitation.objects.visible_to(cast.cora).filter(slot=slot)
        assert set(made.values_list("agency_id", "version", "required")) == {
            (cast.rex.agency_id, 0, True),
            (cast.poppy.agency_id, 0, True),
        }
    assert told(cast.rex) == ["invitation.sent"]
    assert "Tick the agencies to invite" not in client.get(url).content.decode()


def test_ticking_nobody_asks_for_somebody(client, cast, slot):
    client.force_login(cast.cora.person)
    url = reverse("meetings:propose_invitations", args=[slot.pk])
    assert "Tick the agencies to invite" in client.post(url, {}).content.decode()


def test_whoever_may_not_receive_it_is_never_offered_and_the_unit_is_told_why(
    client, cast, slot, nominal
):
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=nominal, agency_id=cast.rex.agency_id, reason="A relative", given_at=now()
        )
    client.force_login(cast.cora.person)
    url = reverse("meetings:propose_invitations", args=[slot.pk])
    body = client.get(url).content.decode()
    assert str(cast.rex.agency_id) not in body
    assert "must not receive anything about this person" in body
    answer = client.post(url, {"proposed": [str(cast.rex.agency_id)]})
    assert answer.status_code == 200
    assert told(cast.rex) == []


def test_an_agency_that_nobody_represents_is_left_out_and_says_so(client, cast, slot):
    make_agency(cast.area, "nhs_mental_health", core_level_2=True)
    body = page(client, cast.cora, "propose_invitations", slot)
    assert "Nobody represents it at the moment" in body


@pytest.mark.parametrize(
    ("who", "answered"), [("cora", 200), ("chidi", 403), ("pat", 403), ("rex", 404), ("bea", 404)]
)
def test_who_opens_it(client, cast, slot, who, answered):
    assert status(client, getattr(cast, who), "propose_invitations", slot) == answered


def test_nobody_but_the_unit_invites_several(cast, slot, chidi):
    seats = [Seat(agency_of(cast.hal), "Because")]
    with acting_as(chidi), pytest.raises(Refused):
        convene.invite_several(slot, actor=chidi, at=now(), seats=seats)


def test_the_page_costs_the_same_however_much_is_known(client, cast, panel, chidi, slot, nominal):
    with acting_as(cast.cora):
        convene.invite(slot, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="Lives")
    first = make_slot(cast, make_session(cast, panel, chidi, sitting(40)), nominal)
    few = queries_of(client, cast.cora, "propose_invitations", first)
    for days in (45, 50, 55):
        more = make_slot(cast, make_session(cast, panel, chidi, sitting(days)), nominal)
        with acting_as(cast.cora):
            convene.invite(
                more, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="Lives"
            )
    assert queries_of(client, cast.cora, "propose_invitations", first) == few


def test_withdrawn_before_it_is_offered_again(cast, slot):
    with acting_as(cast.cora):
        given = {"actor": cast.cora, "at": now()}
        seat = Seat(agency_of(cast.rex), "Core panel, Level 2")
        (made,) = convene.invite_several(slot, **given, seats=[seat])
        convene.withdraw(made, **given, because="Not needed")
        assert agency_of(cast.rex).name in wanted_of(cast, slot)
        (again,) = convene.invite_several(slot, **given, seats=[seat])
    assert (again.pk, again.status) == (made.pk, InvitationStatus.INVITED)
