"""Each night shares are made to equal what the facts say; and what had to be mended is reported."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.locks import acting_as, announce
from access.rows import share
from agencies.services import found_area
from meetings.models import InformationReturn, Invitation, Minutes, Session
from meetings.services import convene, follow_up, hold, notes, observe, plan, statement, write_down
from oversight.models import Difference, Mended, ReconcileRun
from oversight.reconcile import services
from referrals import services as referring
from sharing import seals
from sharing.services import named
from tests.access.test_sight import written
from tests.factories import make_actor, make_agency, make_nominal
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated, sitting
from tests.meetings.held import Hearing
from tests.victims.conftest import SAID, WHO
from victims import services as victims

DAY = timedelta(days=1)


def run(at=None) -> list[ReconcileRun]:
    """What a night does: the runs of every area."""
    found = list(services.reconcile_all(at=at or now()))
    announce(None)
    return found


def differences(runs: list[ReconcileRun]) -> dict[tuple[str, str, str], int]:
    """What differed in all areas: kind of record, cause and what was done, with how often."""
    found = {}
    for actor in services.service_actors():
        with acting_as(actor):
            rows = Difference.objects.visible_to(actor).filter(run__in=runs)
            for each in rows:
                found[each.record_kind, each.source, each.what] = each.times
    return found


def in_step(stage: str = "") -> None:
    assert differences(run()) == {}, stage


@dataclass
class World:
    """Pat's case, with its panel, a victim, and everybody who comes to see some of it."""

    cast: Any
    nominal: Any
    panel: Any
    chair: Actor
    health: Any
    nell: Actor
    vera: Actor
    lena: Actor


@pytest.fixture
def nation(cast):
    area = found_area(name="National unit", code="NU", police_force="None", national=True)
    nsd = make_agency(area, "nsd")
    return SimpleNamespace(
        nia=make_actor("Nia Tarnwick", Role.COORDINATOR, nsd),
        service=make_actor("National counts", Role.SERVICE, make_agency(area, "board")),
    )


@pytest.fixture
def world(cast, nation) -> World:
    health = make_agency(cast.area, "nhs_mental_health")
    panel = make_panel(cast.area)
    return World(
        cast,
        led(cast),
        panel,
        seated(panel, cast.chidi),
        health,
        make_actor("Nell Peatfield", Role.REPRESENTATIVE, health),
        make_actor("Vera Orrisby", Role.VICTIM_LIAISON, make_agency(cast.area, "victim_service")),
        make_actor("Lena Copperfold", Role.LAY_ADVISER, agency_of(cast.bea)),
    )


def led(cast, **given):
    """A nominal open to Pat and to his manager, as the product opens one."""
    nominal = make_nominal(cast.cora, cast.pat, **given)
    with acting_as(cast.cora):
        own = [cast.maya.person.own_group]
        share(nominal, own, source="lead", reason="Manager of the case manager", at=now())
    return nominal


def life(world):
    """Take the case through its whole life, stopping at each stage to be looked at."""
    cast, cora, pat = world.cast, world.cast.cora, world.cast.pat
    yield "begun"
    with acting_as(pat):
        referral = referring.start(
            world.nominal, actor=pat, at=now(), level_sought=2, manager=cast.maya.person
        )
    yield "referral begun"
    with acting_as(pat):
        said = {"version": referral.version, **written(cast)}
        referring.amend(referral, actor=pat, at=now(), **said)
        referring.submit(referral, actor=pat, at=now())
    yield "referral submitted"
    with acting_as(cast.maya):
        referring.approve(referral, actor=cast.maya, at=now())
    yield "referral approved"
    with acting_as(cora):
        referring.screen(
            referral,
            actor=cora,
            at=now(),
            outcome="accept_at_level_2",
            criteria=["meetings_add_value", "high_risk"],
            rationale="Meets the criteria.",
        )
    yield "referral accepted"
    with acting_as(cora):
        record = victims.add(
            world.nominal, actor=cora, at=now(), liaison_officer=world.vera.person, **SAID
        )
        victims.add_identity(record, actor=cora, at=now(), **WHO)
    yield "victim recorded"
    session = make_session(cast, world.panel, world.chair)
    yield "session planned"
    slot = make_slot(cast, session, world.nominal, referral=referral)
    yield "slot added"
    with acting_as(cora):
        convene.convene(session, actor=cora, at=now())
        invited = convene.invite(slot, actor=cora, at=now(), agency=world.health, reason="Treats")
    yield "panel invited"
    with acting_as(cora):
        convene.withdraw(invited, actor=cora, at=now(), because="Not needed")
    yield "invitation withdrawn"
    with acting_as(cora):
        convene.invite(slot, actor=cora, at=now(), agency=world.health, reason="Treats")
        observe.add(session, actor=cora, at=now(), observer=world.lena.person, reason="To learn")
    yield "invited again, and observed"
    for actor in (cast.poppy, world.nell):
        with acting_as(actor):
            asked = InformationReturn.objects.visible_to(actor)
            sent = asked.get(slot=slot, agency_id=actor.agency_id)
            convene.send_return(sent, actor=actor, at=now(), content="Attends.")
    with acting_as(cast.pat):
        statement.accept(slot, actor=cast.pat, at=now())
    yield "returns sent, statement accepted"
    chair = world.chair
    with acting_as(chair):
        hold.open_session(session, actor=chair, at=now())
        hold.open_slot(slot, actor=chair, at=now())
        notes.keep_note(slot, actor=chair, at=now(), text="The tenancy is the knot.")
    yield "slot opened"
    with acting_as(cora):
        convene.invite(slot, actor=cora, at=now(), agency=agency_of(cast.hal), reason="Houses")
    yield "another invited during the hearing"
    with acting_as(chair):
        hold.show_victims(slot, actor=chair, at=now())
    yield "names shown"
    with acting_as(cora):
        convene.invite(slot, actor=cora, at=now(), agency=agency_of(cast.hal), reason="Again")
    yield "renewed while it stood"
    hearing = Hearing(slot, chair, agency_of(cast.rex), agency_of(cast.poppy))
    hearing.attend()
    hearing.attend(world.health)
    hearing.attend(agency_of(cast.hal), presence="apologies")
    action = hearing.give(agency=world.health, person=world.nell.person)
    other = hearing.give(agency=agency_of(cast.rex))
    yield "actions given"
    hearing.disclose()
    hearing.decide()
    hearing.close()
    yield "slot closed"


def test_x(world):
    for stage in life(world):
        in_step(stage)
