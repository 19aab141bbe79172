"""Alive, and ready or not and why: for whoever watches, with no name and no secret."""

import pytest
import redis
from django.db import connection
from django.test import Client

from mappa.heart import KEYS, beat

READY = {"database", "broker", "worker", "beat", "migrations", "signature"}


@pytest.fixture(autouse=True)
def _read_only(django_db_setup, django_db_blocker):
    # Outside any transaction, which a lost database would break; nothing here writes.
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def silence(settings):
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(*KEYS.values())
        yield client
        client.delete(*KEYS.values())


def parts(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, {name: part["status"] for name, part in answer.json().items()}


def test_alive_needs_nothing_else(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with lost_database():
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready_when_worker_and_beat_were_heard_lately(client, settings, silence):
    beat("worker", settings.REDIS_URL)
    beat("beat", settings.REDIS_URL)
    assert parts(client) == (200, dict.fromkeys(READY, "ok"))
    assert 0 < silence.ttl(KEYS["worker"]) <= 15


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_not_ready_when_one_of_them_is_silent(client, settings, silence, part):
    for other in {"worker", "beat"} - {part}:
        beat(other, settings.REDIS_URL)
    assert parts(client) == (503, dict.fromkeys(READY, "ok") | {part: "fail"})


def test_not_ready_without_a_broker(client, settings):
    settings.REDIS_URL = "redis://:kept-from-view@127.0.0.1:1/0"
    status, answers = parts(client)
    assert status == 503
    assert {name for name, answer in answers.items() if answer == "fail"} == {
        "broker",
        "worker",
        "beat",
    }
    assert b"kept-from-view" not in client.get("/readyz").content


def test_not_ready_without_a_database(client, settings, silence):
    beat("worker", settings.REDIS_URL)
    beat("beat", settings.REDIS_URL)
    with lost_database():
        status, answers = parts(client)
    assert status == 503
    assert {answers[part] for part in ("database", "migrations", "signature")} == {"fail"}
    assert answers["broker"] == "ok"


def test_not_ready_while_a_migration_is_missing(client, settings, silence, tmp_path, monkeypatch):
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "__init__.py").touch()
    (tmp_path / "later" / "0001_initial.py").write_text(
        "from django.db import migrations\nclass Migration(migrations.Migration):\n    pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"messages": "later"}
    assert client.get("/readyz").json()["migrations"] == {
        "status": "fail",
        "reason": "Migrations not applied: 1.",
    }


class lost_database:  # noqa: N801 (reads as what it does)
    """The database is gone, as far as this connection can tell."""

    def __enter__(self) -> None:
        self.port = connection.settings_dict["PORT"]
        connection.close()
        connection.settings_dict["PORT"] = "1"

    def __exit__(self, *_: object) -> None:
        connection.close()
        connection.settings_dict["PORT"] = self.port
