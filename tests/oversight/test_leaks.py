"""Nothing leaks: every page, as every role, over two areas with a canary in every field."""

from collections import Counter
from datetime import timedelta

import psycopg
import pytest
from django.db import connections
from django.test import override_settings
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as
from access.policy import Refused
from oversight.leaks.crawl import Effort, crawl
from oversight.leaks.facts import gather
from oversight.leaks.inventory import addresses
from oversight.leaks.judge import Found
from oversight.leaks.reading import texts_of
from oversight.leaks.services import check, tell, tell_if_overdue
from oversight.leaks.words import Phrases, tells
from tests.databases import fresh
from tests.oversight import planted
from tests.oversight.leak_world import make_world

SUITE = Effort(seed="the suite")
NAMES = {each.name for each in planted.urlpatterns if getattr(each, "name", None)}
LEAKY = {name for name in NAMES if name.startswith("leaks_")}
SOUND = {"lists", "counts", "downloads", "finds", "tells", "shows"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, worker_id):
    """A database of this module's own, with both areas committed to it."""
    database = fresh(f"test_leaks_{worker_id}")
    ours = connections["default"]
    with django_db_blocker.unblock():
        before = ours.settings_dict["NAME"]
        ours.close()
        ours.settings_dict["NAME"] = database.name
        world = make_world()
        world.database = database
        yield world
        ours.close()
        ours.settings_dict["NAME"] = before
    database.drop()


@pytest.fixture(scope="module")
def facts(world):
    return gather(world.readers, at=now(), everything=True)


@pytest.fixture(scope="module")
def before(world, facts) -> dict[str, str]:
    return contents(world)


@pytest.fixture(scope="module")
def visited(world, facts, before):
    """Everything visited, by some of every role; and what is in each table before and after."""
    report = crawl(facts, world.visitors(), service=world.service, at=now(), effort=SUITE)
    return report, before, contents(world)


@pytest.fixture(scope="module")
def report(visited):
    return visited[0]


def contents(world) -> dict[str, str]:
    """What is in each table, as its owner reads it: how many rows, and a sum over all they say."""
    with psycopg.connect(world.database.owner_url) as owner:
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name: owner.execute(SUM.format(name)).fetchone() for (name,) in tables.fetchall()}


SUM = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"


def planted_in(world, facts, names) -> Counter[Found]:
    with override_settings(ROOT_URLCONF="tests.oversight.planted"):
        visitors, at = world.visitors(), now()
        found = crawl(facts, visitors, service=world.service, at=at, effort=SUITE, only=names)
    assert found.addresses == set(names)
    return found.found


@pytest.fixture(scope="module")
def leaks(world, facts):
    """What is found once the first lock is forgotten and the second taken off."""
    set_second_lock(world, "DISABLE")
    found = planted_in(world, facts, LEAKY)
    set_second_lock(world, "ENABLE")
    return found


def set_second_lock(world, how: str) -> None:
    with psycopg.connect(world.database.owner_url, autocommit=True) as owner:
        owner.execute(f"ALTER TABLE nominals_nominal {how} ROW LEVEL SECURITY")


def test_nobody_is_shown_what_their_shares_do_not_open(report):
    assert report.found == {}
    assert report.complete


def test_everything_was_visited_as_everybody(report, world):
    assert report.addresses == {each.name for each in addresses()}
    assert report.roles == {*Role, "ended", "nobody"}
    assert {verb for _, verb in report.asked} == {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
    }  # fmt: skip
    assert world.fields > 250


def test_nothing_was_changed_and_no_letter_left(visited):
    _report, before, after = visited
    assert after == before


@pytest.mark.parametrize(
    ("name", "place", "sort"),
    [
        ("leaks_a_list", "body", "name"),
        ("leaks_a_count", "body", "existence"),
        ("leaks_a_download", "body", "reference"),
        ("leaks_a_download", "body", "date of birth"),
        ("leaks_a_search", "body", "name"),
        ("leaks_a_message", "message", "name"),
        ("leaks_a_title", "title", "name"),
        ("leaks_a_file_name", "header", "name"),
        ("leaks_that_it_exists", "body", "existence"),
    ],
)
def test_a_planted_leak_is_found(leaks, name, place, sort):
    assert (name, place, sort) in {(each.address, each.place, each.sort) for each in leaks}


def test_the_same_done_well_is_no_leak(world, facts):
    assert planted_in(world, facts, SOUND) == {}


def test_with_the_first_lock_forgotten_the_second_still_shows_nothing(world, facts):
    forgotten = {"leaks_a_list", "leaks_a_count", "leaks_a_download", "leaks_a_search"}
    assert planted_in(world, facts, forgotten) == {}


def test_a_finding_does_not_say_what_was_found(leaks, facts):
    said = " ".join(str(each) for each in leaks)
    assert facts.phrases.within(said) == set()


@pytest.fixture(scope="module")
def run(world):
    """A check of one address that leaks, kept, with those who answer for it told."""
    set_second_lock(world, "DISABLE")
    with override_settings(ROOT_URLCONF="tests.oversight.planted"):
        found = check(
            actor=world.service, services=[world.service], at=now(), only={"leaks_a_list"}
        )
    set_second_lock(world, "ENABLE")
    return found


def test_what_a_check_found_is_kept_shown_and_told_of(world, run, client):
    assert run.finished_at >= run.started_at
    assert (run.addresses, run.complete) == (1, True)
    assert run.found
    opens_to = {Role.COORDINATOR, Role.AUDITOR, Role.INFORMATION_GOVERNANCE}
    for role in (*opens_to, Role.REPRESENTATIVE, Role.BOARD_MEMBER):
        opens = 200 if role in opens_to else 403
        client.force_login(world.people[role].person)
        assert client.get(reverse("oversight:list_leak_checks")).status_code == opens
        page = client.get(run.get_absolute_url())
        assert page.status_code == (opens if opens == 200 else 404)
        assert ("leaks_a_list" in page.content.decode()) is (opens == 200)
    with acting_as(world.service):
        assert tell(run, actor=world.service, at=now()) == 3
        assert tell(run, actor=world.service, at=now()) == 0


def test_those_who_answer_for_it_hear_that_no_check_ran_for_two_nights(world, run):
    with acting_as(world.service):
        assert tell_if_overdue(actor=world.service, at=now()) == 0
        assert tell_if_overdue(actor=world.service, at=now() + timedelta(days=3)) == 3


def test_nobody_but_the_service_checks(world):
    with pytest.raises(Refused):
        check(actor=world.people[Role.COORDINATOR], services=[], at=now())


def test_one_word_that_any_page_may_hold_is_not_looked_for():
    assert not tells(("march",))
    assert tells(("april", "march"))
    assert tells(("x123456",))


def test_a_name_is_found_whatever_stands_between_its_words_and_never_within_another():
    phrases = Phrases([("orrin", "basaltine"), ("fe26", "0042")])
    page = "<td>Basaltine</td>, <b>ORRIN</b>\n<i>Basaltine</i> FE26/0042"
    found = {words for _, text in texts_of("text/html", page.encode(), {}) for words in
             phrases.within(text)}  # fmt: skip
    assert found == {("orrin", "basaltine"), ("fe26", "0042")}
    assert phrases.within("Torrin Basaltine, Orrin Basaltines") == set()
