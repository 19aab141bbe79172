"""Nothing leaks: every page, as every role, over two areas with a canary in every field."""

from collections import Counter

import psycopg
import pytest
from django.db import connections
from django.test import override_settings
from django.utils.timezone import now

from access.actor import Role
from oversight.leaks.crawl import Effort, crawl
from oversight.leaks.facts import gather
from oversight.leaks.inventory import addresses
from oversight.leaks.judge import Found
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
def report(world, facts, before):
    """Everything visited, by some of every role."""
    return crawl(facts, world.visitors(), service=world.service, at=now(), effort=SUITE)


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


def test_nothing_was_changed_and_no_letter_left(world, report, before):
    assert contents(world) == before


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
