"""The second lock: what PostgreSQL itself holds, whatever the application asks."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils.timezone import now

from access.locks import acting_as, announce, refuse_a_powerful_role
from access.rows import NobodyAlone, Share, Shared
from audit.models import Event
from nominals.models import CategoryEpisode, LevelEpisode, Nominal

EXCEPTIONS = {"audit_event"}  # protected too, though nobody shares it


def protected() -> set[str]:
    """The tables that hold what is shared, and the shares."""
    return EXCEPTIONS | {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Shared | Share) and not issubclass(model, NobodyAlone)
    }


def asked(query: str, *parameters) -> list:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def test_every_protected_table_has_row_security_enabled_and_forced(db):
    locked = {
        row[0]
        for row in asked(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        )
    }
    assert protected() - locked == set()


def test_every_table_with_a_nominal_in_it_is_locked(db):
    """So that a table that someone forgets to declare is found by its column."""
    found = asked(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE a.attname = 'nominal_id' AND c.relkind = 'r' AND NOT c.relrowsecurity"
    )
    assert found == []


def test_the_application_owns_nothing_and_cannot_bypass(db):
    assert asked("SELECT current_user")[0][0] == "mappa_app"
    refuse_a_powerful_role()
    assert asked("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")[0][0] == 0


def test_the_application_does_not_start_as_the_owner_of_the_tables(stack):
    done = subprocess.run(
        [sys.executable, "-c", "import mappa.wsgi"],
        env={**stack.env, "DATABASE_URL": stack.owner_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    assert "must not run as a database role that owns the tables" in done.stderr


def test_with_nobody_asking_every_protected_table_is_empty(cast, nominal):
    announce(None)
    for table in sorted(protected()):
        assert asked(f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608


def test_an_appointment_made_up_on_the_spot_opens_nothing(cast, nominal):
    asked("SELECT set_config('mappa.appointment', '00000000-0000-4000-8000-000000000000', true)")
    assert asked("SELECT count(*) FROM nominals_nominal") == [(0,)]


def test_a_child_cannot_be_hung_on_a_hidden_parent(cast, nominal):
    announce(cast.hal)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        LevelEpisode.objects.create(
            nominal_id=nominal.pk, level=3, decided_by="meeting", from_on=now().date()
        )


def test_a_hidden_row_can_be_neither_changed_nor_removed(cast, nominal):
    announce(cast.hal)
    assert Nominal._base_manager.filter(pk=nominal.pk).update(surname="Altered") == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM nominals_levelepisode WHERE nominal_id = %s", [nominal.pk])
        assert cursor.rowcount == 0


def test_who_asks_is_forgotten_when_a_task_ends(cast, nominal):
    announce(cast.hal)
    with acting_as(cast.cora):
        assert Nominal._base_manager.count() == 1
    assert Nominal._base_manager.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'nothing'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only ON audit_event",
        "SET LOCAL session_replication_role = replica",
    ],
)
def test_the_trail_takes_rows_and_never_gives_them_back(cast, nominal, statement):
    announce(cast.cora)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("action", ["nominal.show", "person.sign_in", "person.sign_out"])
def test_nobody_writes_the_trail_in_another_name(cast, nominal, action):
    announce(cast.hal)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Event.objects.create(at=now(), by=cast.cora.person, action=action)


def test_category_3_is_never_at_level_1(cast, nominal):
    announce(cast.cora)
    nominal.categories.update(category=3)
    with pytest.raises(IntegrityError, match="Category 3"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_two_categories_never_overlap(cast, nominal):
    announce(cast.cora)
    with pytest.raises(IntegrityError, match="one_category_at_a_time"), transaction.atomic():
        CategoryEpisode.objects.create(
            nominal=nominal, category=2, basis="sentence", from_on=now().date()
        )


def test_names_are_found_only_among_what_is_shared(cast, nominal):
    misspelt = nominal.surname[:-3] + "x" + nominal.surname[-2:]
    announce(cast.cora)
    assert asked("SELECT * FROM nominals_find(%s, 10)", misspelt) == [(nominal.pk,)]
    announce(cast.hal)
    assert asked("SELECT * FROM nominals_find(%s, 10)", nominal.surname) == []


def test_every_kind_of_record_is_asked_for_by_way_of_its_shares(db):
    """So that a record that is hidden takes the time of one that is not there."""
    asks = "SELECT proname FROM pg_proc WHERE starts_with(proname, 'access_seen_')"
    made = {row[0] for row in asked(asks)}
    followers = [m for m in apps.get_models() if issubclass(m, Shared) and m.follows]
    assert {f"access_seen_{model._meta.db_table}" for model in followers} <= made
