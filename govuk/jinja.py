"""What every Jinja template may use: dates in words, static addresses, a page's errors."""

from collections.abc import Callable

from django.templatetags.static import static
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from govuk import words
from govuk.bound import problems

FILTERS: dict[str, Callable[..., str]] = {
    "british_date": words.british_date,
    "british_datetime": words.british_datetime,
    "british_time": words.british_time,
    "short_date": words.short_date,
    "weekday_date": words.weekday_date,
    "thousands": words.thousands,
    "plural": words.plural,
}


def register(env: Environment) -> None:
    """Give an environment the filters and globals that base.html and the components need."""
    env.filters.update(FILTERS)
    env.globals.update(static=static, page_problems=page_problems, problems=problems)


@pass_context
def page_problems(context: Context) -> list[tuple[str, str]]:
    """What is wrong in the page's `form` or in any of its `forms`."""
    one, many = context.get("form"), context.get("forms") or []
    return [problem for form in [one, *many] if form is not None for problem in problems(form)]
