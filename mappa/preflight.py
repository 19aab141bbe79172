"""What is looked at before anything starts, so that what is wrong is said in one sentence."""

import os
import socket

import redis

from mappa import roles
from mappa.addresses import Unavailable, check_broker, database
from mappa.heart import broker

LAST_PORT = 65535


def check_port(text: str) -> int:
    """The port as a number, free on 127.0.0.1."""
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise Unavailable(f"PORT is not a port number from 1 to {LAST_PORT}: {text}")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            raise Unavailable(f"Port {text} is not open to this user: give another PORT.") from None
        except OSError:
            raise Unavailable(f"Port {text} is taken: stop what uses it or give PORT.") from None
    return int(text)


def check_urls() -> None:
    """Each address that is given leads to something that answers."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if url := os.environ.get(name):
            database(url, name)
            roles.connect(url, name).close()
    if url := os.environ.get("REDIS_URL"):
        try:
            with broker(check_broker(url)) as client:
                client.ping()
        except (redis.RedisError, ValueError):
            raise Unavailable("REDIS_URL leads to no Redis or Valkey that answers.") from None
