"""SQL typed as the application's role: it switches nothing off, alters no trail, is nobody else."""

import hmac
import time
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as ours
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils.timezone import now

from access.locks import acting_as, announce, is_believed
from access.rows import share
from access.signature import keep_keys, sign
from agencies.services import new_group
from audit.models import Event
from nominals.models import Exclusion, Nominal
from sharing.models import Seal
from tests.access.test_locks import asked, protected

# What PostgreSQL answers: it refuses, or gives what anybody might have. None: nothing at all.
REFUSED = "refused"
TYPED = {
    # Switching the second lock off
    "SET LOCAL row_security = off; SELECT * FROM nominals_nominal": REFUSED,
    "ALTER TABLE nominals_nominal DISABLE ROW LEVEL SECURITY": REFUSED,
    "ALTER TABLE nominals_nominal NO FORCE ROW LEVEL SECURITY": REFUSED,
    "ALTER TABLE nominals_nominal OWNER TO CURRENT_USER": REFUSED,
    "DROP POLICY opened ON nominals_nominal": REFUSED,
    "ALTER POLICY opened ON nominals_nominal USING (true)": REFUSED,
    "CREATE POLICY mine ON nominals_nominal USING (true)": REFUSED,
    "CREATE OR REPLACE FUNCTION access_said(what text) RETURNS uuid LANGUAGE sql AS"
    " $$ SELECT id FROM agencies_appointment LIMIT 1 $$": REFUSED,
    "CREATE OR REPLACE FUNCTION access_groups() RETURNS int[] LANGUAGE sql AS"
    " $$ SELECT array_agg(id) FROM auth_group $$": REFUSED,
    "ALTER FUNCTION access_groups() RENAME TO elsewhere": REFUSED,
    "DROP FUNCTION access_withheld() CASCADE": REFUSED,
    "CREATE RULE shown AS ON UPDATE TO nominals_nominal DO INSTEAD NOTHING": REFUSED,
    "CREATE TRIGGER mine AFTER INSERT ON nominals_nominal"
    " FOR EACH ROW EXECUTE FUNCTION nominals_resort()": REFUSED,
    "CREATE PUBLICATION everything FOR ALL TABLES": REFUSED,
    # Becoming somebody more powerful
    "SET ROLE mappa_owner": REFUSED,
    "SET SESSION AUTHORIZATION mappa_owner": REFUSED,
    "ALTER ROLE CURRENT_USER BYPASSRLS": REFUSED,
    "GRANT mappa_owner TO CURRENT_USER": REFUSED,
    "CREATE ROLE another": REFUSED,
    "GRANT pg_read_all_data TO CURRENT_USER": REFUSED,
    # Putting something of one's own where a name is looked for
    "CREATE SCHEMA mine": REFUSED,
    "CREATE TABLE mine (id int)": REFUSED,
    "CREATE TEMPORARY TABLE agencies_membership (appointment_id uuid, group_id int)": REFUSED,
    "CREATE TEMPORARY VIEW access_key AS SELECT ''::bytea AS inner_pad": REFUSED,
    "CREATE VIEW mine AS SELECT * FROM nominals_nominal": REFUSED,
    "CREATE FUNCTION mine(text) RETURNS boolean LANGUAGE sql COST 0.0001 AS"
    " $$ SELECT true $$": REFUSED,
    "CREATE FUNCTION pg_temp.mine(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS"
    " $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$": REFUSED,
    "CREATE OPERATOR === (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)": REFUSED,
    "CREATE EXTENSION dblink": REFUSED,
    # Altering the trail, or passing it by
    "UPDATE audit_event SET action = 'nothing'": REFUSED,
    "DELETE FROM audit_event": REFUSED,
    "TRUNCATE audit_event": REFUSED,
    "ALTER TABLE audit_event DISABLE TRIGGER ALL": REFUSED,
    "DROP TRIGGER append_only ON audit_event": REFUSED,
    "DROP TABLE audit_event": REFUSED,
    "SET LOCAL session_replication_role = replica": REFUSED,
    "INSERT INTO audit_event (id, at, action, kind, record_kind, detail, shown, by_id)"
    " SELECT gen_random_uuid(), now(), 'nominal.show', 'reading', '', '{}', '{}', id"
    " FROM agencies_person WHERE id IS DISTINCT FROM access_person() LIMIT 1": REFUSED,
    "MERGE INTO audit_event USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE": REFUSED,
    # The key, and what PostgreSQL keeps beside the tables
    "SELECT * FROM access_key": REFUSED,
    "INSERT INTO access_key VALUES ('', '')": REFUSED,
    "COPY access_key TO STDOUT": REFUSED,
    "COPY nominals_nominal TO '/tmp/everything'": REFUSED,
    "COPY nominals_nominal TO PROGRAM 'cat'": REFUSED,
    "SELECT pg_read_file('PG_VERSION')": REFUSED,
    "SELECT pg_ls_dir('.')": REFUSED,
    "SELECT lo_import('/etc/passwd')": REFUSED,
    "SELECT lo_export(0, '/tmp/everything')": REFUSED,
    "SELECT * FROM pg_statistic": REFUSED,
    "SELECT * FROM pg_largeobject": REFUSED,
    "SELECT rolpassword FROM pg_authid": REFUSED,
    "SELECT * FROM dblink('', '') AS t(id uuid)": REFUSED,
    "SELECT * FROM pg_stats WHERE schemaname = 'public' AND tablename LIKE 'nominals%'": None,
    "SELECT query_to_xml('SELECT * FROM nominals_nominal', true, true, '')::text": [("",)],
    "SELECT * FROM nominals_nominal TABLESAMPLE SYSTEM (100)": None,
    "SELECT * FROM nominals_nominal FOR UPDATE": None,
    # A function that fails on what it is handed is handed nothing that is hidden
    "SELECT 1 FROM nominals_nominal WHERE surname::int = 1": None,
    "SELECT 1 FROM nominals_nominal WHERE 1 / (length(surname) - length(surname)) = 1": None,
    "DELETE FROM nominals_nominal RETURNING id": None,
    "UPDATE nominals_nominal SET surname = 'Altered' RETURNING id": None,
}


