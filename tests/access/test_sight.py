"""Who may see what, row for row of docs/access-matrix.md, asked of both locks for each cell."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.locks import acting_as, announce
from access.rows import Shared
from agencies.models import Agency
from meetings.models import (
    ActionUpdate,
    Attendance,
    Distribution,
    InformationReturn,
    Invitation,
    Minutes,
    Panel,
    Section,
    Session,
    Slot,
    StatementAcceptance,
)
from meetings.services import (
    convene,
    follow_up,
    hold,
    notes,
    observe,
    statement,
    write_down,
)
from nominals.models import Nominal, NominalShare
from referrals import services
from tests.access.matrix import table
from tests.factories import make_actor, make_agency, make_area
from tests.meetings.conftest import make_panel, make_session, make_slot, seated
from tests.meetings.held import Hearing, agency_of

MATRIX = table("Who may see what")


@dataclass
class World:
    """One case at the stage that a row of the matrix names."""

    cast: Any
    people: dict[str, Actor]
    nominal: Nominal
    panel: Panel
    health: Agency
    records: dict[str, Shared]
    hearing: Hearing = field(init=False)

    def sees(self, column: str, record: Shared) -> bool:
        """Whether a person sees a record; the two locks must give the same answer."""
        actor = self.people[column]
        announce(actor)
        rows = type(record)._base_manager.filter(pk=record.pk)
        first, second = rows.filter(pk__in=_visible(record, actor)).exists(), rows.exists()
        assert first == second, f"the locks disagree: {column}, {record}"
        return first


def _visible(record: Shared, actor: Actor):
    return type(record).objects.visible_to(actor).values("pk")


@pytest.fixture
def world(cast, nominal) -> World:
    """Pat's nominal, heard at Level 2: police lead, probation is core, health is invited."""
    health = make_agency(cast.area, "nhs_mental_health")
    elsewhere = make_agency(make_area("Mosswater", "MO"), "probation")
    panel = make_panel(cast.area)
    chidi = seated(panel, cast.chidi)
    people = {
        "Co-ord": cast.cora,
        "Chair": chidi,
        "Other chair": make_actor("Odo Flintwick", Role.CHAIR, agency_of(cast.poppy)),
        "Case mgr": cast.pat,
        "Rep, asked": make_actor("Nell Peatfield", Role.REPRESENTATIVE, health),
        "Rep, also invited": cast.poppy,
        "Rep, not invited": cast.hal,
        "SMB": cast.bea,
        "Auditor": cast.ada,
        "Other area": make_actor("Otis Reedmace", Role.COORDINATOR, elsewhere),
    }
    return World(cast, people, nominal, panel, health, {"Nominal": nominal})


def _plan(world: World) -> None:
    cast, seen, chidi = world.cast, world.records, world.people["Chair"]
    session = make_session(cast, world.panel, chidi)
    seen["Session, planned"] = session
    seen["Nominal, given a slot"] = world.nominal
    slot = make_slot(cast, session, world.nominal)
    world.hearing = Hearing(slot, chidi, agency_of(cast.rex), agency_of(cast.poppy))


def _convene(world: World) -> None:
    cora, slot, seen = world.cast.cora, world.hearing.slot, world.records
    with acting_as(cora):
        convene.convene(slot.session, actor=cora, at=now())
        invited = convene.invite(
            slot, actor=cora, at=now(), agency=world.health, reason="Treats the person"
        )
        seen["Nominal, once invited"] = world.nominal
        seen["Session, convened"] = Session.objects.visible_to(cora).get(pk=slot.session_id)
        seen["Slot"] = Slot.objects.visible_to(cora).get(pk=slot.pk)
        seen["Invitation"] = Invitation.objects.visible_to(cora).get(pk=invited.pk)
        asked = InformationReturn.objects.visible_to(cora).get(invitation=invited)
        seen["Return, before its slot opens"] = asked
    nell = world.people["Rep, asked"]
    with acting_as(nell):
        convene.send_return(asked, actor=nell, at=now(), content="Attends as arranged.")


