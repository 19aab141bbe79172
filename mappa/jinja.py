"""The template environment: a misspelt name fails, everything is escaped, components come along."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from govuk.jinja import register


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend calls, once, with its own options."""
    options |= {"undefined": StrictUndefined, "autoescape": True}
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 (it is on, above)
    env.globals |= {"static": static, "url": _url}
    register(env)
    return env


def _url(name: str, **kwargs: Any) -> str:
    return reverse(name, kwargs=kwargs or None)