@pytest.fixture
def traces(cast, nominal):
    """A nominal, an exclusion, a seal and an event of the trail, none of them for Hal."""
    with acting_as(cast.cora):
        Event.objects.create(
            at=now(), by=cast.cora.person, appointment_id=cast.cora.appointment_id, action="try"
        )
        Exclusion.objects.create(
            nominal=nominal, person=cast.maya.person, reason="A relative", given_at=now()
        )
        Seal(
            nominal=nominal, reason="Category 4", sealed_by=cast.cora.person, sealed_at=now()
        ).save(force_insert=True)
    return nominal


@pytest.mark.parametrize("who", ["hal", "nobody"])
def test_typed_sql_is_refused_or_harmless(cast, traces, who):
    """As somebody who may see nothing of it, and as nobody."""
    announce(cast.hal if who == "hal" else None)
    answers = {statement: typed(statement) for statement in TYPED}
    assert answers == TYPED


def typed(statement):
    """What a raw connection of the application's role answers; nothing of it stays."""
    with transaction.atomic():
        try:
            with transaction.atomic(), psycopg.Cursor(connection.connection) as cursor:
                cursor.execute(statement)
                return cursor.fetchall() or None
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFunction):
            return REFUSED


@pytest.fixture
def elsewhere():
    """Another connection of the same role."""
    given = connection.get_connection_params()
    with psycopg.connect(**{name: given[name] for name in NEEDED if name in given}) as other:
        yield other


NEEDED = ("host", "port", "dbname", "user", "password")


def say(said: str, what: str = "appointment") -> None:
    asked("SELECT set_config(%s, %s, true)", f"mappa.{what}", said)


