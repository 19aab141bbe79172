"""What this process tells the database is signed, so that SQL typed by anybody else says nothing.

The database keeps the key where only the owner of the tables can read it, and checks each word
in `access_said` (access/migrations/0001_signing_key.py). A signature holds on one connection,
for half a minute before and after the start of a transaction: one read elsewhere opens nothing.
"""

import hmac
import time
from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol

from django.utils.encoding import force_bytes

PURPOSE = b"mappa: what a process tells its database"
BLOCK = 64  # bytes, of SHA-256
INNER, OUTER = 0x36, 0x5C  # RFC 2104


class Cursor(Protocol):
    """Django's or psycopg's."""

    def execute(self, query: Any, params: Any = ..., /) -> Any: ...
    def fetchone(self) -> Any: ...


def sign(what: str, word: str, *, connection: int, secret: str | bytes) -> str:
    """The word, when it was said, and the signature that holds on this connection (its pid)."""
    issued = int(time.time())
    message = f"{what}:{word}:{issued}:{connection}".encode()
    return f"{word}:{issued}:{hmac.digest(_key(secret), message, 'sha256').hex()}"


def keep_keys(cursor: Cursor, secrets: Iterable[str | bytes]) -> None:
    """Let the database accept what these secrets sign, and nothing else; as the tables' owner.

    Says nothing to a database that has no table for them yet.
    """
    cursor.execute("SELECT to_regclass('access_key') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return
    cursor.execute("DELETE FROM access_key")
    for secret in secrets:
        pads = [bytes(each ^ pad for each in _key(secret)) for pad in (INNER, OUTER)]
        cursor.execute("INSERT INTO access_key (inner_pad, outer_pad) VALUES (%s, %s)", pads)


@cache
def _key(secret: str | bytes) -> bytes:
    """A key for this alone: whoever reads it in the database does not hold SECRET_KEY."""
    return hmac.digest(force_bytes(secret), PURPOSE, "sha256").ljust(BLOCK, b"\0")
