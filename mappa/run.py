"""`make run`: everything the product needs, started in order, watched, and stopped together."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured

from mappa import roles
from mappa.addresses import Unavailable
from mappa.embedded import ROOT, Services, ensure_services, revive_services, state, stop_services
from mappa.preflight import check_port, check_urls
from mappa.supervisor import Supervisor, end_leftovers

COUNTY = "demo/returns/northamptonshire-2024-25.json"
DEMONSTRATION = "mappa.settings.demonstration"
PATIENCE = 90.0  # seconds for web, worker and beat to answer on a busy machine
TOO_MANY_DEATHS = 3
STEPS = 5


def main() -> int:
    """Run until asked to stop: 0 when it was stopped, 1 and one sentence when it cannot run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEMONSTRATION)
    for asked in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores the first
        signal.signal(asked, signal.default_int_handler)
    try:
        port = check_port(os.environ.get("PORT") or "8000")
        check_urls()
        with only_run():
            run(port)
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def run(port: int) -> None:
    """Everything in order; whatever happens, what this run started is stopped again."""
    supervisor = Supervisor(state() / "run.json", say)
    services = None
    try:
        if leftovers := end_leftovers(supervisor.pids):
            say(f"Ended {leftovers} processes that an interrupted run had left behind.")
        services = start_services()
        bring_schema_up_to_date(services)
        build_county(services)
        start_processes(supervisor)
        wait_until_ready(supervisor, port)
        announce(port)
        watch(supervisor, services)
    finally:
        for interruption in (signal.SIGINT, signal.SIGTERM):
            signal.signal(interruption, signal.SIG_IGN)
        stop(supervisor, services)


def start_services() -> Services:
    step(1, "PostgreSQL and Valkey")
    since = time.monotonic()
    services = ensure_services()
    if services.started:
        say(f"{' and '.join(services.started)} started in {time.monotonic() - since:.1f} s.")
    return services


def bring_schema_up_to_date(services: Services) -> None:
    """As the owner; without one, it must be up to date already."""
    step(2, "Database schema")
    if services.owner_url:
        manage("migrate", "--no-input", "--verbosity=1")
    elif manage("migrate", "--check", "--verbosity=0", must=False):
        raise Unavailable(
            "The database lacks migrations, and the role of DATABASE_URL may not make them:"
            " give DATABASE_OWNER_URL."
        )


def build_county(services: Services) -> None:
    """The demonstration county, where nobody has founded an area yet; never in production."""
    step(3, "Demonstration county")
    if os.environ["DJANGO_SETTINGS_MODULE"] != DEMONSTRATION:
        return say("Not in these settings.")
    with roles.connect(services.owner_url or services.database_url, "DATABASE_URL") as connection:
        if connection.execute("SELECT 1 FROM agencies_area LIMIT 1").fetchone():
            return say("It is there already.")
    if not services.owner_url:
        raise Unavailable("The database is empty, and building needs DATABASE_OWNER_URL.")
    manage("build_county", COUNTY)
    return None


def start_processes(supervisor: Supervisor) -> None:
    step(4, "Web server, worker and beat")
    python = [sys.executable, "-m"]
    worker = ["--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
    commands = {
        "web": [*python, "gunicorn", "--config=python:mappa.web"],
        "worker": [*python, "celery", "--app=mappa", "worker", *worker],
        "beat": [*python, "celery", "--app=mappa", "beat", "--loglevel=INFO", "--pidfile="],
    }
    os.environ["PORT"] = os.environ.get("PORT") or "8000"
    supervisor.start(commands, state() / "logs")
    say(f"Their logs are in {state() / 'logs'}.")


def wait_until_ready(supervisor: Supervisor, port: int) -> None:
    step(5, "Waiting for all of it to answer")
    until, unready = time.monotonic() + PATIENCE, "the web server does not answer"
    while time.monotonic() < until:
        if not (unready := what_is_unready(port)):
            return
        supervisor.look()
        for child in supervisor.children:
            if child.deaths >= TOO_MANY_DEATHS:
                raise Unavailable(f"The {child.name} process does not start: see {child.log}.")
        time.sleep(0.2)
    raise Unavailable(f"It does not become ready: {unready}. See {state() / 'logs'}.")


def what_is_unready(port: int) -> str:
    """What /readyz complains of, or nothing."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10):
            return ""
    except urllib.error.HTTPError as answer:
        if answer.code != 503:  # noqa: PLR2004
            return f"the web server answers {answer.code}"
        parts = json.load(answer)
        return ", ".join(name for name, part in parts.items() if part["status"] != "ok")
    except OSError:
        return "the web server does not answer"


def announce(port: int) -> None:
    print(f"\nReady: http://127.0.0.1:{port}\n", flush=True)
    if os.environ["DJANGO_SETTINGS_MODULE"] == DEMONSTRATION:
        manage("demonstration_people")
        print(flush=True)
    say("Ctrl-C stops all of it.")


def watch(supervisor: Supervisor, services: Services) -> None:
    while True:
        for name in revive_services(services.started):
            say(f"{name} had ended; it is started again.")
        for _ in range(4):
            supervisor.look()
            time.sleep(0.5)


def stop(supervisor: Supervisor, services: Services | None) -> None:
    say("Stopping…")
    supervisor.end()
    if services and services.started:
        stop_services(services.started)
    say("Stopped; nothing is lost.")


def manage(*words: str, must: bool = True) -> int:
    """Run one of manage.py's commands as a process of its own, for all to see."""
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603
    if must and status:
        raise Unavailable(f"`manage.py {words[0]}` failed: it said why above.")
    return status


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the lock that says a run is live; the system lets go of it however a run ends."""
    folder = state()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "run.lock").open("a+")
    except OSError as error:
        raise Unavailable(f"MAPPA_STATE cannot be written to: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable(f"It runs already, with its state in {folder}.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def step(number: int, what: str) -> None:
    print(f"[{number}/{STEPS}] {what}", flush=True)


def say(what: str) -> None:
    print(f"      {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
