"""The second lock: PostgreSQL itself refuses a row that no share opens.

Row-level security is enabled and forced on every protected table. The application's role owns
nothing and cannot bypass it. Each request and each task is one transaction that begins by
saying under which appointment it acts (`announce`); no word, no rows. The database works out
the groups, the person and the exclusions from that one key, so the application cannot claim
a group that the appointment does not have; and it takes the word of a process that signs it
(`signature`), so that SQL typed as the application's role cannot say it.

The functions below write the SQL of the policies, for migrations. Their shape was measured:
a plain EXISTS on the shares, with the actor's groups worked out once for a statement.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, migrations, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from .actor import Actor
from .signature import sign

# A function of the owner's looks for names where only the owner can put any.
AS_OWNER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
LIVE = (
    "(s.opens_at IS NULL OR s.opens_at <= statement_timestamp())"
    " AND (s.expires_at IS NULL OR s.expires_at > statement_timestamp())"
)


def opened(shares: str, key: str) -> str:
    """SQL: a live share opens `key` to the actor, and no exclusion takes it away."""
    return (
        f"EXISTS (SELECT 1 FROM {shares} s WHERE s.content_object_id = {key}"  # noqa: S608
        f" AND s.group_id = ANY ((SELECT access_groups())::int[]) AND {LIVE})"
        f" AND {key} <> ALL ((SELECT access_withheld())::uuid[])"
    )


def for_the_application(*functions: str) -> migrations.RunSQL:
    """Let the application's role call these functions, each with its types, and nobody else."""
    return migrations.RunSQL(
        [
            f"REVOKE EXECUTE ON FUNCTION {each} FROM PUBLIC;"
            f" GRANT EXECUTE ON FUNCTION {each} TO mappa_app;"
            for each in functions
        ],
        migrations.RunSQL.noop,
    )


def for_nobody(*functions: str) -> migrations.RunSQL:
    """Let nobody call these functions, each with its types: triggers and the owner's own do."""
    return migrations.RunSQL(
        [f"REVOKE EXECUTE ON FUNCTION {each} FROM PUBLIC;" for each in functions],
        migrations.RunSQL.noop,
    )


def protect(table: str, using: str, check: str = "") -> migrations.RunSQL:
    """Lock a table: the application's role sees and writes only the rows that `using` opens."""
    return migrations.RunSQL(*_lock(table, using, check or using))


def _lock(table: str, using: str, check: str) -> tuple[str, str]:
    return (
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);
        CREATE POLICY opened ON {table} TO mappa_app USING ({using}) WITH CHECK ({check});
        """,
        f"""
        DROP POLICY opened ON {table};
        DROP POLICY owner ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def follows(table: str, **carriers: str) -> migrations.RunSQL:
    """Lock a table whose rows follow others: column -> the table of shares that opens it."""
    each = (opened(shares, f"{table}.{key}") for key, shares in carriers.items())
    using = " AND ".join(each)
    on, off = _lock(table, using, using)
    return migrations.RunSQL(
        on + _seen(table, carriers), f"DROP FUNCTION access_seen_{table}(uuid); {off}"
    )


def _seen(table: str, carriers: dict[str, str]) -> str:
    """SQL: a function that gives a key back to whoever sees its row, and null to anybody else.

    A policy by itself works only on rows that are there, and that shows in the time it takes. This
    does the same for a row that is hidden and for none: it reads the keys that the row follows, or
    draws some; works out who is asking; and looks, group by group and along an index of both, for
    a share of each key, the narrowest first. Nothing of it waits until something is found.
    """
    columns = sorted(carriers, key="nominal_id".__eq__)
    drawn = ", ".join(
        f"coalesce((SELECT {each} FROM {table} WHERE id = record), gen_random_uuid()) AS {each}"  # noqa: S608
        for each in columns
    )
    asked = " AND ".join(
        f"EXISTS (SELECT 1 FROM unnest(r.groups) AS mine (id) CROSS JOIN LATERAL ("  # noqa: S608
        f" SELECT 1 FROM {carriers[each]} s WHERE s.content_object_id = r.{each}"
        f" AND s.group_id = mine.id AND {LIVE} LIMIT 1) AS share)::int"
        f" - (r.{each} = ANY (r.withheld))::int = 1"
        for each in columns
    )
    return f"""
        CREATE FUNCTION access_seen_{table}(record uuid) RETURNS uuid LANGUAGE sql STABLE
            {AS_OWNER} AS $$
            SELECT CASE WHEN {asked} THEN record END FROM (
                SELECT {drawn}, access_groups() AS groups, access_withheld() AS withheld OFFSET 0
            ) AS r $$;
        REVOKE EXECUTE ON FUNCTION access_seen_{table}(uuid) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION access_seen_{table}(uuid) TO mappa_app;
    """  # noqa: S608


