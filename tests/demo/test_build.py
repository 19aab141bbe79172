"""The county in the database: its own figures, what is open to whom, and that it can be used."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate
from psycopg import sql

from access.rows import NobodyAlone, Share, Shared
from access.signature import sign
from agencies.models import Person
from demo.counted import leaves
from mappa.settings.demonstration import DEMONSTRATION_PASSWORD
from sharing.services.audit import chosen
from tests.databases import Database, fresh
from tests.demo.returns import with_totals

ROOT = Path(__file__).resolve().parents[2]
NEW = ROOT / "demo/returns/northamptonshire-2024-25.json"
OLD = ROOT / "demo/returns/northamptonshire-2013-14.json"
# What the nights find, and no night has passed.
OF_THE_NIGHTS = {
    "oversight_reconcilerun",
    "oversight_difference",
    "oversight_mended",
    "oversight_leakcheck",
    "oversight_leakfinding",
}
# What its people begin once they use it: the county is built without any.
OF_ITS_PEOPLE = {
    "disclosures_application",
    "disclosures_applicationstep",
    "disclosures_delivery",
    "disclosures_deliveryreview",
    "disclosures_recipient",
    "disclosures_recipientshare",
    "meetings_absence",
    "meetings_acknowledgement",
    "meetings_addendum",
    "meetings_agenda",
    "meetings_agendacase",
    "meetings_calendarentry",
    "meetings_earliertext",
    "meetings_extension",
    "meetings_minutesrequest",
    "meetings_minutesversion",
    "meetings_programme",
    "meetings_redaction",
}
LOCKED = {"audit_event"} | {
    model._meta.db_table
    for model in apps.get_models()
    if issubclass(model, Shared | Share) and not issubclass(model, NobodyAlone)
}
PROTECTED = LOCKED - OF_THE_NIGHTS - OF_ITS_PEOPLE
SEALED = "SELECT nominal_id FROM sharing_seal WHERE lifted_at IS NULL"


def invented():
    """A return of a small county whose name and figures make trouble."""
    snapshot = with_totals(
        {
            "level_1": {"category_1": 61, "category_2": 29, "category_3": None},
            "level_2": {"category_1": 4, "category_2": 3, "category_3": 2},
            "level_3": {"category_1": 1, "category_2": 0, "category_3": 0},
        },
        ("level_1", "level_2", "level_3"),
    )
    yearly = with_totals(
        {
            "level_2": {"category_1": 9, "category_2": 7, "category_3": 4},
            "level_3": {"category_1": 0, "category_2": 2, "category_3": 1},
        },
        ("level_2", "level_3"),
    )
    licence = with_totals(
        {
            "level_2": {"category_1": 2, "category_2": 8, "category_3": 1},
            "level_3": {"category_1": 0, "category_2": 1, "category_3": 0},
        },
        ("level_2", "level_3"),
    )
    snapshot["total"]["category_2"] += 5  # a total that its cells do not give
    return {
        "area": "West Fernshire and Tarn",
        "year": "2019-20",
        "snapshot_date": "2020-03-31",
        "period": ["2019-04-01", "2020-03-31"],
        "population_aged_10_plus": 88_000,
        "tables": {
            "snapshot": snapshot,
            "yearly_level_2_3": yearly,
            "notification_breach": {"cautioned_or_convicted": 3},
            "lifetime_revoked": {"lifetime_revoked": 1},
            "restrictive_orders": {"shpo": 6, "shpo_foreign_travel": 1, "notification_order": 2},
            "sro_breach": {"sro_breach": 1},
            "returned_licence": licence,
            "returned_order": {"level_2": 1, "level_3": 0, "total": 1},
            "rate_per_100k": {"rso_per_100k": 75},
        },
    }


# The planted contradictions, and the totals that follow from their cells.
PLANTED = {
    "snapshot.level_3.category_1",  # one there on the day, and nobody in the year
    "snapshot.level_3.total",
    "snapshot.total.category_1",
    "snapshot.total.category_2",
    "snapshot.total.total",
    "returned_licence.level_2.category_2",  # eight of seven
    "returned_licence.level_2.total",
    "returned_licence.total.category_2",
    "returned_licence.total.total",
    "rate_per_100k.rso_per_100k",
}


@dataclass(frozen=True)
class County:
    """A county in a database of its own, and what its builder said."""

    database: Database
    file: Path
    said: str

    @property
    def printed(self):
        return json.loads(self.file.read_text())

    def owner(self, query, *parameters):
        return asked(self.database.owner_url, query, *parameters)

    def as_role(self, role, query, *parameters, kind=None):
        """What the first to hold a role sees, through the application's own database role."""
        held = self.owner(
            "SELECT a.id FROM agencies_appointment a JOIN agencies_agency g ON g.id = a.agency_id"
            " WHERE a.role = %s AND (g.kind = %s OR %s::text IS NULL) ORDER BY starts_at LIMIT 1",
            role, kind, kind,
        )  # fmt: skip
        return asked(self.database.url, query, *parameters, appointment=held[0][0])

    def who_sees(self, nominal):
        """The keys of the people who see a nominal, each under any of their appointments."""
        found = set()
        held = self.owner("SELECT id, person_id FROM agencies_appointment")
        with psycopg.connect(self.database.url) as connection:
            for appointment, person in held:
                with connection.transaction():
                    say(connection, appointment)
                    seen = "SELECT FROM nominals_nominal WHERE id = %s"
                    found |= {person} if connection.execute(seen, [nominal]).rowcount else set()
        return found


