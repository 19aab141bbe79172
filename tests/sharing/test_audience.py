"""Who sees a record, and who more would see it."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as, announce
from access.rows import Shared, share
from meetings.models import InformationReturn
from meetings.services import convene, hold, statement
from nominals.models import Exclusion
from sharing.audience import readers_of, who_more
from tests.factories import make_actor
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated
from tests.meetings.held import Hearing


def main(response) -> str:
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2]


def more(nominal, *actors) -> set[str]:
    groups = {agency_of(each).group_id for each in actors}
    return {person.name for person, _ in who_more({nominal.pk: groups}, at=now())[nominal.pk]}


def test_who_more_counts_those_who_do_not_see_it_yet(cast, nominal):
    nell = make_actor("Nell Peatfield", Role.REPRESENTATIVE, agency_of(cast.hal))
    announce(cast.cora)
    assert more(nominal, cast.hal) == {cast.hal.person.name, nell.person.name}
    share(nominal, [nell.person.own_group], source="named", reason="By name", at=now())
    assert more(nominal, cast.hal) == {cast.hal.person.name}
    assert more(nominal, cast.poppy, cast.hal) == {cast.hal.person.name, cast.poppy.person.name}


def test_who_more_leaves_out_whoever_must_not_receive(cast, nominal):
    nell = make_actor("Nell Peatfield", Role.REPRESENTATIVE, agency_of(cast.hal))
    announce(cast.cora)
    Exclusion.objects.create(nominal=nominal, person=nell.person, reason="Kin", given_at=now())
    Exclusion.objects.create(
        nominal=nominal, agency_id=cast.rex.agency_id, reason="Kin", given_at=now()
    )
    assert more(nominal, cast.hal, cast.rex) == {cast.hal.person.name}


# Who can see it, and why


@pytest.fixture
def papers(cast, nominal):
    """A case that was heard, and each of its papers by kind: police and probation are asked."""
    panel = make_panel(cast.area)
    chidi = seated(panel, cast.chidi)
    session = make_session(cast, panel, chidi)
    slot = make_slot(cast, session, nominal)
    hearing = Hearing(slot, chidi, agency_of(cast.rex), agency_of(cast.poppy))
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
        asked = InformationReturn.objects.visible_to(cast.cora).get(agency=hearing.police)
    with acting_as(cast.rex):
        convene.send_return(asked, actor=cast.rex, at=now(), content="Attends as arranged.")
    with acting_as(chidi):
        hold.open_session(session, actor=chidi, at=now())
        hold.open_slot(slot, actor=chidi, at=now())
        statement.accept(slot, actor=chidi, at=now())
    action = hearing.give(agency=hearing.probation)
    found = {"session": session, "return": asked, "minutes": hearing.minutes, "action": action}
    return SimpleNamespace(chidi=chidi, records={"nominal": nominal, **found})


def test_every_kind_of_record_with_an_audience_has_its_pages():
    carriers = {
        model.kind
        for model in apps.get_models()
        if issubclass(model, Shared) and "pk" in model.follows
    }
    assert {"nominal", "referral", "session", "return", "minutes", "action"} <= carriers
    for kind in carriers:
        assert reverse(f"sharing:why_{kind}", args=[uuid4()])
    for kind in ("nominal", "referral", "session", "return", "minutes", "action"):
        assert reverse(f"sharing:who_{kind}", args=[uuid4()])


@pytest.mark.parametrize("kind", ["nominal", "session", "return", "minutes", "action"])
def test_those_named_are_those_whom_the_locks_let_in(cast, papers, kind, client):
    record = papers.records[kind]
    people = [cast.cora, cast.pat, cast.hal, cast.maya, cast.rex, cast.poppy, cast.service]
    people += [papers.chidi, cast.ada, cast.bea]
    announce(cast.cora)
    named = set(readers_of(record, at=now()).values_list("person", flat=True))
    let_in = set()
    for actor in people:
        announce(actor)
        rows = type(record)._base_manager.filter(pk=record.pk)
        assert rows.exists() is type(record).objects.visible_to(actor).filter(pk=record.pk).exists()
        let_in |= {actor.person_id} if rows.exists() else set()
    assert named == let_in
    client.force_login(cast.cora.person)
    page = main(client.get(reverse(f"sharing:who_{kind}", args=[record.pk])))
    assert {each.person.name for each in people if f">{each.person.name}<" in page} == {
        each.person.name for each in people if each.person_id in let_in
    }


def test_a_paper_says_what_opens_it_and_what_opens_the_case(cast, papers, client):
    client.force_login(cast.poppy.person)
    action = papers.records["action"]
    page = main(client.get(reverse("sharing:why_action", args=[action.pk])))
    assert "Action" in page
    assert "Nominal" in page
    assert "given by" in page.lower()
    assert reverse("sharing:step_back", args=[action.nominal_id]) in page
    assert reverse("sharing:who_action", args=[action.pk]) not in page
    assert client.get(reverse("sharing:who_action", args=[action.pk])).status_code == 403
    client.force_login(cast.hal.person)
    for name in ("why", "who"):
        assert client.get(reverse(f"sharing:{name}_action", args=[action.pk])).status_code == 404


def test_a_session_is_of_no_one_person_and_offers_no_stepping_back(cast, papers, client):
    client.force_login(cast.cora.person)
    session = papers.records["session"]
    page = main(client.get(reverse("sharing:why_session", args=[session.pk])))
    assert "I should not be seeing this" not in page
    assert reverse("sharing:who_session", args=[session.pk]) in page


def test_the_page_of_each_paper_leads_to_why(cast, papers, client):
    client.force_login(papers.chidi.person)
    for kind, record in papers.records.items():
        page = client.get(record.get_absolute_url(), follow=True)
        assert reverse(f"sharing:why_{kind}", args=[record.pk]) in main(page), kind


def test_many_readers_are_paged_sorted_and_filtered_at_the_same_cost(cast, nominal, client):
    client.force_login(cast.cora.person)
    address = reverse("sharing:who_nominal", args=[nominal.pk])
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(55):
        make_actor(f"Zed Reader{number:02}", Role.REPRESENTATIVE, agency_of(cast.hal))
    with acting_as(cast.cora):
        hal = agency_of(cast.hal).group
        share(nominal, [hal], source="slot", reason="Invited", at=now(), by=cast.cora.person)
    with CaptureQueriesContext(connection) as many:
        page = main(client.get(address))
    assert len(few) == len(many)
    assert page.count("<tr") == 51
    assert "This nominal is open under 59 appointments now" in page
    last = main(client.get(f"{address}?sort=name&page=2"))
    assert ">Zed Reader54<" in last
    assert ">Hal Lichenby<" not in last
    police = main(client.get(f"{address}?agency={cast.pat.agency_id}"))
    assert ">Pat Thistledew<" in police
    assert "Zed Reader" not in police
    assert main(client.get(f"{address}?agency=nonsense&sort=nonsense&page=99")).count("<tr") > 1
