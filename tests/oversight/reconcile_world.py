"""A case taken through its whole life by the services, stopping at each stage to be looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.locks import acting_as
from access.rows import share
from agencies.services import found_area
from audit import trail
from clocks.working_days import add_working_days, end_of
from disclosures.services import apply as applying
from disclosures.services import name as naming
from disclosures.services import tell as telling
from meetings.models import InformationReturn
from meetings.services import (
    convene,
    follow_up,
    hand_over,
    hold,
    notes,
    observe,
    statement,
    write_down,
)
from nominals.models import Nominal
from oversight.questions import services as questions
from oversight.samples.heard import draw
from referrals import services as referring
from sharing.services import break_glass, named
from tests.access.test_sight import written
from tests.disclosures.conftest import TESTS, planned
from tests.disclosures.conftest import WHO as NAMED
from tests.factories import make_actor, make_agency, make_nominal
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated, sitting
from tests.meetings.held import Hearing
from tests.victims.conftest import SAID, WHO
from victims import services as victims

DAY = timedelta(days=1)
WHY = "He is outside her door and she has called us."


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
    tess: Actor
    rita: Actor
    records: dict[str, Any]
    days: int = 20  # working days until the session


def make_nation() -> SimpleNamespace:
    """The national unit, its service, and Nia, who co-ordinates it."""
    area = found_area(name="National unit", code="NU", police_force="None", national=True)
    nsd = make_agency(area, "nsd")
    return SimpleNamespace(
        nia=make_actor("Nia Tarnwick", Role.COORDINATOR, nsd),
        service=make_actor("National counts", Role.SERVICE, make_agency(area, "board")),
    )


def make_world(cast) -> World:
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
        make_actor("Tess Ravelhurst", Role.PRACTITIONER, agency_of(cast.pat)),
        make_actor("Rita Hollowcombe", Role.PRACTITIONER, agency_of(cast.poppy)),
        {},
    )


def led(cast, **given) -> Nominal:
    """A nominal open to Pat and to his manager, as the product opens one."""
    nominal = make_nominal(cast.cora, cast.pat, **given)
    with acting_as(cast.cora):
        own = [cast.maya.person.own_group]
        share(nominal, own, source="lead", reason="Manager of the case manager", at=now())
    return nominal


def life(world: World) -> Iterator[str]:
    """Take the case through its whole life, stopping at each stage to be looked at."""
    yield "begun"
    yield from refer(world)
    yield from plan(world)
    yield from convene_it(world)
    yield from hear(world)
    yield from write_up(world)
    yield from open_to_one_person(world)


def refer(world: World) -> Iterator[str]:
    cast, pat = world.cast, world.cast.pat
    with acting_as(pat):
        referral = referring.start(
            world.nominal, actor=pat, at=now(), level_sought=2, manager=cast.maya.person
        )
    yield "referral begun"
    with acting_as(pat):
        said = {"version": referral.version, **written(cast)}
        referring.amend(referral, actor=pat, at=now(), **said)
        referring.submit(referral, actor=pat, at=now())
    with acting_as(cast.maya):
        referring.approve(referral, actor=cast.maya, at=now())
    yield "referral approved"
    with acting_as(cast.cora) as cora:
        met = {"criteria": ["meetings_add_value", "high_risk"], "rationale": "They are met."}
        outcome = "accept_at_level_2"
        referring.screen(referral, actor=cora, at=now(), outcome=outcome, **met)
    world.records["referral"] = referral
    yield "referral accepted"


def plan(world: World) -> Iterator[str]:
    cast = world.cast
    with acting_as(cast.cora) as cora:
        officer = world.vera.person
        record = victims.add(world.nominal, actor=cora, at=now(), liaison_officer=officer, **SAID)
        victims.add_identity(record, actor=cora, at=now(), **WHO)
    yield "victim recorded"
    with acting_as(cast.cora) as cora:
        told = applied(world, cora)
        naming.add_recipient(told, actor=cora, at=now(), **NAMED)
    world.records["told"] = told
    yield "somebody to be told, and named"
    session = make_session(cast, world.panel, world.chair, sitting(world.days))
    yield "session planned"
    slot = make_slot(cast, session, world.nominal, referral=world.records["referral"])
    world.records |= {"session": session, "slot": slot, "victim": record}
    yield "slot added"


def applied(world: World, cora: Actor) -> Any:
    """Somebody is to be told under a scheme at once, by the case manager."""
    police = agency_of(world.cast.pat)
    said = {"relation": "A partner", "concern": "Violence.", "agency": police}
    said |= {"scheme": "right_to_know", "received_at": now()}
    application = applying.add(world.nominal, actor=cora, at=now(), **said)
    soon = {"rationale": "At risk.", "before_its_steps": "Tonight.", **TESTS}
    applying.decide_to_tell(application, actor=cora, at=now(), **soon)
    said = planned(police, person=world.cast.pat.person)
    return telling.plan(application, actor=cora, at=now(), **said)


def convene_it(world: World) -> Iterator[str]:
    cast, slot, session = world.cast, world.records["slot"], world.records["session"]
    treats = {"agency": world.health, "reason": "Treats the person"}
    with acting_as(cast.cora) as cora:
        convene.convene(session, actor=cora, at=now())
        invited = convene.invite(slot, actor=cora, at=now(), **treats)
    yield "panel invited"
    with acting_as(cast.cora) as cora:
        convene.withdraw(invited, actor=cora, at=now(), because="Not needed")
    yield "invitation withdrawn"
    with acting_as(cast.cora) as cora:
        convene.invite(slot, actor=cora, at=now(), **treats)
        observer = {"observer": world.lena.person, "reason": "To learn"}
        observe.add(session, actor=cora, at=now(), **observer)
    for actor in (cast.poppy, world.nell):
        with acting_as(actor):
            mine = {"slot": slot, "agency_id": actor.agency_id}
            asked = InformationReturn.objects.visible_to(actor).get(**mine)
            convene.send_return(asked, actor=actor, at=now(), content="Attends.")
    with acting_as(cast.pat) as pat:
        statement.accept(slot, actor=pat, at=now())
    yield "invited again, observed, returns sent, statement accepted"


def hear(world: World) -> Iterator[str]:
    cast, chair, slot = world.cast, world.chair, world.records["slot"]
    houses = {"agency": agency_of(cast.hal), "reason": "Houses the person"}
    with acting_as(chair):
        hold.open_session(world.records["session"], actor=chair, at=now())
        hold.open_slot(slot, actor=chair, at=now())
        notes.keep_note(slot, actor=chair, at=now(), text="The tenancy is the knot.")
    yield "slot opened"
    with acting_as(cast.cora) as cora:
        late = convene.invite(slot, actor=cora, at=now(), **houses)
        convene.invite(slot, actor=cora, at=now(), **houses)
    with acting_as(chair):
        hold.show_victims(slot, actor=chair, at=now())
    yield "another invited during the hearing, and asked again; names shown"
    with acting_as(cast.cora) as cora:
        late.refresh_from_db()
        convene.withdraw(late, actor=cora, at=now(), because="Not needed")
    yield "withdrawn during the hearing"
    yield from decide(world)


def decide(world: World) -> Iterator[str]:
    cast, chair, slot = world.cast, world.chair, world.records["slot"]
    hearing = Hearing(slot, chair, agency_of(cast.rex), agency_of(cast.poppy))
    hearing.attend()
    hearing.attend(world.health)
    action = hearing.give(agency=world.health, person=world.nell.person)
    other = hearing.give(agency=agency_of(cast.rex))
    hearing.disclose()
    hearing.decide()
    yield "actions given"
    hearing.close()
    world.records |= {"hearing": hearing, "action": action, "other": other}
    yield "slot closed"


def hear_and_end(world: World) -> Iterator[str]:
    """Hear the case, and find that no more meetings are needed."""
    cast, chair, slot = world.cast, world.chair, world.records["slot"]
    with acting_as(chair):
        hold.open_session(world.records["session"], actor=chair, at=now())
        hold.open_slot(slot, actor=chair, at=now())
    hearing = Hearing(slot, chair, agency_of(cast.rex), agency_of(cast.poppy))
    hearing.attend(world.health)
    hearing.close_with_everything(choice="level_1")
    world.records["hearing"] = hearing
    yield "ended by the panel"
    hearing.write_all()
    minutes = hearing.minutes
    with acting_as(chair):
        write_down.submit(minutes, actor=chair, at=now())
        write_down.approve(minutes, actor=chair, at=now())
        write_down.issue(minutes, actor=chair, at=now())
    yield "its minutes issued"


def write_up(world: World) -> Iterator[str]:
    hearing, chair = world.records["hearing"], world.chair
    with acting_as(world.nell) as nell:
        follow_up.finish(world.records["action"], actor=nell, at=now(), text="Done.")
    with acting_as(world.cast.cora) as cora:
        other, probation = world.records["other"], agency_of(world.cast.poppy)
        hand_over.offer(other, actor=cora, at=now(), agency=probation, because="Nearer")
    yield "an action offered to another agency"
    with acting_as(world.cast.poppy) as poppy:
        hand_over.accept_offer(other, actor=poppy, at=now())
    yield "taken over by it"
    with acting_as(world.cast.cora) as cora:
        follow_up.cancel(world.records["other"], actor=cora, at=now(), because="Not needed")
    yield "an action finished, another cancelled"
    hearing.write_all()
    minutes = hearing.minutes
    with acting_as(chair):
        write_down.submit(minutes, actor=chair, at=now())
        write_down.approve(minutes, actor=chair, at=now())
        write_down.issue(minutes, actor=chair, at=now())
    yield "minutes issued"


def open_to_one_person(world: World) -> Iterator[str]:
    cast, day = world.cast, localdate(world.records["slot"].starts_at)
    audit = {"auditor": cast.ada.person, "reason": "Plans", "number": 1, "first": day, "last": day}
    visits = {"person": world.tess.person, "reason": "Visits", "until": localdate() + 5 * DAY}
    with acting_as(cast.cora) as cora:
        found = named.add(world.nominal, actor=cora, at=now(), **visits)
        sample = draw(actor=cora, at=now(), until=localdate() + 7 * DAY, **audit)[0]
    with acting_as(world.rita) as rita:
        said = {"reference": world.nominal.reference, "reason": WHY}
        break_glass.open_case(actor=rita, at=now(), **said)
    world.records |= {"named": found, "sample": sample}
    yield "somebody named, drawn for audit, opened in an emergency"
    with acting_as(cast.cora) as cora:
        named.renew(found, actor=cora, at=now(), until=localdate() + 9 * DAY)
    yield "the person named renewed"
    day = add_working_days(localdate(), -2)
    with acting_as(world.rita) as rita:
        noon = end_of(day) - timedelta(hours=12)
        trail.read("nominal.show", world.nominal, by=rita, at=noon)
    with acting_as(cast.service) as service:
        assert questions.ask(actor=service, on=day, at=now()) == 1
    yield "a question asked about a reading"