def said(what: str = "appointment") -> str:
    return asked("SELECT current_setting(%s, true)", f"mappa.{what}")[0][0]


def believed() -> bool:
    answer = asked("SELECT access_said('appointment'), access_person(), access_groups()")
    counted = {asked(f"SELECT count(*) FROM {table}")[0][0] for table in protected()}  # noqa: S608
    assert answer == [(None, None, [])] or answer[0][0] is not None
    return bool(answer[0][0]) and counted != {0}


def pid() -> int:
    return connection.connection.info.backend_pid


def test_what_the_process_says_is_believed(cast, traces):
    announce(cast.cora)
    assert believed()


def test_an_appointment_without_a_signature_opens_nothing(cast, traces):
    for forged in (
        str(cast.cora.appointment_id),
        f"{cast.cora.appointment_id}:{int(time.time())}:",
        f"{cast.cora.appointment_id}:{int(time.time())}:{'0' * 64}",
        "' OR true --",
        "::",
        "made-up:not-a-number:not-hexadecimal",
    ):
        say(forged)
        assert not believed(), forged


def test_a_signature_holds_for_its_own_words_alone(cast, traces):
    announce(cast.hal)
    appointment, issued, signature = said().split(":")
    say(f"{cast.cora.appointment_id}:{issued}:{signature}")
    assert not believed()
    say(f"{appointment}:{int(issued) + 1}:{signature}")
    assert not believed()
    say(sign("new", str(cast.cora.appointment_id), connection=pid(), secret=ours.SECRET_KEY))
    assert not believed()


def test_the_secret_key_itself_signs_nothing(cast, traces):
    """Nor does another: the key of the database is made from it, and for this alone."""
    issued = int(time.time())
    message = f"appointment:{cast.cora.appointment_id}:{issued}:{pid()}".encode()
    signature = hmac.digest(ours.SECRET_KEY.encode(), message, "sha256").hex()
    say(f"{cast.cora.appointment_id}:{issued}:{signature}")
    assert not believed()


def test_what_was_said_on_one_connection_opens_nothing_on_another(cast, traces, elsewhere):
    announce(cast.cora)
    elsewhere.execute("SELECT set_config('mappa.appointment', %s, true)", [said()])
    assert elsewhere.execute("SELECT access_said('appointment')").fetchone() == (None,)
    other = elsewhere.info.backend_pid
    own = sign("appointment", str(uuid4()), connection=other, secret=ours.SECRET_KEY)
    elsewhere.execute("SELECT set_config('mappa.appointment', %s, true)", [own])
    assert elsewhere.execute("SELECT access_said('appointment')").fetchone() != (None,)


def test_what_was_said_is_not_to_be_read_on_another_connection(cast, traces, elsewhere):
    announce(cast.cora)
    shown = elsewhere.execute(
        "SELECT query FROM pg_stat_activity WHERE pid = %s", [pid()]
    ).fetchone()
    assert "set_config" in shown[0]
    assert str(cast.cora.appointment_id) not in shown[0]


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_what_was_said_long_ago_or_for_later_opens_nothing(cast, traces, monkeypatch, seconds):
    monkeypatch.setattr("access.signature.time", Shifted(seconds))
    announce(cast.cora)
    assert not believed()


