"""The statement: before any case paper of a session, for each session and each edition."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import share
from audit.models import Event
from meetings.models import InformationReturn, StatementAcceptance
from meetings.services import hold, statement
from meetings.statement import current_edition
from tests.factories import make_area, make_nominal
from tests.meetings.conftest import make_session, make_slot, sitting
from tests.meetings.held import browse, convened, hearing, words_of

SOON = {"confidentiality": "Tell nobody at all.", "diversity": "Be fair to all."}


def address(name, record):
    return reverse(f"meetings:{name}", args=[record.pk])


def publish(actor, *, days_ago=1, **given):
    """An edition that is in force today, published some days ago."""
    at = now() - timedelta(days=days_ago)
    with acting_as(actor):
        return statement.publish(
            actor=actor, at=at, **{**SOON, "in_force_from": localdate(), **given}
        )


def accept(actor, slot):
    with acting_as(actor):
        statement.accept(slot, actor=actor, at=now())


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi, opened=False)


def test_nobody_opens_a_case_before_accepting_not_even_who_runs_it(client, cast, heard):
    """The address asked for is where they go on to; and nothing was written down as read."""
    wanted = address("show_slot", heard.slot)
    for actor in (cast.cora, heard.chair, cast.rex, cast.pat):
        client.force_login(actor.person)
        asks = client.get(wanted).headers["Location"]
        assert asks.startswith(address("accept_statement", heard.slot))
        announce(actor)
        assert not Event.objects.filter(action="slot.show", by=actor.person).exists()
        page = client.get(asks)
        assert "OFFICIAL-SENSITIVE and stays with those who take part" in words_of(page)
        assert heard.slot.nominal.surname not in page.content.decode()
        assert client.post(asks).headers["Location"] == wanted
        assert client.get(wanted).status_code == 200
        announce(actor)
        assert Event.objects.filter(action="slot.show", by=actor.person).count() == 1


PAPERS = ("show_slot", "hold_slot", "keep_note", "show_minutes", "print_minutes")


def test_every_paper_of_the_session_stands_behind_it(client, heard):
    with acting_as(heard.chair):
        hold.open_slot(heard.slot, actor=heard.chair, at=now())
    minutes = heard.minutes
    papers = [address(name, minutes if "minutes" in name else heard.slot) for name in PAPERS]
    client.force_login(heard.chair.person)
    for paper in papers:
        assert "/statement/?next=" in client.get(paper).headers["Location"], paper
    accept(heard.chair, heard.slot)
    for paper in papers:
        assert client.get(paper).status_code == 200, paper


def test_a_step_before_it_does_nothing_and_leads_to_the_case(client, heard):
    client.force_login(heard.chair.person)
    asks = client.post(address("open_slot", heard.slot)).headers["Location"]
    assert client.post(asks).headers["Location"] == address("show_slot", heard.slot)
    assert heard.fresh(type(heard.slot), pk=heard.slot.pk).status == "planned"


def test_a_part_that_is_saved_by_script_leads_the_whole_page_to_it(client, heard):
    client.force_login(heard.chair.person)
    sent = client.post(address("open_slot", heard.slot), headers={"HX-Request": "true"})
    assert sent.status_code == 200
    assert sent.headers["HX-Redirect"].startswith(address("accept_statement", heard.slot))


def test_it_goes_on_to_no_page_but_ours(client, cast, heard):
    client.force_login(cast.rex.person)
    asks = address("accept_statement", heard.slot)
    for path in ("//elsewhere.example/", "https://elsewhere.example/", "javascript:x", ""):
        answer = client.post(asks, query_params={"next": path})
        assert answer.headers["Location"] == address("show_slot", heard.slot), path


def test_an_agency_may_send_its_own_return_before(client, cast, heard):
    announce(cast.rex)
    asked = InformationReturn.objects.visible_to(cast.rex).get(
        slot=heard.slot, agency_id=cast.rex.agency_id
    )
    client.force_login(cast.rex.person)
    assert client.get(address("send_return", asked)).status_code == 200


def test_it_is_for_one_session_and_for_every_case_in_it(client, cast, session, slot, panel, chidi):
    other = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    later = make_session(cast, panel, chidi, sitting(days=40))
    review = make_slot(cast, later, slot.nominal)
    convened(cast, session)
    convened(cast, later)
    accept(cast.rex, slot)
    client.force_login(cast.rex.person)
    assert client.get(address("show_slot", other)).status_code == 200
    assert client.get(address("show_slot", review)).status_code == 302


def test_what_one_accepted_opens_nothing_to_another(client, cast, heard):
    accept(cast.rex, heard.slot)
    client.force_login(cast.poppy.person)
    assert client.get(address("show_slot", heard.slot)).status_code == 302


def test_a_new_edition_is_asked_for_again(client, cast, heard):
    accept(cast.rex, heard.slot)
    client.force_login(cast.rex.person)
    assert client.get(address("show_slot", heard.slot)).status_code == 200
    edition = publish(cast.cora)
    answer = client.get(address("show_slot", heard.slot))
    said = words_of(client.get(answer.headers["Location"]))
    assert "Tell nobody at all." in said
    assert "since you accepted edition 1" in said
    client.post(answer.headers["Location"])
    announce(cast.rex)
    mine = StatementAcceptance.objects.visible_to(cast.rex).filter(session=heard.slot.session_id)
    assert [each.edition.number for each in mine] == [1, edition.number]
    assert client.get(address("show_slot", heard.slot)).status_code == 200


def test_an_area_publishes_for_itself_alone(cast):
    publish(cast.cora)
    elsewhere = make_area("Mosswater", "MO")
    today = localdate()
    assert current_edition(cast.area.pk, on=today).number == 2
    assert current_edition(elsewhere.pk, on=today).number == 1
    assert current_edition(cast.area.pk, on=today - timedelta(days=1)).number == 1
    assert current_edition(cast.area.pk, on=date(2004, 1, 1)).number == 1


def test_an_edition_begins_tomorrow_at_the_earliest(cast):
    with acting_as(cast.cora), pytest.raises(NotPossible, match="tomorrow"):
        statement.publish(actor=cast.cora, at=now(), in_force_from=localdate(), **SOON)


def test_only_the_unit_publishes(cast, chidi):
    for actor in (chidi, cast.rex, cast.ada):
        with acting_as(actor), pytest.raises(Refused):
            statement.publish(
                actor=actor, at=now(), in_force_from=localdate() + timedelta(days=3), **SOON
            )


def test_the_unit_publishes_in_the_browser(client, cast):
    client.force_login(cast.cora.person)
    assert "Publish a new edition" in words_of(client.get(reverse("meetings:show_statement")))
    path, day = reverse("meetings:publish_statement"), localdate() + timedelta(days=2)
    sent = {**SOON, "in_force_from_day": day.day, "in_force_from_month": day.month}
    today = localdate()
    wrong = {f"in_force_from_{part}": getattr(today, part) for part in ("day", "month", "year")}
    assert "tomorrow or later" in words_of(client.post(path, {**SOON, **wrong}))
    assert client.post(path, {**sent, "in_force_from_year": day.year}).status_code == 302
    said = words_of(client.get(reverse("meetings:show_statement")))
    assert "Edition 1, in force since" in said
    assert "Edition 2, in force from" in said
    assert "Publish" not in words_of(browse(client, cast.rex, "show_statement"))


CHANGES = (
    "UPDATE meetings_statementedition SET diversity = 'None.'",
    "DELETE FROM meetings_statementedition",
    "TRUNCATE meetings_statementedition CASCADE",
    "UPDATE meetings_statementacceptance SET accepted_at = now()",
    "DELETE FROM meetings_statementacceptance",
)


def test_neither_an_edition_nor_an_acceptance_is_ever_changed(cast, heard):
    accept(cast.rex, heard.slot)
    announce(cast.rex)
    for change in CHANGES:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_nobody_accepts_in_anothers_name(cast, heard):
    announce(cast.rex)
    given = StatementAcceptance(
        session_id=heard.slot.session_id,
        edition=current_edition(cast.area.pk, on=localdate()),
        person=cast.poppy.person,
        appointment_id=cast.poppy.appointment_id,
        agency_id=cast.poppy.agency_id,
        accepted_at=now(),
    )
    own = [cast.rex.person.own_group]
    with transaction.atomic():
        share(given, own, source="statement", source_id=given.pk, reason="Forged", at=now())
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            given.save(force_insert=True)
        transaction.set_rollback(True)


def test_accepting_twice_is_accepting_once(cast, heard):
    accept(cast.rex, heard.slot)
    accept(cast.rex, heard.slot)
    announce(cast.rex)
    assert StatementAcceptance.objects.visible_to(cast.rex).count() == 1


def test_who_accepted_is_shown_to_those_who_run_the_session_and_to_nobody_else(client, cast, heard):
    accept(cast.rex, heard.slot)
    accept(cast.pat, heard.slot)
    for actor in (cast.cora, heard.chair):
        said = words_of(browse(client, actor, "show_session", heard.slot.session))
        assert f"{cast.rex.person.name} {cast.rex.agency_name} 1" in said
        assert cast.pat.person.name in said
    said = words_of(browse(client, cast.poppy, "show_session", heard.slot.session))
    assert "Who has accepted it" not in said
    announce(cast.poppy)
    assert not StatementAcceptance.objects.visible_to(cast.poppy).exists()


def test_who_reads_minutes_alone_accepts_though_the_session_is_closed_to_them(client, cast, heard):
    """Pat's manager is on the distribution list, and sees the case but never the session."""
    with acting_as(heard.chair):
        hold.open_slot(heard.slot, actor=heard.chair, at=now())
    minutes = heard.issued()
    with acting_as(cast.cora):
        own = [cast.maya.person.own_group]
        share(heard.slot.nominal, own, source="lead", reason="Manager", at=now())
    client.force_login(cast.maya.person)
    asks = client.get(address("show_minutes", minutes)).headers["Location"]
    assert client.post(asks).headers["Location"] == address("show_minutes", minutes)
    assert client.get(address("show_minutes", minutes)).status_code == 200
    announce(cast.cora)
    unit_sees = StatementAcceptance.objects.visible_to(cast.cora)
    assert unit_sees.filter(person=cast.maya.person).exists()


def test_to_an_uninvited_agency_neither_case_nor_statement_is_there(client, cast, heard):
    client.force_login(cast.hal.person)
    for name in ("show_slot", "accept_statement"):
        assert client.get(address(name, heard.slot)).status_code == 404


def test_one_who_may_not_hold_is_refused_and_not_asked(client, cast, heard):
    client.force_login(cast.rex.person)
    assert client.get(address("hold_slot", heard.slot)).status_code == 403
