"""Who has looked: on each nominal, on each return, and what one has looked at oneself."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as, announce
from access.rows import share
from audit import trail
from meetings.services import convene
from nominals.models import Nominal
from oversight.looked.readings import How, Wanted, of_nominal, of_return, readers_of
from oversight.looked.words import WORDS
from tests.factories import make_actor, make_nominal
from tests.house.test_house_rules import patterns
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated
from tests.meetings.held import browse, send_return

NOW = now()


def reads(actor, record, action="nominal.show", minutes=0, shown=()):
    announce(actor)
    at = NOW - timedelta(minutes=minutes)
    if record is None:
        trail.read_list(action, shown, by=actor, at=at)
    else:
        trail.read(action, record, by=actor, at=at, shown=shown)


def looked(actor, nominal, place="", **wanted):
    """Who, what and how: as the actor would read it, newest first."""
    announce(actor)
    found = of_nominal(nominal.pk, Wanted(**wanted), place, readers_of(nominal.pk)).looks
    return [(look.by, look.what, look.how) for look in found]


def shown_to(client, actor, name, record, query=""):
    client.force_login(actor.person)
    return client.get(reverse(f"oversight:{name}", args=[record.pk] if record else []) + query)


@pytest.fixture
def read(cast, nominal):
    """Opened by Pat, named in a list of Cora's, and asked for by Hal, who was refused."""
    reads(cast.pat, nominal, minutes=30)
    reads(cast.cora, None, "nominal.list", minutes=20, shown=[nominal.pk, uuid4()])
    announce(cast.hal)
    at = NOW - timedelta(minutes=10)
    trail.write_refusal(
        "nominal.show", key=nominal.pk, kind="nominal", by=cast.hal, at=at, why="Not found"
    )
    return nominal


EVERYBODY = [
    ("Hal Lichenby", "The record", How.REFUSED),
    ("Cora Marlpit", "The list of nominals", How.SHOWN),
    ("Pat Thistledew", "The record", How.OPENED),
]


def test_a_reading_a_list_and_a_refusal_are_all_found_newest_first(cast, read):
    assert looked(cast.cora, read) == EVERYBODY
    assert {each.person.name for each in readers_of(read.pk)} == {by for by, *_ in EVERYBODY}


def test_what_was_changed_is_not_a_look(cast, read):
    announce(cast.cora)
    trail.write("nominal.change_level", read, by=cast.cora, at=now())
    assert looked(cast.cora, read) == EVERYBODY


def test_who_does_not_see_the_nominal_hears_nothing_from_the_database_itself(cast, read):
    for stranger in (cast.hal, cast.ada):
        assert looked(stranger, read) == []
        assert readers_of(read.pk) == []


def test_a_list_tells_of_those_whom_its_reader_may_see_to_nobody_else(cast, read):
    """Pat reads who looked at this nominal, and cannot read Cora's list for whom else it named."""
    announce(cast.pat)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE kind = 'listing'")
        assert cursor.fetchone() == (0,)


def test_it_is_asked_for_by_person_agency_way_and_day(cast, read):
    hal, cora, pat = EVERYBODY
    assert looked(cast.cora, read, reader=cast.pat.person_id) == [pat]
    assert looked(cast.cora, read, agency=cast.hal.agency_id) == [hal]
    assert looked(cast.cora, read, ways=("shown", "refused")) == [hal, cora]
    tomorrow = NOW.date() + timedelta(days=2)
    assert looked(cast.cora, read, first=tomorrow) == []
    assert looked(cast.cora, read, last=NOW.date() - timedelta(days=2)) == []
    assert looked(cast.cora, read, first=NOW.date() - timedelta(days=2), last=tomorrow) == EVERYBODY


def test_every_reading_is_on_one_page_and_one_only(cast, nominal):
    at = [minutes // 3 for minutes in range(60)]  # three at each moment
    for minutes in at:
        reads(cast.pat, nominal, minutes=minutes)
    place, keys = "", []
    for page in range(3):
        announce(cast.cora)
        turned = of_nominal(nominal.pk, Wanted(), place, readers_of(nominal.pk))
        keys += [look.key for look in turned.looks]
        place = turned.next
        assert bool(place) is (page < 2)
    assert len(keys) == len(set(keys)) == 60


def test_a_place_that_nobody_signed_is_the_first_page(cast, read):
    assert looked(cast.cora, read, place="2026-01-01") == EVERYBODY


def test_the_page_costs_the_same_for_one_reading_and_for_many(cast, nominal, client):
    shown_to(client, cast.cora, "looked_nominal", nominal)  # what is kept for the process
    costs = []
    for many in (1, 40):
        for minutes in range(many):
            reads(cast.pat, nominal, minutes=minutes)
        with CaptureQueriesContext(connection) as asked:
            answer = shown_to(client, cast.cora, "looked_nominal", nominal)
        assert answer.status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("who", "status"), [("cora", 200), ("pat", 200), ("rex", 403), ("hal", 404), ("ada", 404)]
)
def test_who_may_open_the_page(cast, read, client, who, status):
    announce(cast.cora)
    share(read, [cast.rex.person.own_group], source="action", reason="An action", at=now())
    answer = shown_to(client, getattr(cast, who), "looked_nominal", read)
    assert answer.status_code == status
    if status == 200:
        assert "Hal Lichenby" in answer.content.decode()


