"""Lines of the processes' logs: in UTC, and without what stood in a row that was refused."""

import logging
import time
from collections.abc import Iterator, Mapping
from traceback import format_tb

import django.db
import psycopg

BECAUSE = "The above exception was the direct cause of the following exception:"
OF_DATABASE = (django.db.Error, psycopg.Error)


class Lines(logging.Formatter):
    """One form of line from every process.

    PostgreSQL says of a row that it refuses what stands in it: a name, or a text. Of such a fault
    the log gets what was wrong and where in the code, and nothing of the row.
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and isinstance(record.args, Mapping) and "exc" in record.args:
            told = words_of(record.exc_info[1])  # Celery puts the fault into the message as well
            record = logging.makeLogRecord(vars(record) | {"args": dict(record.args, exc=told)})
        return super().format(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's own name)
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_told(error)) if error else ""


def _told(error: BaseException) -> Iterator[str]:
    """What Python would say of an error, and of those that it came from, in our words."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from (*_told(before), BECAUSE)
    yield from (line.rstrip() for line in format_tb(error.__traceback__))
    yield f"{type(error).__qualname__}: {words_of(error)}"


def words_of(error: BaseException | None) -> str:
    """What is wrong; of what the database refused, its first words, which quote no row."""
    if not isinstance(error, OF_DATABASE):
        return str(error)
    told = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(told, psycopg.Error) or isinstance(told, psycopg.DataError):
        return type(told or error).__qualname__  # of a value that is none, the first words quote it
    return told.diag.message_primary or type(told).__qualname__