def asked(url, query, *parameters, appointment=None):
    with psycopg.connect(url) as connection:
        if appointment:
            say(connection, appointment)
        return connection.execute(query, parameters).fetchall()


def say(connection, appointment):
    """Tell the database who asks, until the transaction ends."""
    pid, secret = connection.info.backend_pid, settings.SECRET_KEY
    said = sign("appointment", str(appointment), connection=pid, secret=secret)
    connection.execute("SELECT set_config('mappa.appointment', %s, true)", [said])


def manage(database, *words):
    return run(database, str(ROOT / "manage.py"), *map(str, words))


def run(database, *words):
    """What Python makes of these words, in the demonstration's settings on that database."""
    environment = {
        **os.environ,
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "DJANGO_SETTINGS_MODULE": "mappa.settings.demonstration",
    }
    command = [sys.executable, *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def build(worker_id):
    """Build a county of a file, each in a new database."""
    made = []

    def built(file, *words):
        database = fresh(f"test_county_{os.getpid()}_{worker_id}_{len(made)}")
        made.append(database)
        began = time.monotonic()
        done = manage(database, "build_county", file, *words)
        assert done.returncode == 0, done.stderr
        print(f"{file.stem}: built in {time.monotonic() - began:.1f} s")  # noqa: T201
        return County(database, Path(file), done.stdout)

    yield built
    for database in made:
        database.drop()


@pytest.fixture(scope="module")
def invented_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("returns") / "invented.json"
    file.write_text(json.dumps(invented()))
    return file


AS_OF = ("--today", "2026-06-17")


@pytest.fixture(scope="module")
def small(build, invented_file):
    return build(invented_file, *AS_OF)


@pytest.fixture(scope="module")
def recent(build):
    return build(NEW)


@pytest.fixture(scope="module")
def long_ago(build):
    return build(OLD)


@pytest.fixture(params=["small", "recent", "long_ago"])
def county(request):
    return request.getfixturevalue(request.param)


@cache
def figures(county, *whose):
    """The county's own figures for the year, by dotted name, as the command counts them."""
    whose = whose or ("--area", county.printed["area"])
    words = (*whose, "--year", county.printed["year"], "--format", "json")
    done = manage(county.database, "annual_return", *words)
    assert done.returncode == 0, done.stderr
    return dict(leaves(json.loads(done.stdout)))


def left_out(county):
    """The cells that the builder reported, with what was printed and what it built instead."""
    found = re.findall(r"impossible: (\S+): printed (\d+), built (\d+)\. \S", county.said)
    return {cell: (int(printed), int(built)) for cell, printed, built in found}


def test_the_annual_return_is_the_published_one_but_for_what_was_reported(county):
    printed, counted = dict(leaves(county.printed["tables"])), figures(county)
    assert counted.keys() == printed.keys()
    pairs = {cell: (printed[cell], counted[cell]) for cell in printed}
    assert {cell: (a, b) for cell, (a, b) in pairs.items() if a != b} == left_out(county)


def test_only_what_is_impossible_is_left_out(small, recent, long_ago):
    assert left_out(small).keys() == PLANTED
    assert all(cell.startswith("returned_licence") for cell in left_out(recent))
    assert left_out(long_ago) == {}


def test_a_sealed_case_is_in_no_figure_of_the_area_and_in_the_national_ones(recent):
    assert len(recent.owner(SEALED)) == 2
    area, national = figures(recent), figures(recent, "--national")
    more = {cell: national[cell] - number for cell, number in area.items() if national.get(cell)}
    assert {cell: number for cell, number in more.items() if number} == {
        "snapshot.level_1.category_2": 1,
        "snapshot.level_1.total": 2,
        "snapshot.total.category_2": 1,
        "snapshot.total.total": 2,
    }
    fourth = {cell: number for cell, number in national.items() if "category_4" in cell and number}
    assert fourth == {"snapshot.level_1.category_4": 1, "snapshot.total.category_4": 1}


def test_a_sealed_case_is_seen_by_the_people_named_and_by_the_national_count_alone(recent):
    counting = recent.owner(
        "SELECT a.person_id FROM agencies_appointment a JOIN agencies_area n ON n.id = a.area_id"
        " WHERE a.role = 'service' AND n.national"
    )
    for nominal, *named in recent.owner(
        "SELECT nominal_id, array_agg(person_id) FROM sharing_sealedfor GROUP BY 1"
    ):
        assert len(named[0]) == 2
        assert recent.who_sees(nominal) == {*named[0], counting[0][0]}
    roles = recent.owner(
        "SELECT array_agg(DISTINCT a.role ORDER BY a.role) FROM sharing_sealedfor s"
        " JOIN nominals_categoryepisode c ON c.nominal_id = s.nominal_id AND c.category = 4"
        " JOIN agencies_appointment a ON a.person_id = s.person_id"
        " JOIN agencies_agency g ON g.id = a.agency_id AND g.kind = 'nsd'"
    )
    assert roles == [(["coordinator", "practitioner"],)]


def test_who_is_excluded_does_not_see_what_is_open_to_their_agency(recent):
    (person,) = recent.owner(
        "SELECT nominal_id, person_id FROM nominals_exclusion WHERE person_id IS NOT NULL"
    )
    colleagues = recent.owner(
        "SELECT a.person_id FROM agencies_appointment a JOIN agencies_appointment b"
        " ON b.agency_id = a.agency_id AND b.role = a.role WHERE b.person_id = %s",
        person[1],
    )
    seeing = recent.who_sees(person[0])
    assert {key for (key,) in colleagues} - seeing == {person[1]}
    ((nominal, agency, unit),) = recent.owner(
        "SELECT e.nominal_id, e.agency_id, (SELECT agency_id FROM agencies_appointment"
        "   WHERE role = 'coordinator' ORDER BY starts_at LIMIT 1)"
        " FROM nominals_exclusion e WHERE e.agency_id IS NOT NULL"
    )
    of_the_agency = recent.owner(
        "SELECT person_id FROM agencies_appointment WHERE agency_id = %s", agency
    )
    assert agency != unit
    assert not {key for (key,) in of_the_agency} & recent.who_sees(nominal)


def test_a_case_is_open_to_whoever_is_named_until_that_ends(recent):
    named = recent.owner(
        "SELECT n.nominal_id, n.person_id, n.ended_at IS NULL, a.role, n.until - now() < '3 days'"
        " FROM sharing_namedperson n JOIN agencies_appointment a ON a.person_id = n.person_id"
    )
    for nominal, person, lasts, *_ in named:
        assert (person in recent.who_sees(nominal)) == lasts
    assert sorted((role, soon) for *_, lasts, role, soon in named if lasts) == [
        ("prison_offender_manager", False),
        ("representative", False),
        ("victim_liaison", True),
    ]
    assert [lasts for _, _, lasts, *_ in named].count(False) == 1


def test_an_emergency_is_over_and_its_review_stays(recent):
    found = recent.owner(
        "SELECT nominal_id, person_id, status, outcome, review_due_on < CURRENT_DATE"
        " FROM sharing_breakglass ORDER BY opened_at"
    )
    assert [row[2:] for row in found] == [
        ("reviewed", "proportionate", True),
        ("to_review", "", True),
    ]
    assert not any(person in recent.who_sees(nominal) for nominal, person, *_ in found)


def test_the_auditor_reads_what_chance_drew_with_its_papers(recent):
    drawn = recent.owner(
        "SELECT seed, heard_from, heard_to, drawn_from, array_agg(nominal_id)"
        " FROM sharing_auditsample GROUP BY 1, 2, 3, 4"
    )
    ((seed, first, last, number, keys),) = drawn
    heard = recent.owner(
        "SELECT DISTINCT nominal_id FROM meetings_slot WHERE status = 'closed'"
        " AND (starts_at AT TIME ZONE 'Europe/London')::date BETWEEN %s AND %s",
        first,
        last,
    )
    assert len(heard) == number
    assert set(chosen([key for (key,) in heard], 5, seed)) == set(keys)
    for table in ("meetings_minutes", "meetings_action"):
        assert recent.as_role("auditor", f"SELECT count(*) > 0 FROM {table}") == [(True,)], table  # noqa: S608


def test_a_lay_adviser_may_observe_the_next_session_and_sees_nobody_in_it(recent):
    adviser = recent.owner(
        "SELECT a.id FROM meetings_observation o"
        " JOIN agencies_appointment a ON a.person_id = o.observer_id WHERE o.until > now()"
    )
    for table, number in (("meetings_session", 1), ("meetings_slot", 0), ("nominals_nominal", 0)):
        count = f"SELECT count(*) FROM {table}"  # noqa: S608
        assert asked(recent.database.url, count, appointment=adviser[0][0]) == [(number,)]


NIGHT = """
import json, django; django.setup()
from access.locks import acting_as, service_actors
from django.utils.timezone import localdate, now
from oversight.models import Question
from oversight.questions.sampler import of_day
from oversight.reconcile.services import reconcile_all
asked, found = {}, {}
for actor in service_actors():
    with acting_as(actor):
        for each in Question.objects.visible_to(actor).select_related("event"):
            asked[str(each.event_id)] = each.why
            on = localdate(each.event.at)
            found |= {str(e.event.pk): list(e.why) for e in of_day(actor, on)}
runs = [(run.area.name, run.checked > 0, run.differences) for run in reconcile_all(at=now())]
print(json.dumps({"asked": asked, "found": found, "runs": runs}))
"""


@pytest.fixture(scope="module")
def night(recent):
    """What the services that work at night make of the county as it was built."""
    done = run(recent.database, "-c", NIGHT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_asked_about_readings_is_what_the_service_would_ask(recent, night):
    assert night["asked"] == night["found"]
    assert sorted(recent.owner("SELECT status, count(*) FROM oversight_question GROUP BY 1")) == [
        ("answered", 1),
        ("open", 2),
        ("with_reader", 1),
    ]


def test_every_share_is_what_the_facts_say(night):
    """As the nightly comparison finds it, which reports the smallest difference."""
    division, county = ["National Security Division", True, 0], ["Northamptonshire", True, 0]
    assert night["runs"] == [division, county]


def test_with_nobody_asking_nothing_is_seen_of_what_is_there(recent):
    """As the application's role, and as the owner of the tables."""
    for table in sorted(PROTECTED):
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        assert recent.owner(count)[0][0] > 0, table
        assert asked(recent.database.url, count) == [(0,)], table


def test_what_the_county_is_built_without_is_no_more_than_is_said(recent):
    for table in sorted(OF_ITS_PEOPLE):
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        assert recent.owner(count) == [(0,)], table


def test_each_role_sees_its_own_part_of_the_county(recent):
    count = "SELECT count(*) FROM nominals_nominal"
    (everybody,) = recent.owner(count)[0]
    not_sealed = [(everybody - len(recent.owner(SEALED)),)]
    assert recent.as_role("coordinator", count) == not_sealed
    assert recent.as_role("service", count) == not_sealed
    for role in ("board_member", "board_chair", "lay_adviser"):
        assert recent.as_role(role, count) == [(0,)]
    assert recent.as_role("auditor", count) == [(5,)]
    housing = recent.as_role("representative", count, kind="housing_authority")[0][0]
    assert 10 < housing < 120
    caseload = "SELECT count(*) FROM nominals_nominal WHERE case_manager_id = access_person()"
    seen, own = recent.as_role("practitioner", count), recent.as_role("practitioner", caseload)
    assert 10 < own[0][0] <= seen[0][0] < 120


def test_it_is_not_built_twice(small, invented_file):
    before = small.owner("SELECT count(*) FROM audit_event")
    done = manage(small.database, "build_county", invented_file)
    assert done.returncode == 1
    said = "CommandError: West Fernshire and Tarn is in this database already."
    assert done.stderr.strip() == said
    assert small.owner("SELECT count(*) FROM audit_event") == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((OLD, "--today", "2014-03-30"), "its year is not over before"),
        ((ROOT / "pyproject.toml",), "The return is not JSON"),
        ((ROOT / "nowhere.json",), "cannot be read"),
    ],
    ids=["too early", "not a return", "no file"],
)
def test_what_it_cannot_build_it_refuses_in_one_sentence(small, words, says):
    done = manage(small.database, "build_county", *words)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert small.owner("SELECT count(*) FROM agencies_area WHERE NOT national") == [(1,)]


