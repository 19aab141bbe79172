"""Every layout, component and error page: whole, escaped, and with one heading."""

import json
import re
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError
from lxml import html

from govuk.forms import Form
from tests.govuk.guide import ROOT, engine, pages, render

ADDRESSES = sorted(pages())
COMPONENTS = sorted(path.stem for path in (ROOT / "templates/components").glob("*.html"))


def shown(template: str, **context) -> str:
    return engine().from_string(template).render(context)


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_a_language_a_title_a_way_past_its_header_and_one_heading(address, signed_in):
    page = html.fromstring(render(address, signed_in=signed_in))
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title").endswith("MAPPA meetings")
    assert len(page.findall(".//main[@id='main-content']")) == 1
    headings = page.findall(".//h1")
    assert len(headings) == (2 if address in {"/", "/record"} else 1)  # the panel is shown there
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_carries_a_script_or_a_style_of_its_own(address):
    page = html.fromstring(render(address))
    assert page.xpath("//script[not(@src)] | //style | //@style") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []


def test_every_component_is_in_the_guide():
    used = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    used += "".join(path.read_text() for path in (ROOT / "tests/govuk/pages").glob("*.html"))
    assert [name for name in COMPONENTS if f'"components/{name}.html"' not in used] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_marking_is_on_every_page(address):
    assert "OFFICIAL-SENSITIVE" in render(address)


def test_the_header_says_who_one_is_and_for_whom():
    page = html.fromstring(render("/record"))
    (header,) = page.xpath("//div[@class='mappa-header']")
    words = " ".join(header.text_content().split())
    assert "Cora Lindqvist" in words
    assert "MAPPA co-ordinator, Northamptonshire MAPPA" in words
    assert "(3 unread)" in words
    (way_out,) = header.xpath(".//form")
    assert way_out.get("method") == "post"
    assert way_out.xpath("./input/@name") == ["csrfmiddlewaretoken"]


def test_nobody_signed_in_has_no_account_and_no_menu():
    page = html.fromstring(render("/404", signed_in=False))
    assert page.xpath("//*[@class='mappa-header__account'] | //nav") == []


def test_a_page_whose_form_is_wrong_says_so_first():
    page = html.fromstring(render("/wrong"))
    assert page.findtext(".//title").startswith("Error: Plan a meeting")
    (summary,) = page.xpath("//div[@class='govuk-error-summary']")
    assert summary.xpath("following::h1")
    targets = [link.removeprefix("#") for link in summary.xpath(".//a/@href")]
    assert len(targets) == 9
    assert set(targets) <= set(page.xpath("//@id"))
    assert not html.fromstring(render("/question")).findtext(".//title").startswith("Error")


def test_a_page_of_several_forms_shows_what_is_wrong_in_any_of_them():
    class Answer(Form):
        pass

    one, other = Answer({}, prefix="a"), Answer({}, prefix="b")
    other.add_error(None, "Choose somebody else.")
    words = shown("{{ page_problems()|map('first')|join }}", forms=[one, other])
    assert words == "Choose somebody else."


@pytest.mark.parametrize(
    "template",
    [
        '{% from "components/tag.html" import tag %}{{ tag(x) }}',
        '{% from "components/link.html" import link %}{{ link(x, x, about=x) }}',
        '{% from "components/summary_list.html" import summary_list %}{{ summary_list([(x, x)]) }}',
        '{% from "components/table.html" import table %}{{ table(x, [x], [(x,)]) }}',
        '{% from "components/button.html" import button %}{{ button(x, name=x) }}',
        '{% from "components/button.html" import button %}{{ button("", attributes={"a": x}) }}',
        '{% from "components/notification_banner.html" import notification_banner %}'
        "{{ notification_banner(x) }}",
        '{% from "components/identity_bar.html" import identity_bar %}{{ identity_bar(x, [x]) }}',
        '{% from "components/chart.html" import chart %}{{ chart("i", x, [x, x], [(x, x)]) }}',
    ],
)
def test_a_component_escapes_what_it_is_given(template):
    words = shown(template, x="<b>'\"&")
    assert "<b>" not in words
    assert "&lt;b&gt;" in words


def test_markup_made_by_a_component_is_not_escaped_in_another():
    template = (
        '{% from "components/table.html" import table %}{% from "components/tag.html" import tag %}'
        '{{ table("Actions", ["Status"], [(tag("Late", "red"),)]) }}'
    )
    assert '<strong class="govuk-tag govuk-tag--red">Late</strong>' in shown(template)


def test_a_misspelt_name_fails():
    with pytest.raises(UndefinedError):
        shown("{{ referal }}")


def test_pagination_with_one_page_is_not_shown():
    template = '{% from "components/pagination.html" import pagination %}{{ pagination() }}'
    assert shown(template).strip() == ""


def test_a_conflict_promises_what_was_typed_only_when_that_is_so():
    page = engine().get_template("errors/409.html")
    context = {"request": SimpleNamespace(actor=None), "reason": "Somebody got there first."}
    assert "Nothing that you typed has been lost" in page.render({**context, "kept": True})
    lost = page.render(context)
    assert "Nothing that you typed has been lost" not in lost
    assert "Somebody got there first." in lost


def test_the_page_for_a_fault_asks_nothing_of_the_request():
    page = engine().get_template("errors/500.html")
    source = (ROOT / "templates/errors/500.html").read_text()
    assert re.findall(r"{%|request|extends", source.partition("-#}")[2]) == []
    assert "there is a problem with the service" in page.render({})


def test_htmx_is_told_to_keep_nothing_and_to_run_nothing():
    page = html.fromstring(render("/list"))
    (settings,) = page.xpath("//meta[@name='htmx-config']/@content")
    told = json.loads(settings)
    assert not told["allowEval"]
    assert not told["includeIndicatorStyles"]
    assert told["selfRequestsOnly"]
    assert told["historyCacheSize"] == 0


SUMMARY = '{% from "components/summary_list.html" import summary_list %}{{ summary_list(rows) }}'


@pytest.mark.parametrize(
    ("rows", "leave_room"),
    [
        ([("Chair", "Ada"), ("Place", "Room 2")], 0),
        ([("Chair", "Ada", [("Change", "/change", "the chair")]), ("Place", "Room 2")], 1),
    ],
)
def test_a_row_leaves_room_for_actions_only_beside_one_that_has_them(rows, leave_room):
    assert shown(SUMMARY, rows=rows).count("govuk-summary-list__row--no-actions") == leave_room
