"""Signs of life, asked for by `python -m mappa.heart web`, `worker` or `beat`.

The worker and beat leave theirs in the broker; the web server answers for itself.
"""

import sys
from http import HTTPStatus
from urllib.request import Request, urlopen

import redis

from mappa.addresses import check_broker
from mappa.settings.environment import address, given

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


def web_answers() -> bool:
    """Whether the web server of this machine does, under the first of its names."""
    host = given("ALLOWED_HOSTS").split(",")[0] or "127.0.0.1"
    url = f"http://127.0.0.1:{given('PORT') or 8000}/healthz"
    try:
        with urlopen(Request(url, headers={"Host": host}), timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def main(part: str) -> int:
    if part == "web":
        return 0 if web_answers() else 1
    return 0 if is_heard(part, check_broker(address("REDIS_URL"))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
