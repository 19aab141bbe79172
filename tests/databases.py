"""Databases for the tests: one template with the schema of today, and quick copies of it."""

import fcntl
import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from access.signature import keep_keys
from mappa.roles import prepare_database
from mappa.settings import demonstration, testing

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Database:
    """One database, as the application reaches it and as its owner does."""

    name: str
    url: str
    owner_url: str

    def drop(self) -> None:
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            _drop(owner, self.name)


def fresh(name: str) -> Database:
    """A new database with the schema and no rows."""
    template = _template()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        _drop(owner, name)
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return _prepared(name)


def existing(name: str) -> Database:
    """A database that is there already."""
    return Database(
        name,
        _renamed(os.environ["DATABASE_URL"], name),
        _renamed(os.environ["DATABASE_OWNER_URL"], name),
    )


def _template() -> str:
    """The name of the migrated database to copy, made once for each set of migrations."""
    name = f"test_mappa_template_{_fingerprint()}"
    lock = Path(os.environ.get("TMPDIR", "/tmp")) / f"{name}.lock"  # noqa: S108
    with (
        lock.open("w") as file,
        psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner,
    ):
        fcntl.flock(file, fcntl.LOCK_EX)
        found = owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            draft = f"{name}_draft"
            _drop(owner, draft)
            owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
            _migrate(_prepared(draft))
            _believe_tests_and_demonstration(draft)
            owner.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(draft), sql.Identifier(name)
                )
            )
    return name


def _fingerprint() -> str:
    written_by = [ROOT / "access" / name for name in ("locks.py", "signature.py")]
    parts = [*sorted(ROOT.glob("*/migrations/*.py")), *written_by]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:12]


def _migrate(database: Database) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
        env={
            **os.environ,
            "DATABASE_URL": database.url,
            "DATABASE_OWNER_URL": database.owner_url,
            "DJANGO_SETTINGS_MODULE": "mappa.settings.testing",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def _believe_tests_and_demonstration(name: str) -> None:
    """Let both sign: tests look into databases in which the demonstration's processes work."""
    secrets = [demonstration.SECRET_KEY, testing.SECRET_KEY]
    with psycopg.connect(existing(name).owner_url) as owner, owner.cursor() as cursor:
        keep_keys(cursor, secrets)


def _prepared(name: str) -> Database:
    database = existing(name)
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        prepare_database(owner)
    return database


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _drop(owner: psycopg.Connection, name: str) -> None:
    """Drop it. The plain way waits for the server's own vacuuming, which FORCE may not end."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        owner.execute(statement)
    except psycopg.errors.ObjectInUse:
        _end_connections(owner, name)
        owner.execute(statement)


def _end_connections(owner: psycopg.Connection, name: str) -> None:
    """End what the application's and the owner's roles left open, and nothing of the server's."""
    owner.execute(
        """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = %s AND pid <> pg_backend_pid()
          AND pg_has_role(current_user, usesysid, 'MEMBER')
        """,
        [name],
    )
