"""Django's forms, shown as the Design System shows them: `{{ form }}` is all a page writes."""

from functools import cached_property
from pathlib import Path
from typing import Any

import django
from django.forms.renderers import BaseRenderer
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment, StrictUndefined

from govuk.bound import GovukBoundField, groups

OURS = Path(__file__).resolve().parent.parent / "templates"
DJANGOS = Path(django.__file__).parent / "forms" / "jinja2"


class GovukRenderer(BaseRenderer):
    """Renders forms with templates/govuk/, and single widgets with Django's own."""

    form_template_name = "govuk/form.html"
    formset_template_name = "govuk/formset.html"
    field_template_name = "govuk/field.html"
    bound_field_class = GovukBoundField

    def get_template(self, template_name: str) -> Any:
        return self._engine.get_template(template_name)

    @cached_property
    def _engine(self) -> Jinja2:
        options = {"environment": "govuk.renderer.environment", "undefined": StrictUndefined}
        return Jinja2(
            {"NAME": "govuk", "APP_DIRS": False, "DIRS": [OURS, DJANGOS], "OPTIONS": options}
        )


def environment(**options: Any) -> Environment:
    """What the form templates may use beside the form."""
    made = Environment(**options)  # noqa: S701  Django asks for autoescape among the options
    made.globals["groups"] = groups
    return made
