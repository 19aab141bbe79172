"""PostgreSQL and Valkey from wheels, for trying and testing the product where neither is installed.

They are started by whoever needs them first and go on running when that process ends, so that the
next command finds them. Two things stop them: `make stop`, and the end of a `make run` that started
them. Everything is kept under MAPPA_STATE.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mappa import roles
from mappa.addresses import Unavailable, check_broker, database
from mappa.embedded.postgres import Postgres
from mappa.embedded.valkey import Valkey
from mappa.passwords import Passwords

EMBEDDED: dict[str, type[Postgres] | type[Valkey]] = {"PostgreSQL": Postgres, "Valkey": Valkey}
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Services:
    """Where the database and the broker are, and which of them this call has started."""

    database_url: str
    owner_url: str
    redis_url: str
    started: tuple[str, ...] = ()


def state() -> Path:
    """The folder that holds all that an installation keeps."""
    return Path(os.environ.get("MAPPA_STATE") or ROOT / "var").resolve()


def ensure_services() -> Services:
    """Start what no address is given for, unless it is up, and put all in the environment.

    Several processes may call this at once. Raises Unavailable with a sentence to show.
    """
    database_url, owner_url, redis_url = (os.environ.get(name, "") for name in _NAMES)
    found = Services(database_url, owner_url, redis_url)
    if not (found.database_url and found.owner_url and found.redis_url):
        with _one_at_a_time() as folder:
            found = _broker(_database(found, folder), folder)
    for name, address in zip(
        _NAMES, (found.database_url, found.owner_url, found.redis_url), strict=True
    ):
        os.environ[name] = address
    return found


def stop_services(names: Iterable[str] = EMBEDDED) -> list[str]:
    """Stop embedded services that run from this state folder; the names of those that did."""
    if not state().exists():
        return []
    with _one_at_a_time() as folder:
        return [name for name in names if _server(name, folder).stop()]


def revive_services(names: Iterable[str]) -> list[str]:
    """Start those again that have died, on the port that they had; the names of those."""
    with _one_at_a_time() as folder:
        return [name for name in names if _server(name, folder).start()]


def _server(name: str, folder: Path) -> Postgres | Valkey:
    return EMBEDDED[name](folder, Passwords(folder / "passwords.json"))


_NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def _database(found: Services, folder: Path) -> Services:
    passwords = Passwords(folder / "passwords.json")
    if found.database_url:
        database(found.database_url)
        if found.owner_url:
            return found
        settled = roles.settle(found.database_url, passwords)
        return replace(found, database_url=settled.application, owner_url=settled.owner)
    if found.owner_url:
        raise Unavailable("DATABASE_OWNER_URL is given without DATABASE_URL: give both or neither.")
    server = Postgres(folder, passwords)
    started = ("PostgreSQL",) if server.start() else ()
    return replace(
        found,
        database_url=server.url(roles.APPLICATION),
        owner_url=server.url(roles.OWNER),
        started=found.started + started,
    )


def _broker(found: Services, folder: Path) -> Services:
    if found.redis_url:
        check_broker(found.redis_url)
        return found
    server = Valkey(folder, Passwords(folder / "passwords.json"))
    started = ("Valkey",) if server.start() else ()
    return replace(found, redis_url=server.url(), started=found.started + started)


@contextmanager
def _one_at_a_time() -> Iterator[Path]:
    folder = state()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "services.lock").open("w")
    except OSError as error:
        raise Unavailable(f"MAPPA_STATE cannot be written to: {error.strerror}.") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
