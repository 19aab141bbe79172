"""What the environment gives: a value, or the file that holds it, as container secrets do."""

import os
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def given(name: str) -> str:
    """The value of NAME, or what stands in the file that NAME_FILE names, or nothing."""
    if kept_in := os.environ.get(f"{name}_FILE"):
        try:
            return Path(kept_in).read_text().strip()
        except OSError:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read.") from None
    return os.environ.get(name, "")


def required(name: str) -> str:
    """The value of NAME, without which there is no start."""
    if value := given(name):
        return value
    raise ImproperlyConfigured(f"{name} must be given in the environment.")


def address(name: str) -> str:
    """The URL of NAME, with the password that NAME_PASSWORD or its file gives, if one does.

    So an address can stand in plain sight and its password in a secret: DATABASE_URL in the
    environment, DATABASE_PASSWORD_FILE naming what only the application may read.
    """
    url, password = given(name), given(f"{name.removesuffix('_URL')}_PASSWORD")
    if not (url and password):
        return url
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[0].partition(":")[0]
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))