class Shifted:
    """A clock that is wrong."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def time(self) -> float:
        return time.time() + self.seconds


def test_a_process_with_another_key_says_so_and_sees_nothing(cast, traces, settings):
    assert is_believed()
    call_command("check", databases=["default"], tags=["database"])
    settings.SECRET_KEY = "another key, such as one that was changed without a migration"
    announce(cast.cora)
    assert not believed()
    assert not is_believed()
    with pytest.raises(SystemCheckError, match="does not take this process's word"):
        call_command("check", databases=["default"], tags=["database"])
    answer = Client().get("/readyz")
    assert "manage.py migrate" in answer.json()["signature"]["reason"]
    assert answer.status_code == 503


def test_the_database_believes_the_keys_that_its_owner_kept_last(stack):
    with (
        psycopg.connect(stack.owner_url) as owner,
        psycopg.connect(stack.database_url, autocommit=True) as application,
    ):
        for secrets in (["first"], ["second", "third"]):
            keep_keys(owner.cursor(), secrets)
            owner.commit()
            believed = {each for each in ("first", "second", "third") if says(application, each)}
            assert believed == set(secrets)


def says(application, secret: str) -> bool:
    """Whether it is believed on this connection, with this secret."""
    word = sign("new", str(uuid4()), connection=application.info.backend_pid, secret=secret)
    application.execute("SELECT set_config('mappa.new', %s, false)", [word])
    return application.execute("SELECT access_said('new')").fetchone() != (None,)


def test_every_function_of_the_owner_is_closed_and_looks_for_names_where_only_it_puts_them(db):
    found = asked(
        "SELECT p.oid::regprocedure::text,"
        " EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        "         WHERE a.grantee = 0),"
        " coalesce(p.proconfig, '{}')"
        " FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    assert len(found) > 10
    open_to_all = [name for name, public, _ in found if public]
    astray = [name for name, _, c in found if "search_path=pg_catalog, public, pg_temp" not in c]
    assert (open_to_all, astray) == ([], [])


def test_the_owners_functions_answer_nobody_about_another(cast, traces):
    """Not who is excluded, not who sees what: but the service, which has letters to send."""
    of_maya = (cast.maya.person_id, cast.maya.agency_id)
    sees = (cast.cora.person_id, traces.pk)
    for actor in (None, cast.hal, cast.cora):
        announce(actor)
        assert asked("SELECT access_excluded(%s, %s)", *of_maya) == [(None,)]
        assert asked("SELECT access_person_sees(%s, %s)", *sees) == [(False,)]
    announce(cast.maya)
    assert asked("SELECT access_excluded(%s, %s)", *of_maya) == [([traces.pk],)]
    announce(cast.service)
    assert asked("SELECT access_excluded(%s, %s)", *of_maya) == [([traces.pk],)]
    assert asked("SELECT access_person_sees(%s, %s)", *sees) == [(True,)]
    assert asked("SELECT access_person_sees(%s, %s)", *of_maya) == [(False,)]


def test_the_first_lock_opens_nothing_to_somebody_who_is_not_asking(cast, traces):
    announce(cast.pat)
    assert Nominal.objects.visible_to(cast.pat).exists()
    assert not Nominal.objects.visible_to(cast.cora).exists()


# Each of these asks about a key: of a nominal that is hidden, and of none at all.
PROBES = {
    "give oneself a share": (
        "INSERT INTO nominals_nominalshare (id, content_object_id, group_id, permission_id,"
        " sort_key, source, reason, given_at) SELECT gen_random_uuid(), %s, {group}, p.id, '',"
        " 'slot', 'Mine', now() FROM auth_permission p WHERE codename = 'view_nominal'"
    ),
    "give oneself a share, if there is none": (
        "INSERT INTO nominals_nominalshare (id, content_object_id, group_id, permission_id,"
        " sort_key, source, reason, given_at) SELECT gen_random_uuid(), %s, {group}, p.id, '',"
        " 'slot', 'Mine', now() FROM auth_permission p WHERE codename = 'view_nominal'"
        " ON CONFLICT DO NOTHING"
    ),
    "hang a child on it": (
        "INSERT INTO nominals_location (id, nominal_id, from_on, kind_of_place, place)"
        " VALUES (gen_random_uuid(), %s, now(), 'prison', '')"
    ),
    "exclude oneself from it": (
        "INSERT INTO nominals_exclusion (id, nominal_id, agency_id, reason, given_at)"
        " VALUES (gen_random_uuid(), %s, gen_random_uuid(), 'Mine', now())"
    ),
    "share it with a single user": (
        "INSERT INTO nominals_nominalusershare (content_object_id, permission_id, user_id)"
        " SELECT %s, p.id, access_person() FROM auth_permission p"
        " WHERE codename = 'view_nominal'"
    ),
    "take its key for one's own": (
        "INSERT INTO nominals_nominal SELECT (jsonb_populate_record(n, jsonb_build_object("
        "'id', %s::text))).* FROM nominals_nominal n LIMIT 1"
    ),
    "move one's own child to it": "UPDATE nominals_location SET nominal_id = %s",
    "move one's own share to it": "UPDATE nominals_nominalshare SET content_object_id = %s",
    "read it": "SELECT count(*) FROM nominals_nominal WHERE id = %s",
    "ask whether one sees it": "SELECT access_sees_nominals_nominal(%s)",
    "ask whether one may share it": "SELECT access_may_share_nominals_nominal(%s)",
    "ask who reads it": "SELECT count(*) FROM audit_event WHERE nominal_id = %s",
}


@pytest.mark.parametrize("probe", PROBES)
def test_what_is_hidden_and_what_never_was_answer_alike(cast, traces, probe):
    """Somebody who sees one nominal asks for another by its key."""
    from tests.factories import make_nominal

    own = make_nominal(cast.cora, cast.rex)
    announce(cast.rex)
    say("", "new")
    assert asked("SELECT id FROM nominals_nominal") == [(own.pk,)]
    statement = PROBES[probe].format(group=cast.rex.person.own_group_id)
    assert answer_to(statement, traces.pk) == answer_to(statement, uuid4())


def answer_to(statement: str, key) -> str:
    """The rows, or the error's first line; with foreign keys checked at once."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [key])
            rows = cursor.fetchall() if cursor.description else cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return str(rows)
    except (DatabaseError, IntegrityError) as error:
        return str(error).splitlines()[0].replace(str(key), "the key")


