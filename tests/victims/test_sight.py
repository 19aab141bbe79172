"""Who may know a victim's name, row for row of docs/access-matrix.md, asked of both locks."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as
from access.rows import share
from meetings.services import convene
from tests.access.matrix import table
from tests.factories import make_actor, make_agency, make_area
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated
from victims import services


@pytest.fixture
def people(case):
    """Each column of the matrix; Ada has a sample, and Maya what a manager of the lead has."""
    cast = case.cast
    elsewhere = make_agency(make_area("Mosswater", "MO"), "probation")
    with acting_as(cast.cora):
        lead = {"source": "lead", "reason": "Manager of the case manager", "at": now()}
        share(case.nominal, [cast.maya.person.own_group], **lead)
        audit = {"source": "audit", "reason": "Sampled", "at": now()}
        share(case.nominal, [cast.ada.person.own_group], **audit)
    return {
        "VLO named": case.vera,
        "Other VLO": case.vaughn,
        "Co-ord": cast.cora,
        "Admin": make_actor("Addo Finchwell", Role.ADMINISTRATOR, agency_of(cast.cora)),
        "Case mgr": cast.pat,
        "Manager": cast.maya,
        "Chair": cast.chidi,
        "Rep, invited": cast.poppy,
        "Rep, not invited": cast.hal,
        "SMB": cast.bea,
        "Auditor, sampled": cast.ada,
        "Other area": make_actor("Otis Reedmace", Role.COORDINATOR, elsewhere),
    }


def test_each_row_about_victims_is_so_for_each_person(case, people):
    matrix = table("Who may know a victim's name")
    for row, record in life_of_a_name(case, people):
        for column, cell in matrix.pop(row).items():
            answer = case.sees(people[column], record)
            assert answer is (cell == "sees"), f"{row}: {column} should read {cell}"
    assert matrix == {}


def life_of_a_name(case, people):
    cast, cora, record, identity = case.cast, case.cast.cora, case.record, case.identity
    yield "Victim's record", record
    yield "Victim's name and address", identity
    panel = make_panel(cast.area)
    chidi = people["Chair"] = seated(panel, cast.chidi)
    session = make_session(cast, panel, chidi)
    slot = make_slot(cast, session, case.nominal)
    with acting_as(cora):
        convene.convene(session, actor=cora, at=now())
        services.keep_case_in_step(case.nominal, actor=cora, at=now())
    yield "Victim's record, once invited", record
    yield "Victim's name, once invited", identity
    item = {"source_id": slot.pk, "actor": chidi}
    with acting_as(chidi):
        asked, until = [agency_of(cast.poppy).group], now() + timedelta(hours=2)
        services.open_for_item(case.nominal, asked, at=now(), until=until, **item)
    yield "Victim's name, shown for an item", identity
    with acting_as(chidi):
        services.close_for_item(case.nominal, at=now(), **item)
    yield "Victim's name, after the item", identity
    with acting_as(cora):
        services.end(case.again(), actor=cora, at=now(), reason="declined")
    yield "Victim's name, contact ended", identity
