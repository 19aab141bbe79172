"""What processes say of themselves: in UTC, and nothing of a row that the database refused."""

import logging
import logging.config
from collections.abc import Callable
from logging import LogRecord

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction

SECRET = "Wilhelmina Placeholder-Thistle"


@pytest.fixture
def lines():
    given = settings.LOGGING["formatters"]["plain"]
    return logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(given))


def insert() -> None:
    """Two groups of one name: PostgreSQL refuses the second, and says which name."""
    for _ in range(2):
        Group.objects.create(name=SECRET)


def cast() -> None:
    """A name where a number belongs: the first words of the answer quote it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::int", [SECRET])


def fault(words: str, args: object = (), *, by: Callable[[], None] = insert) -> LogRecord:
    """What is logged of something that PostgreSQL refuses."""
    with pytest.raises(DatabaseError, match=SECRET) as raised, transaction.atomic():
        by()
    about = (raised.type, raised.value, raised.tb)
    return LogRecord("test", logging.ERROR, __file__, 1, words, args, about)


def test_the_time_is_utc_and_says_so(lines):
    record = LogRecord("test", logging.INFO, __file__, 1, "hello", (), None)
    record.created, record.msecs = 1_750_000_000.25, 250
    assert lines.format(record) == "2025-06-15T15:06:40.250Z INFO test hello"


@pytest.mark.django_db
def test_a_refused_row_is_not_repeated_but_what_was_wrong_and_where_is(lines):
    told = lines.format(fault("It broke"))
    assert SECRET not in told
    assert 'duplicate key value violates unique constraint "auth_group_name_key"' in told
    assert "in insert" in told


@pytest.mark.django_db
def test_nor_is_a_value_that_is_quoted_at_once(lines):
    told = lines.format(fault("It broke", by=cast))
    assert SECRET not in told
    assert "InvalidTextRepresentation" in told


@pytest.mark.django_db
def test_nor_by_celery_which_puts_the_fault_into_its_message(lines):
    words = "Task %(name)s raised unexpected: %(exc)s"
    told = lines.format(fault(words, ({"name": "a.task", "exc": f"IntegrityError({SECRET})"},)))
    assert SECRET not in told
    assert "Task a.task raised unexpected: duplicate key" in told


def breaks() -> None:
    try:
        {}["missing"]
    except KeyError:
        raise ValueError("no such thing")  # noqa: B904 (the one comes from the other)


def test_any_other_fault_is_told_whole(lines):
    with pytest.raises(ValueError, match="no such thing") as raised:
        breaks()
    told = lines.formatException((raised.type, raised.value, raised.tb))
    for words in ("KeyError: 'missing'", "ValueError: no such thing", "in breaks"):
        assert words in told
