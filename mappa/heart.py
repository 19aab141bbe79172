"""Signs of life that the worker and beat leave in the broker: `python -m mappa.heart worker`."""

import sys

import redis

from mappa.addresses import check_broker
from mappa.settings.environment import given

KEYS = {"worker": "mappa:alive:worker", "beat": "mappa:alive:beat"}
BEATS_EVERY = 3  # seconds
SILENT_AFTER = 15  # seconds


def broker(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def beat(part: str, url: str) -> None:
    """Say that a part is alive; a broker that is away for a moment must not stop it."""
    try:
        with broker(url) as client:
            client.set(KEYS[part], "alive", ex=SILENT_AFTER)
    except redis.RedisError:
        return


def is_heard(part: str, url: str) -> bool:
    """Whether a part spoke lately. Raises RedisError when the broker cannot say."""
    with broker(url) as client:
        return bool(client.exists(KEYS[part]))


if __name__ == "__main__":
    sys.exit(0 if is_heard(sys.argv[1], check_broker(given("REDIS_URL"))) else 1)
