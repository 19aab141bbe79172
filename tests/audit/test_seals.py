"""Each day of the trail is sealed: no event is changed, removed or added afterwards unnoticed."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.utils import ConnectionHandler, DatabaseError
from django.utils.timezone import now

from access.locks import announce
from audit import trail
from audit.models import TrailDay
from audit.seals import seal_days, verify
from tests.databases import ROOT, fresh

TODAY = datetime.now(UTC).date()
FIRST, SILENT, LAST = (TODAY - timedelta(days=n) for n in (6, 4, 2))
ADD = """
    INSERT INTO audit_event
        (id, at, action, kind, record_kind, record_id, shown, detail, came_from)
    VALUES (gen_random_uuid(), %s, 'nominal.show', 'reading', 'nominal', gen_random_uuid(),
            ARRAY[gen_random_uuid()], '{"because": "œuvre, \\"quoted\\"", "after": 2}',
            '192.0.2.7 3fa9c1d2e4b5')
"""


def midday(day: date, microsecond: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 12, 0, 0, microsecond, tzinfo=UTC)


@pytest.fixture(scope="module")
def database():
    found = fresh(f"test_trail_{uuid4().hex[:12]}")
    yield found
    found.drop()


@pytest.fixture
def owner(database, django_db_blocker):
    """As the owner of the tables, in a transaction that comes to nothing."""
    url = urlsplit(database.owner_url)
    plain = dict.fromkeys(("HOST", "PORT", "USER", "PASSWORD"), "") | {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "OPTIONS": {"host": url.hostname, "port": url.port, "user": url.username}
        | ({"password": url.password} if url.password else {}),
    }
    with django_db_blocker.unblock():
        connection = ConnectionHandler({"default": plain})["default"]
        connection.set_autocommit(False)
        yield connection
        connection.rollback()
        connection.close()


def run(owner, *statements):
    with owner.cursor() as cursor:
        for statement, *parameters in statements:
            cursor.execute(statement, parameters)


@pytest.fixture
def sealed(owner):
    """Some days of a trail, one of them without an event, sealed."""
    for day in (FIRST, TODAY - timedelta(days=5), TODAY - timedelta(days=3), LAST):
        # two of them at the very same moment
        run(owner, *((ADD, midday(day, micro)) for micro in (0, 0, 7)))
    run(owner, ("SET timezone = 'Europe/London'",), ("SELECT audit_seal_days()",))
    assert verify(owner, today=TODAY).agrees
    return owner


def tamper(owner, *statements):
    """What only somebody with the owner's password could do."""
    off = [(f"ALTER TABLE {t} DISABLE TRIGGER USER",) for t in ("audit_event", "audit_trailday")]
    run(owner, ("SET CONSTRAINTS ALL IMMEDIATE",), *off, *statements)


@pytest.mark.parametrize(
    ("done", "day", "why"),
    [
        (("UPDATE audit_event SET action = 'x' WHERE at::date = %s", LAST), LAST, "changed"),
        (
            ("UPDATE audit_event SET by_id = NULL, shown = '{}' WHERE at::date = %s", FIRST),
            FIRST,
            "",
        ),
        (("UPDATE audit_event SET detail = '{}' WHERE at::date = %s", FIRST), FIRST, "changed"),
        (("UPDATE audit_event SET came_from = '' WHERE at::date = %s", FIRST), FIRST, "changed"),
        (
            ("DELETE FROM audit_event WHERE at::date = %s", LAST),
            LAST,
            "3 events when it was sealed, and",
        ),
        ((ADD, midday(SILENT)), SILENT, "0 events when it was sealed, and has 1 now"),
        ((ADD, midday(FIRST - timedelta(days=9))), FIRST, "late"),
        (("UPDATE audit_trailday SET hash = repeat('0', 64) WHERE day = %s", SILENT), SILENT, ""),
        (("DELETE FROM audit_trailday WHERE day = %s", SILENT), SILENT, "missing"),
        (("DELETE FROM audit_trailday WHERE day > %s", FIRST), FIRST + timedelta(days=1), "never"),
        (("DELETE FROM audit_trailday",), TODAY - timedelta(days=1), "no seal at all"),
    ],
)
def test_whatever_is_done_to_a_sealed_day_is_found(sealed, done, day, why):
    tamper(sealed, done)
    verdict = verify(sealed, today=TODAY)
    assert (verdict.agrees, verdict.day) == (False, day)
    assert why in verdict.why


def test_sealing_everything_again_is_found_by_the_copy_kept_elsewhere(sealed):
    kept = verify(sealed, today=TODAY).head.hash
    tamper(
        sealed,
        ("DELETE FROM audit_event WHERE at::date = %s", FIRST),
        ("DELETE FROM audit_trailday",),
        ("SELECT audit_seal_days()",),
    )
    again = verify(sealed, today=TODAY)
    assert again.agrees
    assert again.head.hash != kept


def test_a_day_is_sealed_once_and_never_before_it_is_over(sealed):
    run(sealed, (ADD, now()))
    with sealed.cursor() as cursor:
        cursor.execute("SELECT audit_seal_days()")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT max(day) FROM audit_trailday")
        assert cursor.fetchone()[0] < datetime.now(UTC).date()


def test_the_application_can_seal_and_neither_write_change_nor_remove_a_seal(cast):
    announce(cast.cora)
    trail.write("home.show", None, by=cast.cora, at=midday(LAST))
    assert seal_days() in {1, 2}  # yesterday too, once an hour of today is over
    assert seal_days() == 0
    assert TrailDay.objects.get(day=LAST).events == 1
    for statement in (
        "UPDATE audit_trailday SET hash = ''",
        "DELETE FROM audit_trailday",
        "TRUNCATE audit_trailday",
        "INSERT INTO audit_trailday VALUES ('2020-01-01', 0, '', now())",
        "ALTER TABLE audit_trailday DISABLE TRIGGER ALL",
        "SELECT audit_line(e) FROM audit_event e",
        "SELECT * FROM audit_shown",
        "INSERT INTO audit_reader VALUES (gen_random_uuid(), gen_random_uuid())",
        "SELECT audit_newest(gen_random_uuid(), 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connections["default"].cursor() as c,
        ):
            c.execute(statement)


def test_the_command_ends_with_one_and_the_first_day_that_does_not_agree(stack):
    with psycopg.connect(stack.owner_url, autocommit=True) as raw:
        raw.execute("INSERT INTO audit_trailday VALUES (%s, 1, 'of nothing', now())", [LAST])
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "verify_trail"],
        env={**stack.env, "DJANGO_SETTINGS_MODULE": "mappa.settings.testing"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"does not agree with its seals: {LAST}. It had 1 events" in done.stderr


def test_the_command_is_not_for_the_application_which_sees_a_part(cast):
    with pytest.raises(CommandError, match="Only the owner"):
        call_command("verify_trail")