VOLATILE = {"board_figure", "django_migrations", "django_session", "django_content_type"}


SALTED = {"agencies_person": "password", "audit_trailday": "sealed_at"}


def contents(county):
    """Each table's rows in one number, but for salted passwords and the moment of sealing."""
    names = county.owner("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200")
    found = {}
    for (name,) in names:
        if name not in VOLATILE:
            row = f"(to_jsonb(t) - '{SALTED[name]}')" if name in SALTED else "t"
            rows = f"SELECT count(*), sum(hashtextextended({row}::text, 0)) FROM {name} t"  # noqa: S608
            found[name] = county.owner(rows)[0]
    return found


def test_the_same_seed_gives_the_same_county_to_the_last_key(small, build, invented_file):
    again = build(invented_file, *AS_OF, "--seed", "1")
    assert contents(again) == contents(small)


def test_it_shows_how_far_it_is_and_ends_with_a_summary(recent):
    lines = recent.said.strip().splitlines()
    steps = [int(n) for n in re.findall(r"^  \[(\d)/8\]", recent.said, re.MULTILINE)]
    assert steps == [1, 2, 3, 4, 5, 6, 7, 8]
    assert re.fullmatch(
        r"Northamptonshire is built in \d+ s: [\d,]+ at Level 1, \d+ at Level 2, \d at Level 3;"
        r" 44 of the return's 51 figures come out as printed\.",
        lines[-1],
    )


