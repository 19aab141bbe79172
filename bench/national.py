"""The databases of the bench: built once for each schema and each builder, then kept."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from tests.databases import ROOT, Database, existing, fresh

NAME, UNLOCKED = "bench_national", "bench_national_unlocked"
MADE_OF = (
    *sorted(ROOT.glob("*/migrations/*.py")),
    ROOT / "access" / "locks.py",
    ROOT / "access" / "signature.py",
    Path(__file__).with_name("build_national.py"),
)


def national() -> tuple[Database, Database]:
    """The country, and a copy of it in which row-level security is switched off."""
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in MADE_OF)).hexdigest()
    if _mark() != mark:
        print("Building 100,000 nominals and a million shares; this is done once.", flush=True)
        locked = fresh(NAME)
        command = [sys.executable, "-m", "bench.build_national"]
        subprocess.run(command, cwd=ROOT, env=environment(locked) | OWNER, check=True)
        _copy_without_locks()
        _owner(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(NAME), mark))
    return existing(NAME), existing(UNLOCKED)


OWNER = {"MAPPA_CONNECT_AS": "owner"}


def environment(database: Database) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }


def _mark() -> str:
    """What the kept databases were made of; empty where there are none, or not both."""
    described = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
    rows = _owner(sql.SQL(described + " WHERE datname IN ({}, {})").format(NAME, UNLOCKED))
    return next((mark for (mark,) in rows if mark), "") if len(rows) > 1 else ""


def _copy_without_locks() -> None:
    names = {"copy": sql.Identifier(UNLOCKED), "of": sql.Identifier(NAME)}
    _owner(sql.SQL("DROP DATABASE IF EXISTS {copy}").format(**names))
    _owner(sql.SQL("CREATE DATABASE {copy} TEMPLATE {of} STRATEGY file_copy").format(**names))
    with psycopg.connect(existing(UNLOCKED).owner_url) as owner:
        locked = owner.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity AND relkind = 'r'"
        ).fetchall()
        for (table,) in locked:
            for words in ("NO FORCE", "DISABLE"):
                owner.execute(
                    sql.SQL("ALTER TABLE {} " + words + " ROW LEVEL SECURITY").format(
                        sql.Identifier(table)
                    )
                )


def _owner(statement: sql.SQL | sql.Composed) -> list[tuple[str]]:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        cursor = owner.execute(statement)
        return cursor.fetchall() if cursor.description else []
