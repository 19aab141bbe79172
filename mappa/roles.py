"""The database's two roles: one owns the tables, the other is the application and owns nothing."""

from dataclasses import dataclass
from typing import Any, LiteralString
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from mappa.addresses import Unavailable
from mappa.passwords import Passwords

OWNER = "mappa_owner"
APPLICATION = "mappa_app"
# All trusted: an owner may make them.
EXTENSIONS = ("pg_trgm", "btree_gist", "btree_gin", "fuzzystrmatch", "unaccent")
Connection = psycopg.Connection[Any]

POWERS: LiteralString = """
    SELECT rolsuper OR rolbypassrls OR rolcreaterole
           OR EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database()
                      AND pg_has_role(current_user, d.datdba, 'USAGE'))
    FROM pg_roles WHERE rolname = current_user
"""
PREPARATION: tuple[LiteralString, ...] = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {application}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {application}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {application}",
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the application connects, and where its owner does (empty: nobody said)."""

    application: str
    owner: str


def connect(url: str, name: str) -> Connection:
    """A connection that commits as it goes; or Unavailable, without the password."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        # The last line says most: a host of several addresses fails once for each.
        why = (str(error).strip().splitlines() or ["no reason given"])[-1].strip()
        raise Unavailable(f"{name} leads to no PostgreSQL that answers: {why}") from None


def prepare_database(owner: Connection) -> None:
    """What migrations take for granted: the extensions, and rights on tables still to come.

    Connected as the owner of the database; may be done again.
    """
    names = {
        "database": sql.Identifier(owner.info.dbname),
        "application": sql.Identifier(APPLICATION),
    }
    for extension in EXTENSIONS:
        owner.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
        )
    for statement in PREPARATION:
        owner.execute(sql.SQL(statement).format(**names))


def prepare(owner_url: str) -> None:
    """prepare_database, for whoever has only the address yet. Without one, says nothing."""
    if owner_url:
        with connect(owner_url, "DATABASE_OWNER_URL") as owner:
            prepare_database(owner)


def settle(url: str, passwords: Passwords) -> Addresses:
    """Find out whose address DATABASE_URL is; from an owner's, derive the application's.

    The application then signs in as a role of this installation alone, a member of mappa_app, so
    that two installations on one server never change each other's password.
    """
    with connect(url, "DATABASE_URL") as connection:
        if not _asks(connection, POWERS):
            return Addresses(application=url, owner="")
        try:
            login = _login_role(connection, passwords)
            prepare_database(connection)
        except psycopg.Error as error:
            why = str(error).strip().splitlines()[0]
            raise Unavailable(
                "DATABASE_URL names a role that owns the database, and no role for the application"
                f" could be made from it ({why}): give DATABASE_OWNER_URL that one, and"
                f" DATABASE_URL a member of {APPLICATION}."
            ) from None
    return Addresses(application=_as(url, login, passwords.of(login)), owner=url)


def create_role(connection: Connection, name: str, options: LiteralString) -> None:
    """Make the role if it is not there yet, and leave it alone if it is."""
    if not _asks(connection, "SELECT true FROM pg_roles WHERE rolname = %s", name):
        connection.execute(sql.SQL("CREATE ROLE {} " + options).format(sql.Identifier(name)))


def set_password(connection: Connection, name: str, password: str) -> None:
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), password)
    )


def _login_role(connection: Connection, passwords: Passwords) -> str:
    create_role(connection, APPLICATION, "NOLOGIN")
    login = f"{APPLICATION}_{passwords.of('installation')[:8].lower()}"
    create_role(connection, login, "NOLOGIN")
    set_password(connection, login, passwords.of(login))
    member = sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(login))
    connection.execute(member)
    return login


def _asks(connection: Connection, question: LiteralString, *values: str) -> bool:
    row = connection.execute(question, values).fetchone()
    return bool(row and row[0])


def _as(url: str, user: str, password: str) -> str:
    """The same address for another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user)}:{quote(password)}@{place}"))
