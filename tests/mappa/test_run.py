"""The one command: ready, watched, stopped with nothing lost, and started again at once."""

import json
import signal
import time
import urllib.error
import urllib.request

import psutil
import pytest

from mappa.processes import has_ended

pytestmark = pytest.mark.services
# The demonstration's county takes a minute to build; its own tests do that.
SETTINGS = {"DJANGO_SETTINGS_MODULE": "mappa.settings.testing"}


def test_it_runs_survives_a_kill_and_stops_all_of_it(installation, free_port):
    run = begin(installation, free_port)
    wait_for_ready(run)
    kill_each_child_and_see_it_back(installation, free_port)
    refused = installation.run("-m", "mappa.run", PORT=str(free_port + 1), **SETTINGS)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "runs already" in refused.stderr
    assert "stop it first" in installation.run("-m", "mappa.stop", "reset").stderr

    everything = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(signal.SIGINT)
    rest, _ = run.communicate(timeout=60)
    assert run.returncode == 0
    assert "nothing is lost" in rest
    assert all(has_ended(process) for process in everything)

    second = begin(installation, free_port)  # finds all as it was left
    wait_for_ready(second)
    kill_the_run_and_clear_up(second, installation)


def kill_each_child_and_see_it_back(installation, port) -> None:
    assert ready(port) == (200, {"ok"})
    children = pids(installation)
    assert len(children) == 3
    for pid in children:
        psutil.Process(pid).kill()
    installation.kill("postgres/postmaster.pid")
    installation.kill("valkey/valkey.pid")
    until(lambda: ready(port) == (200, {"ok"}) and set(pids(installation)) - set(children))


def kill_the_run_and_clear_up(run, installation) -> None:
    left = [psutil.Process(pid) for pid in pids(installation)]
    run.kill()  # so suddenly that it can stop nothing
    run.wait()
    assert all(process.is_running() for process in left)
    assert installation.run("-m", "mappa.stop", "stop").returncode == 0
    assert all(has_ended(process) for process in left)


def test_a_powerless_address_alone_needs_a_schema_that_is_up_to_date(installation, free_port):
    services = installation.ensure()
    given = {"DATABASE_URL": services["database_url"], "REDIS_URL": services["redis_url"]}
    done = installation.run("-m", "mappa.run", PORT=str(free_port), **SETTINGS, **given)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("give DATABASE_OWNER_URL.")


@pytest.mark.parametrize(
    "command",
    [
        ("-c", "import mappa.wsgi"),
        ("-m", "celery", "--app=mappa", "worker", "--concurrency=1"),
    ],
    ids=["web", "worker"],
)
def test_neither_web_nor_worker_starts_as_the_owner_of_the_tables(installation, command, db_urls):
    owner = {"DATABASE_URL": db_urls.owner_url, "REDIS_URL": db_urls.redis_url}
    done = installation.run(*command, **SETTINGS, **owner)
    assert done.returncode != 0
    assert "must not run as a database role that owns the tables" in done.stderr


def begin(installation, port):
    return installation.start("-m", "mappa.run", PORT=str(port), **SETTINGS)


def wait_for_ready(run) -> None:
    lines = []
    for line in run.stdout:
        lines.append(line)
        if line.startswith("Ready: http://127.0.0.1:"):
            return
    raise AssertionError("".join(lines) + run.stderr.read())


def ready(port: int) -> tuple[int, set[str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status, {part["status"] for part in json.load(answer).values()}
    except urllib.error.HTTPError as answer:
        return answer.code, set()
    except OSError:
        return 0, set()


def pids(installation) -> list[int]:
    return [pid for pid, _born in json.loads((installation.state / "run.json").read_text())]


def until(holds, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)