def test_nobody_says_that_a_key_is_new_but_the_process_that_made_it(cast, traces):
    """Else whoever can write would be told whether a key is taken, or open what is theirs not."""
    announce(cast.hal)
    key = uuid4()
    for forged in (str(key), f"{key}:{int(time.time())}:{'0' * 64}", said()):
        say(forged, "new")
        assert asked("SELECT access_may_share_nominals_nominal(%s)", key) == [(False,)]
    own = [cast.hal.person.own_group]
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        share(Nominal(pk=traces.pk), own, source="slot", reason="Mine", at=now())
    with transaction.atomic():
        share(Nominal(pk=key), own, source="slot", reason="New", at=now())
        assert asked("SELECT access_may_share_nominals_nominal(%s)", key) == [(True,)]
        transaction.set_rollback(True)  # there is no such nominal in the end


def test_no_table_that_is_open_refers_to_one_that_is_locked(db):
    """A foreign key looks past row security: it would say whether a key exists."""
    found = asked(
        "SELECT c.conrelid::regclass::text FROM pg_constraint c"
        " JOIN pg_class here ON here.oid = c.conrelid"
        " JOIN pg_class there ON there.oid = c.confrelid"
        " WHERE c.contype = 'f' AND there.relrowsecurity AND NOT here.relrowsecurity"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint n WHERE n.conrelid = c.conrelid"
        "                 AND n.conname LIKE '%%holds_no_row')"
    )
    assert found == []


def test_who_asks_is_worked_out_once_for_a_statement(cast, traces):
    """An initial plan, not a call for each row."""
    announce(cast.cora)
    plan = "\n".join(row[0] for row in asked("EXPLAIN (VERBOSE) SELECT * FROM nominals_location"))
    calls = [line for line in plan.splitlines() if "access_groups()" in line]
    assert calls
    assert all(line.strip().startswith("Output:") for line in calls)
    group = new_group("agency")
    assert group.pk not in asked("SELECT access_groups()")[0][0]
