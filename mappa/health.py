"""Whether the product is alive and ready, for those who watch it: no names, no secrets."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from access.checks import NOT_BELIEVED
from access.guard import public
from access.locks import is_believed
from mappa.heart import broker, is_heard

Check = Callable[[], str]  # empty: all is well; else why it is not


@public("It says only that the process answers.")
def alive(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@public("It names parts of the product and no person; whoever watches it has no account.")
def ready(_request: HttpRequest) -> JsonResponse:
    """Each part: ok, or fail and why. 503 as soon as one fails."""
    reasons = {name: check() for name, check in CHECKS.items()}
    parts = {
        name: {"status": "fail", "reason": reason} if reason else {"status": "ok"}
        for name, reason in reasons.items()
    }
    return JsonResponse(parts, status=503 if any(reasons.values()) else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return "The database does not answer."
    return ""


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error:
        return "The database does not say which migrations it has."
    return f"Migrations not applied: {waiting}." if waiting else ""


def _signature() -> str:
    try:
        believed = is_believed()
    except Error:
        return "The database does not say whose signature it takes."
    return "" if believed else NOT_BELIEVED


def _broker() -> str:
    try:
        with broker(settings.REDIS_URL) as client:
            client.ping()
    except redis.RedisError:
        return "The broker does not answer."
    return ""


def _heard(part: str) -> Check:
    def check() -> str:
        try:
            return "" if is_heard(part, settings.REDIS_URL) else "No sign of life."
        except redis.RedisError:
            return "The broker, which carries the signs of life, does not answer."

    return check


CHECKS: dict[str, Check] = {
    "database": _database,
    "broker": _broker,
    "worker": _heard("worker"),
    "beat": _heard("beat"),
    "migrations": _migrations,
    "signature": _signature,
}
