"""Whether the product is alive and ready, for those who watch it: no names, no secrets."""

from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from access.guard import public

HEARTBEATS = {"worker": "mappa:heartbeat:worker", "beat": "mappa:heartbeat:beat"}
HEARTBEAT_EVERY = timedelta(seconds=3)
HEARTBEAT_LASTS = timedelta(seconds=15)
Check = Callable[[], str]  # empty: all is well; else why it is not


@public("It says only that the process answers.")
def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public("It names parts of the product and no person; whoever runs it asks without an account.")
def ready(_request: HttpRequest) -> JsonResponse:
    """Each part: ok, or fail and why. 503 as soon as one fails."""
    reasons = {name: check() for name, check in CHECKS.items()}
    parts = {
        name: {"status": "fail", "reason": reason} if reason else {"status": "ok"}
        for name, reason in reasons.items()
    }
    return JsonResponse(parts, status=503 if any(reasons.values()) else 200)


def beat_heart(part: str) -> None:
    """Say that a part is alive; a broker that is away for a moment must not stop it."""
    seconds = int(HEARTBEAT_LASTS.total_seconds())
    try:
        with _broker() as client:
            client.set(HEARTBEATS[part], "alive", ex=seconds)
    except redis.RedisError:
        return


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "The database does not answer."
    return ""


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "The database does not say which migrations it has."
    return f"{len(waiting)} migrations are not applied." if waiting else ""


def _answers() -> str:
    try:
        with _broker() as client:
            client.ping()
    except redis.RedisError:
        return "The broker does not answer."
    return ""


def _heard(part: str) -> Check:
    def check() -> str:
        try:
            with _broker() as client:
                heard = client.exists(HEARTBEATS[part])
        except redis.RedisError:
            return "The broker, which carries the heartbeat, does not answer."
        return "" if heard else "No heartbeat."

    return check


def _broker() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


CHECKS: dict[str, Check] = {
    "database": _database,
    "broker": _answers,
    "worker": _heard("worker"),
    "beat": _heard("beat"),
    "migrations": _migrations,
}
