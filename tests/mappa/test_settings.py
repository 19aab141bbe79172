"""Production takes every secret from outside, and refuses to start on what anyone knows."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mappa.addresses import database, email
from mappa.settings.demonstration import SECRET_KEY as KNOWN_TO_ALL
from mappa.settings.environment import address

ROOT = Path(__file__).resolve().parent.parent.parent
GIVEN = {
    "ALLOWED_HOSTS": "mappa.example, other.example",
    "DATABASE_URL": "postgresql://mappa_app@127.0.0.1:1/mappa",
    "EMAIL_FROM": "mappa@example.invalid",
    "EMAIL_URL": "smtp+tls://post:word@mail.example:2587",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SITE_ADDRESS": "https://mappa.example",
}


def production(*command: str, **given: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "mappa.settings.production", **given}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def test_it_starts_when_all_is_given():
    done = production("manage.py", "check", "--deploy", "--fail-level=WARNING", **GIVEN)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_without_any_one_of_them_it_does_not_start(name):
    given = {key: value for key, value in GIVEN.items() if key != name}
    done = production("-c", "import mappa.settings.production", **given)
    assert done.returncode == 1
    assert done.stderr.endswith(f"ImproperlyConfigured: {name} must be given in the environment.\n")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (KNOWN_TO_ALL, "SECRET_KEY is the demonstration's, which is known to everyone.\n"),
        ("k" * 49, "SECRET_KEY must be at least 50 characters long.\n"),
    ],
    ids=["the demonstration's", "too short"],
)
def test_a_key_that_is_no_secret_is_refused(key, said):
    done = production("manage.py", "check", **GIVEN | {"SECRET_KEY": key})
    assert (done.returncode, done.stderr) == (1, said)


OIDC = {
    "OIDC_ISSUER": "https://sign-on.example",
    "OIDC_CLIENT_ID": "mappa",
    "OIDC_CLIENT_SECRET": "from the provider",
}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"OIDC_ISSUER": "http://sign-on.example"}, "OIDC_ISSUER must be an address that begins"),
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID must be given in the environment."),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET must be given in the environment."),
    ],
)
def test_single_sign_on_is_whole_or_is_not_there(given, said):
    done = production("-c", "import mappa.settings.production", **GIVEN | OIDC | given)
    assert done.returncode == 1
    assert said in done.stderr


def test_nobody_who_sees_names_is_let_in_without_a_second_factor_but_in_a_demonstration():
    show = (
        "from mappa.settings import {} as s;"
        " print(s.SECOND_FACTOR_REQUIRED, s.IDLE_MINUTES, s.FRESH_MINUTES)"
    )
    given = GIVEN | OIDC | {"SECRET_KEY_FALLBACKS": "an-old-key,an-older-key"}
    assert production("-c", show.format("production"), **given).stdout == "True 15 5\n"
    assert production("-c", show.format("demonstration"), **given).stdout == "False 15 5\n"


def test_a_server_and_a_worker_refuse_it_too():
    known = GIVEN | {"SECRET_KEY": KNOWN_TO_ALL}
    for command in (("-c", "import mappa.wsgi"), ("-m", "celery", "--app=mappa", "worker")):
        done = production(*command, **known)
        assert done.returncode != 0
        assert "known to everyone" in done.stderr


def test_a_secret_may_stand_in_a_file(tmp_path):
    kept = tmp_path / "key"
    kept.write_text(GIVEN["SECRET_KEY"] + "\n")
    given = {name: value for name, value in GIVEN.items() if name != "SECRET_KEY"}
    show = "from django.conf import settings; print(settings.SECRET_KEY, settings.DEMONSTRATION)"
    done = production("-c", show, **given, SECRET_KEY_FILE=str(kept))
    assert done.stdout.split() == [GIVEN["SECRET_KEY"], "False"], done.stderr
    lost = production("manage.py", "check", **given, SECRET_KEY_FILE=str(tmp_path / "none"))
    assert lost.stderr == "SECRET_KEY_FILE names a file that cannot be read.\n"


def test_a_password_beside_an_address_is_put_into_it(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://mappa_app@db.example:5432/mappa")
    monkeypatch.setenv("DATABASE_PASSWORD", "p@ss/word")
    assert database(address("DATABASE_URL"))["PASSWORD"] == "p@ss/word"
    monkeypatch.setenv("REDIS_URL", "redis://redis:6379/0")
    monkeypatch.setenv("REDIS_PASSWORD", "word")
    assert address("REDIS_URL") == "redis://:word@redis:6379/0"


def test_a_database_address_keeps_what_only_libpq_knows():
    read = database("postgresql://u:p@db.example/mappa?sslmode=verify-full")
    assert (read["NAME"], read["HOST"], read["PORT"]) == ("mappa", "db.example", "")
    assert read["OPTIONS"] == {"sslmode": "verify-full"}


def test_a_mail_servers_address():
    read = email("smtp+tls://post:p%40ss@mail.example")
    assert (read["EMAIL_PORT"], read["EMAIL_HOST_PASSWORD"]) == (587, "p@ss")
    assert (read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (True, False)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not the address"):
        email("http://mail.example")