def _hold(world: World) -> None:
    hearing, chair, seen = world.hearing, world.hearing.chair, world.records
    with acting_as(chair):
        hold.open_session(hearing.slot.session, actor=chair, at=now())
        hold.open_slot(hearing.slot, actor=chair, at=now())
    seen["Return, opened"] = seen["Return, before its slot opens"]
    seen["Minutes, draft"] = hearing.minutes
    seen["Section of a draft"] = hearing.write("risk")
    hearing.attend()
    hearing.attend(world.health)
    seen["Attendance"] = hearing.fresh(Attendance, slot=hearing.slot, agency=world.health)
    seen["Disclosure"] = hearing.disclose()
    seen["Decision"] = hearing.decide()
    _accept_note_and_observe(world)
    action = hearing.give(agency=world.health)
    seen["Action of the agency asked"] = action
    hearing.close()
    nell = world.people["Rep, asked"]
    with acting_as(nell):
        said = follow_up.update(action, actor=nell, at=now(), text="Begun.")
        seen["Update of that action"] = ActionUpdate.objects.visible_to(nell).get(pk=said.pk)


def _accept_note_and_observe(world: World) -> None:
    """Pat accepts the statement, Chidi notes something, a lay adviser is to observe."""
    cast, slot, chair, seen = world.cast, world.hearing.slot, world.hearing.chair, world.records
    with acting_as(cast.pat):
        statement.accept(slot, actor=cast.pat, at=now())
        mine = StatementAcceptance.objects.visible_to(cast.pat).get(person=cast.pat.person)
        seen["Acceptance of the statement by the case manager"] = mine
    with acting_as(chair):
        note = notes.keep_note(slot, actor=chair, at=now(), text="The tenancy is the knot.")
        seen["Private note of the chair"] = note
    adviser = make_actor("Lena Copperfold", Role.LAY_ADVISER, agency_of(cast.bea))
    with acting_as(cast.cora):
        seen["Observation by a lay adviser"] = observe.add(
            slot.session, actor=cast.cora, at=now(), observer=adviser.person, reason="To observe"
        )


def _issue(world: World) -> None:
    hearing, chair, seen = world.hearing, world.hearing.chair, world.records
    hearing.write_all()
    minutes = hearing.minutes
    with acting_as(chair):
        write_down.submit(minutes, actor=chair, at=now())
        write_down.approve(minutes, actor=chair, at=now())
        write_down.issue(minutes, actor=chair, at=now())
    seen["Minutes, issued"] = hearing.fresh(Minutes, pk=minutes.pk)
    seen["Section of issued minutes"] = hearing.fresh(Section, minutes=minutes, key="risk")
    seen["Distribution"] = hearing.fresh(Distribution, minutes=minutes, agency=world.health)


STAGES = (
    (None, ("Nominal",)),
    (_plan, ("Nominal, given a slot", "Session, planned")),
    (
        _convene,
        (
            "Nominal, once invited",
            "Session, convened",
            "Slot",
            "Invitation",
            "Return, before its slot opens",
        ),
    ),
    (
        _hold,
        (
            "Return, opened",
            "Attendance",
            "Disclosure",
            "Decision",
            "Acceptance of the statement by the case manager",
            "Private note of the chair",
            "Observation by a lay adviser",
            "Minutes, draft",
            "Section of a draft",
            "Action of the agency asked",
            "Update of that action",
        ),
    ),
    (_issue, ("Minutes, issued", "Section of issued minutes", "Distribution")),
)


def test_each_row_of_the_matrix_is_so_for_each_person(world):
    """A case goes through its whole life, and at each stage every cell is tried."""
    tried = set()
    for stage, rows in STAGES:
        if stage:
            stage(world)
        for row in rows:
            for column, cell in MATRIX[row].items():
                assert cell in {"sees", "-"}
                answer = world.sees(column, world.records[row])
                assert answer is (cell == "sees"), f"{row}: {column} should read {cell}"
            tried.add(row)
    assert tried == set(MATRIX)


