"""What the environment gives: a value, or the file that holds it, as container secrets do."""

import os
from pathlib import Path

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