def test_nothing_has_happened_that_is_still_to_come(county):
    today = date.fromisoformat(AS_OF[1]) if "invented" in county.file.stem else localdate()
    for table, column in (
        ("audit_event", "at"),
        ("notices_notice", "created_at"),
        ("nominals_nominalshare", "given_at"),
        ("meetings_minutes", "issued_at"),
        ("meetings_actionupdate", "at"),
        ("nominals_levelepisode", "from_on"),
    ):
        later = f"SELECT count(*) FROM {table} WHERE {column}::date > %s"  # noqa: S608
        assert county.owner(later, today) == [(0,)], table


def test_what_was_heard_is_recorded_whole(county):
    """Each seat's attendance, a decision, a disclosure, the minutes; and every section issued."""
    assert county.owner(
        "SELECT count(*) FROM meetings_slot s WHERE s.status = 'closed' AND NOT ("
        " EXISTS (SELECT 1 FROM meetings_decision d WHERE d.slot_id = s.id)"
        " AND EXISTS (SELECT 1 FROM meetings_disclosure d WHERE d.slot_id = s.id)"
        " AND EXISTS (SELECT 1 FROM meetings_minutes m WHERE m.slot_id = s.id)"
        " AND (SELECT count(*) FROM meetings_attendance a WHERE a.slot_id = s.id)"
        "   = (SELECT count(*) FROM meetings_invitation i WHERE i.slot_id = s.id))"
    ) == [(0,)]
    assert county.owner(
        "SELECT count(*) FROM meetings_section s JOIN meetings_minutes m ON m.id = s.minutes_id"
        " WHERE m.status = 'issued' AND s.text = ''"
    ) == [(0,)]


