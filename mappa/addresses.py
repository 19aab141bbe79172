"""Addresses of the services, read from URLs with a sentence for whoever got one wrong."""

from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

DATABASE_FIELDS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}


class Unavailable(ImproperlyConfigured):
    """Something that the product cannot run without is missing, taken or wrong: one sentence."""


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
        raise Unavailable(f"{name} is not the address of a Redis or a Valkey (redis://…).")
    return url


def email(url: str, name: str = "EMAIL_URL") -> dict[str, Any]:
    """Django's words for smtp://, smtp+tls:// (STARTTLS) or smtps:// with its name and password."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise Unavailable(f"{name} is not the address of a mail server (smtp+tls://…).")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _parsed(url: str, name: str) -> dict[str, Any]:
    wrong = f"{name} is not the address of a PostgreSQL database (postgresql://…)."
    if not url.startswith(("postgresql://", "postgres://")):
        raise Unavailable(wrong)
    try:
        parts = dict(conninfo_to_dict(url))
    except psycopg.Error:  # its own message would repeat the URL, password and all
        raise Unavailable(wrong) from None
    if "@" in str(parts.get("host", "")):  # the rest of a password, which a complaint would show
        raise Unavailable(f"{name} has a password whose special characters are not encoded (%40).")
    return parts
