"""An htmx request gets the named block of the page that everyone else gets whole."""

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from govuk import fragments
from tests.govuk.guide import HERE, ROOT

PAGE = """{% extends "base.html" %}{% from "components/tag.html" import tag %}
{% block title %}List{% endblock %}
{% block main %}{% block results %}<p>{{ tag(word) }}</p>{% endblock %}{% endblock %}"""


@pytest.fixture
def templates(settings, tmp_path):
    (tmp_path / "some.html").write_text(PAGE)
    options = {"environment": "tests.govuk.guide.environment"}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [ROOT / "templates", HERE / "pages", tmp_path],
            "OPTIONS": {
                **options,
                "context_processors": ["tests.govuk.test_fragments.said"],
            },
        }
    ]


def said(request):
    return {"word": "<Overdue>"}


def answer(**headers):
    request = RequestFactory().get("/", headers=headers)
    request.actor = None
    request.htmx = HtmxDetails(request)
    return fragments.render(request, "some.html", {}, block="results")


def test_a_browser_gets_the_page(templates):
    response = answer()
    assert "<!DOCTYPE html>" in response.text
    assert response.headers["Vary"] == "HX-Request"


def test_htmx_gets_the_block_with_what_the_page_imports_and_escaped(templates):
    response = answer(**{"HX-Request": "true"})
    assert response.text == '<p><strong class="govuk-tag">&lt;Overdue&gt;</strong></p>'
    assert response.headers["Vary"] == "HX-Request"


def test_going_back_gets_the_page_whole(templates):
    response = answer(**{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!DOCTYPE html>" in response.text


def test_a_block_that_is_not_there_is_a_fault(templates):
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    request.actor, request.htmx = None, HtmxDetails(request)
    with pytest.raises(KeyError):
        fragments.render(request, "some.html", {}, block="result")