def test_a_case_stands_where_its_last_decision_put_it(county):
    """Unless it was decided on since: left, screened again, or moved without a panel."""
    wrong = county.owner(
        "SELECT count(*) FROM (SELECT DISTINCT ON (d.nominal_id) d.nominal_id, d.choice, d.at"
        "   FROM meetings_decision d ORDER BY d.nominal_id, d.at DESC) last"
        " JOIN nominals_levelepisode l ON l.nominal_id = last.nominal_id AND l.until_on IS NULL"
        " WHERE l.from_on <= last.at::date AND last.choice <> 'level_' || l.level"
    )
    assert wrong == [(0,)]


def test_a_level_decided_at_a_meeting_says_why_in_the_words_of_the_decision(county):
    told = county.owner(
        "SELECT l.rationale = d.rationale FROM nominals_levelepisode l"
        " JOIN meetings_decision d ON d.nominal_id = l.nominal_id AND d.at::date = l.from_on"
        " WHERE l.decided_by = 'meeting' AND d.choice = 'level_' || l.level"
    )
    assert len(told) > 10
    assert all(same for (same,) in told)


def test_there_is_something_for_everybody_to_do_today(county):
    statuses = dict(county.owner("SELECT status, count(*) FROM referrals_referral GROUP BY 1"))
    assert statuses["draft"] >= 3
    assert statuses["submitted"] >= 2
    assert statuses["approved"] >= 2
    waiting = county.owner(
        "SELECT count(*) FROM referrals_referral r WHERE status = 'accepted'"
        " AND NOT EXISTS (SELECT 1 FROM meetings_slot s WHERE s.nominal_id = r.nominal_id"
        "                 AND s.starts_at > r.decided_at)"
    )
    assert waiting[0][0] >= 1
    sessions = county.owner(
        "SELECT status, (SELECT count(*) FROM meetings_slot s WHERE s.session_id = e.id)"
        " FROM meetings_session e JOIN meetings_panel p ON p.id = e.panel_id"
        " WHERE p.level = 2 AND status IN ('convened', 'planned') ORDER BY starts_at"
    )
    assert sessions[0][0] == "convened"
    assert 4 <= sessions[0][1] <= 6
    assert [status for status, _ in sessions[1:]] == ["planned"] * (len(sessions) - 1)
    assert all(slots <= 1 for _, slots in sessions[1:])
    for question in (
        "SELECT 1 FROM meetings_minutes WHERE status = 'draft'",
        "SELECT 1 FROM meetings_minutes WHERE status = 'submitted'",
        "SELECT 1 FROM meetings_action WHERE status = 'open'",
        "SELECT 1 FROM meetings_informationreturn WHERE status = 'sent'",
        "SELECT 1 FROM meetings_invitation WHERE status = 'invited'",
        "SELECT 1 FROM notices_notice WHERE read_at IS NULL",
        "SELECT 1 FROM board_figure",
    ):
        assert county.owner(question), question