def test_filters_stand_in_the_address_and_a_wrong_one_asks_for_nothing(cast, read, client):
    page = shown_to(client, cast.cora, "looked_nominal", read, "?how=refused").content.decode()
    table = page.rpartition("<table")[2]
    assert "Hal Lichenby" in table
    assert "Pat Thistledew" not in table
    odd = f"?how=x&reader={uuid4()}&first_day=40&place={quote('x:y')}"
    assert shown_to(client, cast.cora, "looked_nominal", read, odd).status_code == 200


# Returns


@pytest.fixture
def sent(cast, nominal):
    """Poppy's agency has sent a return, which the chair has read and the police have not."""
    panel = make_panel(cast.area)
    chair = seated(panel, cast.chidi)
    slot = make_slot(cast, make_session(cast, panel, chair), nominal)
    with acting_as(cast.cora):
        convene.convene(slot.session, actor=cast.cora, at=now())
    send_return(cast.poppy, slot)
    announce(cast.poppy)
    return slot, chair, slot.returns.get(agency=cast.poppy.agency_id)


def test_an_agency_sees_who_read_its_return_and_nobody_elses(cast, sent, client):
    slot, chair, asked = sent
    browse(client, chair, "show_slot", slot)
    browse(client, cast.rex, "show_slot", slot)
    announce(cast.poppy)
    assert [look.by for look in of_return(asked.pk, "").looks] == ["Chidi Hailwright"]
    for other in (cast.rex, cast.pat, cast.hal, cast.ada):
        announce(other)
        assert of_return(asked.pk, "").looks == []


@pytest.mark.parametrize(("who", "status"), [("poppy", 200), ("cora", 403), ("hal", 404)])
def test_who_may_ask_who_read_a_return(cast, sent, client, who, status):
    answer = shown_to(client, getattr(cast, who), "looked_return", sent[2])
    assert answer.status_code == status


# Oneself


def test_each_person_sees_what_they_have_read_and_nothing_of_others(cast, read, client):
    pat = shown_to(client, cast.pat, "list_readings", None).content.decode()
    assert "The record" in pat
    assert read.surname in pat
    assert "The list of nominals" not in pat
    cora = shown_to(client, cast.cora, "list_readings", None).content.decode()
    assert "2 names" in cora


def test_whom_one_no_longer_sees_is_not_named_again(cast, read, client):
    announce(cast.pat)
    read.shares.filter(source="lead").update(expires_at=now())
    page = shown_to(client, cast.pat, "list_readings", None).content.decode()
    assert "No longer open to you" in page
    assert read.surname not in page


def test_one_refused_sees_that_too_and_not_of_whom(cast, read, client):
    page = shown_to(client, cast.hal, "list_readings", None).content.decode()
    assert "Refused" in page
    assert read.surname not in page


# The words, and the sealed days


def test_each_page_about_a_nominal_has_a_name():
    """Of views whose reading is of a record, and of lists: what the table of readings calls it."""
    guarded = {pattern.callback for pattern in patterns(get_resolver())}
    read_of = {
        view.action
        for view in guarded
        if getattr(view, "model", None) is not None or view.action.endswith((".list", ".find"))
    }
    assert read_of - set(WORDS) - {"clock.list", "notice.list", "public"} == set()


def test_the_sealed_days_are_shown_to_the_unit_and_the_auditor(cast, client):
    assert shown_to(client, cast.hal, "show_trail", None).status_code == 403
    reads(cast.cora, None, "home.show", minutes=60 * 24 * 3)
    announce(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_days()")
        cursor.execute("SELECT hash FROM audit_trailday ORDER BY day DESC LIMIT 1")
        head = cursor.fetchone()[0]
    for actor in (cast.cora, cast.ada):
        assert head in shown_to(client, actor, "show_trail", None).content.decode()


def test_a_sealed_nominal_has_no_such_page_for_who_does_not_see_it(cast, client):
    other = make_actor("Otis Reedmace", Role.COORDINATOR, agency_of(cast.hal))
    hidden = make_nominal(cast.cora, cast.pat)
    announce(cast.cora)
    hidden.shares.filter(source="area").update(expires_at=now())
    for actor in (cast.cora, other):
        assert shown_to(client, actor, "looked_nominal", hidden).status_code == 404
    announce(cast.cora)
    assert not Nominal.objects.visible_to(cast.cora).exists()