def carries(table: str, shares: str, **also: str) -> list[migrations.RunSQL]:
    """Lock a table that carries its own shares, and those shares.

    A share may be written by whoever sees the record, or for a new record, which is how it comes
    to be visible to its writer. That a key is new is said by the process that made it
    (`announce_new`): to anybody else, what is hidden and what never was get the same refusal.
    A share gives the permission to view and no other. `also` names what else the record follows,
    as in `follows`.
    """
    sees, may_share = f"access_sees_{table}", f"access_may_share_{table}"
    doors = migrations.RunSQL(
        f"""
        CREATE FUNCTION {sees}(record uuid) RETURNS boolean LANGUAGE sql STABLE {AS_OWNER} AS
            $$ SELECT {opened(shares, "record")} $$;
        CREATE FUNCTION {may_share}(record uuid) RETURNS boolean LANGUAGE sql STABLE {AS_OWNER} AS
            $$ SELECT CASE WHEN {sees}(record) THEN true
                           WHEN record = access_said('new')
                           THEN NOT EXISTS (SELECT 1 FROM {table} WHERE id = record)
                           ELSE false END $$;
        CREATE FUNCTION {shares}_only_views() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM auth_permission
                           WHERE id = NEW.permission_id AND codename LIKE 'view\\_%') THEN
                RAISE EXCEPTION 'A share opens a record to be seen, and gives nothing else.';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER only_views BEFORE INSERT OR UPDATE OF permission_id ON {shares}
            FOR EACH ROW EXECUTE FUNCTION {shares}_only_views();
        """,  # noqa: S608
        f"""
        DROP TRIGGER only_views ON {shares};
        DROP FUNCTION {shares}_only_views();
        DROP FUNCTION {may_share}(uuid);
        DROP FUNCTION {sees}(uuid);
        """,
    )
    mine = (
        "(SELECT access_person()) IS NOT NULL AND"
        f" (group_id = ANY ((SELECT access_groups())::int[]) OR {sees}(content_object_id))"
    )
    return [
        doors,
        for_the_application(f"{sees}(uuid)", f"{may_share}(uuid)"),
        for_nobody(f"{shares}_only_views()"),
        protect(shares, mine, check=f"{may_share}(content_object_id)"),
        follows(table, id=shares, **also),
    ]


def announce(actor: Actor | None) -> None:
    """Tell the database who asks, for the rest of this transaction and no longer."""
    _say("appointment", actor.appointment_id if actor else None)


def announce_new(key: UUID) -> None:
    """Tell the database that this process has made this key, of a record not yet written."""
    _say("new", key)


def _say(what: str, word: UUID | None) -> None:
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    _set(what, sign(what, str(word), connection=pid, secret=settings.SECRET_KEY) if word else "")


def _set(what: str, said: str) -> None:
    """Bound by the server, so that pg_stat_activity shows nobody what was said."""
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [f"mappa.{what}", said])


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """One transaction as this actor: how tasks and commands come to see anything."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('mappa.appointment', true)")
            before = cursor.fetchone()[0] or ""
        announce(actor)
        yield actor
        _set("appointment", before)


def is_believed() -> bool:
    """Whether the database takes this process's word: its key and its clock are the same."""
    with transaction.atomic():
        _say("new", UUID(int=1))
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_said('new') IS NOT NULL")
            return bool(cursor.fetchone()[0])


def service_actors() -> list[Actor]:
    """The counting and reminding service, once for each area."""
    found: list[Actor] = import_string(settings.SERVICE_ACTORS)()
    return found


class WhoIsAsking:
    """Middleware: each request is one transaction that begins by saying who asks.

    An answer that is an error leaves nothing behind. The health pages, which must answer
    when the database does not, are let through.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.actor_of: Callable[[HttpRequest], Actor | None] = import_string(settings.ACTOR_OF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in settings.PATHS_WITHOUT_DATABASE:
            return self.get_response(request)
        with transaction.atomic():
            actor = self.actor_of(request)
            request.actor = actor  # type: ignore[attr-defined]
            announce(actor)
            response = self.get_response(request)
            if hasattr(request, "went_wrong"):
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember it until the answer is made: the page that explains it may still read."""
        request.went_wrong = exception  # type: ignore[attr-defined]


def refuse_a_powerful_role() -> None:
    """Refuse to start as a database role that could look past the locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.rolsuper OR r.rolbypassrls
                   OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relrowsecurity
                              AND pg_has_role(current_user, c.relowner, 'MEMBER'))
            FROM pg_roles r WHERE r.rolname = current_user
            """
        )
        powerful = cursor.fetchone()[0]
    if powerful:
        raise ImproperlyConfigured(
            "The application must not run as a database role that owns the tables or can bypass"
            " row-level security. Give it the role mappa_app in DATABASE_URL."
        )
