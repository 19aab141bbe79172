"""Addresses of the services, read from URLs with a sentence for whoever got one wrong."""

from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

DATABASE_FIELDS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}


def database(url: str, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's words for a PostgreSQL URL; what Django has no word for goes to libpq as it is."""
    parts = _parsed(url, name)
    known = {word: parts.pop(field, "") for field, word in DATABASE_FIELDS.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **known,
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }


def check_broker(url: str, name: str = "REDIS_URL") -> str:
    """Hand the URL back, or say that it is not one of a Redis or a Valkey."""
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} is not the address of a Redis or a Valkey (redis://…).")
    return url


def _parsed(url: str, name: str) -> dict[str, Any]:
    wrong = f"{name} is not the address of a PostgreSQL database (postgresql://…)."
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(wrong)
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.Error:  # its own message would repeat the URL, password and all
        raise ImproperlyConfigured(wrong) from None
