"""What is wrong is said in one sentence, and nothing is started."""

import socket

import pytest


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield str(listener.getsockname()[1])


WRONG = [
    ({"PORT": "eighty"}, "PORT is not a port number from 1 to 65535: eighty"),
    ({"PORT": "70000"}, "PORT is not a port number from 1 to 65535: 70000"),
    ({"DATABASE_URL": "mysql://somewhere"}, "DATABASE_URL is not the address of a PostgreSQL"),
    (
        {"DATABASE_URL": "postgresql://[half/mappa"},
        "DATABASE_URL is not the address of a PostgreSQL",
    ),
    (
        {"DATABASE_URL": "postgresql://u:kept-from-view@127.0.0.1:1/x"},
        "DATABASE_URL leads to no PostgreSQL that answers",
    ),
    (
        {"DATABASE_OWNER_URL": "postgresql://u:kept-from-view@127.0.0.1:1/x"},
        "DATABASE_OWNER_URL leads to no PostgreSQL that answers",
    ),
    (
        {"DATABASE_URL": "postgresql://u:kept@kept-from-view@127.0.0.1:1/x"},
        "DATABASE_URL has a password whose special characters are not encoded",
    ),
    ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL is not the address of a Redis"),
    ({"REDIS_URL": "redis://:kept-from-view@127.0.0.1:1/0"}, "REDIS_URL leads to no Redis"),
    ({"MAPPA_STATE": "/dev/null/state"}, "MAPPA_STATE cannot be written to"),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_run_that_cannot_be_says_why_and_ends(installation, free_port, given, said):
    done = installation.run("-m", "mappa.run", **{"PORT": str(free_port), **given})
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "kept-from-view" not in done.stderr + done.stdout
    assert not (installation.state / "postgres").exists()


def test_a_taken_port_is_named_before_anything_starts(installation, taken_port):
    done = installation.run("-m", "mappa.run", PORT=taken_port)
    assert done.returncode == 1
    assert done.stderr == f"Port {taken_port} is taken: stop what uses it or give PORT.\n"
    assert not installation.state.exists()
