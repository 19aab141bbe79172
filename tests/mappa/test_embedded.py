"""PostgreSQL and Valkey from wheels: started once, found again, and roles that cannot do much."""

import json
import os
import stat
from contextlib import closing

import psutil
import psycopg
import pytest
import redis

from mappa.processes import has_ended

pytestmark = pytest.mark.services


def test_two_processes_at_once_start_one_of_each(installation):
    both = [installation.start("-c", "import json\n" + ENSURE_AND_TELL) for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert [answer["url"] for answer in answers] == [answers[0]["url"]] * 2
    assert sorted(answer["started"] for answer in answers) == [[], ["PostgreSQL", "Valkey"]]


def test_killed_services_start_again_with_the_data(installation):
    first = installation.ensure()
    with closing(psycopg.connect(first["owner_url"], autocommit=True)) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    installation.kill("postgres/postmaster.pid")
    installation.kill("valkey/valkey.pid")
    second = installation.ensure()
    assert second["started"] == ["PostgreSQL", "Valkey"]
    with closing(psycopg.connect(second["database_url"])) as application:
        assert application.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert redis.Redis.from_url(second["redis_url"]).ping()


def test_a_number_that_another_program_has_by_now_is_not_taken_for_a_server(installation):
    installation.ensure()
    for name in ("postgres/postmaster.pid", "valkey/valkey.pid"):
        dead = installation.kill(name)
        kept = installation.state / name
        text = kept.read_text() if kept.exists() else str(dead)
        kept.write_text(text.replace(str(dead), str(os.getpid()), 1))
    assert installation.ensure()["started"] == ["PostgreSQL", "Valkey"]
    assert psutil.pid_exists(os.getpid())


def test_services_outlive_the_command_that_started_them_until_they_are_stopped(installation):
    installation.ensure()
    names = ("postgres/postmaster.pid", "valkey/valkey.pid")
    servers = [psutil.Process(installation.pid(name)) for name in names]
    assert not any(has_ended(server) for server in servers)
    assert installation.run("-m", "mappa.stop", "stop").returncode == 0
    assert all(has_ended(server) for server in servers)


def test_only_what_no_address_is_given_for_is_embedded(installation):
    services = installation.ensure(REDIS_URL=os.environ["REDIS_URL"])
    assert services["redis_url"] == os.environ["REDIS_URL"]
    assert services["started"] == ["PostgreSQL"]
    assert not (installation.state / "valkey").exists()


def test_passwords_are_for_this_installation_alone(shared_installation):
    services = shared_installation.ensure()
    kept = shared_installation.state / "passwords.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    wrong = services["database_url"].replace("mappa_app:", "mappa_app:not")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(services["redis_url"].replace("redis://:", "redis://:not")).ping()


def test_the_application_owns_nothing_and_cannot_pass_a_policy(shared_installation):
    services = shared_installation.ensure()
    with closing(psycopg.connect(services["database_url"], autocommit=True)) as application:
        assert application.execute(POWERS).fetchone() == ("mappa_app", False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE mine ()")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("SET ROLE mappa_owner")
    with closing(psycopg.connect(services["owner_url"], autocommit=True)) as owner:
        assert owner.execute(POWERS).fetchone() == ("mappa_owner", False, False, False)


def test_the_log_repeats_nothing_of_what_failed(shared_installation):
    services = shared_installation.ensure()
    with closing(psycopg.connect(services["owner_url"], autocommit=True)) as owner:
        owner.execute("CREATE TEMP TABLE looked (who text CHECK (who = 'nobody'))")
        for refused in ("INSERT INTO looked VALUES (%s)", "SELECT %s::text FROM not_there"):
            with pytest.raises(psycopg.Error):
                owner.execute(refused, ["Placeholder-Thistle"])
        with pytest.raises(psycopg.Error, match="Placeholder-Thistle"):
            owner.execute("INSERT INTO looked VALUES ('Placeholder-Thistle')")
    log = (shared_installation.state / "logs/postgres.log").read_text()
    assert 'violates check constraint "looked_who_check"' in log
    assert "Placeholder-Thistle" not in log


def test_from_an_owners_address_a_role_for_the_application_is_made(shared_installation, tmp_path):
    shared_installation.ensure()
    powerful = superuser(shared_installation)
    other = {"MAPPA_STATE": str(tmp_path / "other"), "REDIS_URL": os.environ["REDIS_URL"]}
    services = shared_installation.ensure(DATABASE_URL=powerful, **other)
    again = shared_installation.ensure(DATABASE_URL=powerful, **other)
    assert services["owner_url"] == powerful
    assert again["database_url"] == services["database_url"]
    with closing(psycopg.connect(services["database_url"])) as application:
        name, *powers = application.execute(POWERS).fetchone()
        member = "SELECT pg_has_role(current_user, 'mappa_app', 'USAGE')"
        assert name.startswith("mappa_app_")
        assert powers == [False, False, False]
        assert application.execute(member).fetchone() == (True,)


def test_an_owner_who_may_make_no_role_is_told_in_one_sentence(shared_installation, tmp_path):
    owner = shared_installation.ensure()["owner_url"]
    done = shared_installation.run(
        "manage.py", "showmigrations", DATABASE_URL=owner, MAPPA_STATE=str(tmp_path / "other")
    )
    assert done.returncode == 1
    assert "give DATABASE_OWNER_URL that one" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert psycopg.conninfo.conninfo_to_dict(owner)["password"] not in done.stderr


def test_an_applications_address_is_used_as_it_is(shared_installation):
    services = shared_installation.ensure()
    again = shared_installation.ensure(
        DATABASE_URL=services["database_url"], REDIS_URL=services["redis_url"]
    )
    assert again == services | {"owner_url": "", "started": []}


ENSURE_AND_TELL = """
from mappa.embedded import ensure_services
services = ensure_services()
print(json.dumps({"url": services.database_url, "started": list(services.started)}))
"""
POWERS = """
    SELECT current_user::text, rolsuper, rolbypassrls, rolcreaterole
    FROM pg_roles WHERE rolname = current_user
"""


def superuser(installation) -> str:
    password = json.loads((installation.state / "passwords.json").read_text())["postgres"]
    port = (installation.state / "postgres.port").read_text()
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