def test_agencies_come_about_as_often_as_they_do(recent):
    rates = dict(
        recent.owner(
            "SELECT a.kind, avg((t.presence IN ('in_person', 'by_video', 'part'))::int)::float"
            " FROM meetings_attendance t JOIN agencies_agency a ON a.id = t.agency_id GROUP BY 1"
        )
    )
    assert rates["police"] > 0.9
    assert rates["probation"] > 0.9
    assert 0.5 < rates["housing_authority"] < 0.85
    assert 0.6 < rates["nhs_mental_health"] < 0.92


def test_no_restored_share_gives_more_than_sight(recent):
    """Every share is a view permission of its own table's model."""
    for table in sorted(name for name in PROTECTED if name.endswith("share")):
        codenames = recent.owner(
            f"SELECT DISTINCT p.codename FROM {table} s JOIN auth_permission p"  # noqa: S608
            " ON p.id = s.permission_id"
        )
        assert len(codenames) == 1
        assert codenames[0][0].startswith("view_")


def test_the_terminal_is_told_who_can_sign_in(recent):
    done = manage(recent.database, "demonstration_people")
    assert done.returncode == 0, done.stderr
    for role in (
        "MAPPA co-ordinator",
        "Case manager",
        "Panel chair",
        "Victim liaison officer",
        "Lay adviser",
        "Auditor",
        "Information governance officer",
    ):
        assert role in done.stdout
    emails = re.findall(r"\S+@\S+\.example", done.stdout)
    assert len(set(emails)) == 13
    for agency in ("Housing", "Open Latch Resettlement", "National Security Division"):
        assert agency in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("Everybody's password: ")


def test_one_password_opens_every_door_but_the_services(recent):
    hashes = recent.owner("SELECT password, count(*) FROM agencies_person GROUP BY 1 ORDER BY 2")
    (services, two), (everybodys, _) = hashes
    assert (services, two) == ("!", 2)
    assert Argon2PasswordHasher().verify(DEMONSTRATION_PASSWORD, everybodys)


@pytest.mark.parametrize(
    "elsewhere", [{"DEMONSTRATION": False}, {"DEMONSTRATION_PASSWORD": ""}], ids=str
)
def test_only_a_demonstration_lists_its_people(settings, db, elsewhere):
    for name, value in elsewhere.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match="Only a demonstration"):
        call_command("demonstration_people")


def test_before_a_county_is_built_there_is_nobody_to_list(db):
    Person.objects.update(is_active=False)  # the cast of the tests
    with pytest.raises(CommandError, match="build a county first"):
        call_command("demonstration_people")


def test_somebody_holds_two_appointments(recent):
    several = recent.owner(
        "SELECT array_agg(role ORDER BY role) FROM agencies_appointment"
        " GROUP BY person_id HAVING count(*) > 1"
    )
    assert several == [(["board_member", "chair"],)]