def test_sight_ends_with_the_invitation(world):
    _plan(world)
    _convene(world)
    cora, nell = world.cast.cora, "Rep, asked"
    assert world.sees(nell, world.nominal)
    with acting_as(cora):
        invited = world.records["Invitation"]
        convene.withdraw(invited, actor=cora, at=now(), because="Not needed after all")
    for row in (
        "Nominal",
        "Session, convened",
        "Slot",
        "Invitation",
        "Return, before its slot opens",
    ):
        assert not world.sees(nell, world.records[row]), row


def test_sight_from_an_invitation_runs_out(world):
    _plan(world)
    _convene(world)
    announce(world.cast.cora)
    share = NominalShare._base_manager.get(source_id=world.records["Invitation"].pk)
    lasts = share.expires_at.date() - localdate(world.hearing.slot.session.starts_at)
    assert timedelta(weeks=8) < lasts <= timedelta(weeks=17)
    NominalShare._base_manager.filter(pk=share.pk).update(expires_at=now() - timedelta(seconds=1))
    assert not world.sees("Rep, asked", world.nominal)


def test_each_row_about_referrals_is_so_for_each_person(cast, nominal):
    """Pat writes, Maya approves, Cora screens; once the case has a slot, the panel sees it."""
    panel = make_panel(cast.area)
    chidi = seated(panel, cast.chidi)
    session = make_session(cast, panel, chidi)
    people = {
        "Referrer": cast.pat,
        "Manager named": cast.maya,
        "Other manager": make_actor("Moss Glenwether", Role.MANAGER, agency_of(cast.pat)),
        "Co-ord": cast.cora,
        "Chair": chidi,
        "Rep, invited": cast.poppy,
        "Rep, not invited": cast.hal,
        "SMB": cast.bea,
    }
    matrix = table("Who may see a referral")
    world = World(cast, people, nominal, panel, agency_of(cast.hal), {})
    for row, record in _life_of_a_referral(cast, nominal, session):
        for column, cell in matrix.pop(row).items():
            answer = world.sees(column, record)
            assert answer is (cell == "sees"), f"{row}: {column} should read {cell}"
    assert matrix == {}


def _life_of_a_referral(cast, nominal, session):
    with acting_as(cast.pat):
        referral = services.start(
            nominal, actor=cast.pat, at=now(), level_sought=2, manager=cast.maya.person
        )
    yield "Referral, draft", referral
    with acting_as(cast.pat):
        services.amend(
            referral, actor=cast.pat, at=now(), version=referral.version, **written(cast)
        )
        services.submit(referral, actor=cast.pat, at=now())
    yield "Referral, with the manager", referral
    with acting_as(cast.maya):
        services.approve(referral, actor=cast.maya, at=now())
    yield "Referral, with the MAPPA unit", referral
    with acting_as(cast.cora):
        screening = services.screen(
            referral,
            actor=cast.cora,
            at=now(),
            outcome="accept_at_level_2",
            criteria=["meetings_add_value", "high_risk"],
            rationale="Meets the criteria.",
        )
    yield "Screening", screening
    yield "Referral, accepted", referral
    make_slot(cast, session, nominal, referral=referral)
    yield "Referral, given a slot", referral
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    yield "Referral, its panel invited", referral


def written(cast) -> dict[str, Any]:
    return {
        "manager": cast.maya.person,
        "level_sought": 2,
        "category": 1,
        "reason": "Three agencies hold a part of the plan.",
        "wanted": "Housing advice; a health assessment.",
        "beyond_level_2": "",
        "risk": "To known adults, when in drink.",
        "assessed_on": localdate(),
        "release_on": None,
        "victims": "AB",
        "disclosure": "None yet.",
    }
