"""The guide's pages in a browser: the strict policy, axe, a phone, paper, no scripts."""

import threading
from wsgiref.simple_server import make_server

import pytest

from govuk.assets import PACKAGES
from tests.browser import chromium
from tests.govuk.guide import Quiet, application, pages

AXE = PACKAGES / "axe-core" / "axe.min.js"
WIDTHS = [1280, 390]
pytestmark = pytest.mark.journey
SERIOUS = {"error", "warning"}  # the rest is the browser's advice


@pytest.fixture(scope="module")
def address():
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with chromium(left_undone="the look of the pages was not checked") as running:
        yield running


@pytest.fixture
def opened(browser, address):
    """Opens an address of the guide and keeps what the browser complained of and asked for."""
    made = []

    def open_page(path, *, width=1280, **context):
        made.append(browser.new_context(viewport={"width": width, "height": 900}, **context))
        page = made[-1].new_page()
        page.complaints, page.asked = [], []
        page.on("console", lambda said: said.type in SERIOUS and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("response", lambda answer: answer.ok or page.complaints.append(answer.url))
        page.goto(address + path, wait_until="load")
        return page

    yield open_page
    for context in made:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", sorted(pages()))
def test_a_page_is_accessible_keeps_to_the_policy_and_fits(opened, path, width):
    page = opened(path, width=width)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("path", ["/record", "/question", "/board"])
def test_the_typeface_of_gov_uk_is_not_asked_for(opened, path):
    page = opened(path)
    assert [url for url in page.asked if "font" in url or "/assets/" in url] == []
    faces = "new Set([...document.querySelectorAll('*')].map(e => getComputedStyle(e).fontFamily))"
    assert "GDS" not in " ".join(page.evaluate(f"[...{faces}]"))


def test_a_chart_is_drawn_from_its_table_as_words_and_shapes(opened):
    page = opened("/board")
    first = page.locator(".mappa-chart").first
    assert first.locator("svg").count() == 1
    words = first.locator("svg text").all_text_contents()
    assert {"Category 1", "Category 2", "Category 3", "Level 1", "Level 3"} <= set(words)
    drawing = first.locator(".mappa-chart__drawing")
    assert drawing.get_attribute("aria-label") == (
        "Caseload by category and level. The figures are in the table that follows."
    )
    assert first.locator("table").is_visible()


def test_a_percentage_is_drawn_to_a_hundred(opened):
    words = opened("/board").locator(".mappa-chart").nth(2).locator("svg text").all_text_contents()
    assert "100%" in words
    assert "120%" not in words


def test_without_scripts_every_figure_and_every_question_is_still_there(opened):
    board = opened("/board", java_script_enabled=False)
    assert board.locator(".mappa-chart table").count() == 3
    assert not board.locator(".mappa-chart__drawing").first.is_visible()
    question = opened("/question", java_script_enabled=False)
    assert question.get_by_label("Summary of the risk").is_visible()
    assert question.get_by_text("You can enter up to 500 characters").is_visible()
    question.get_by_label("Level 3", exact=True).check()
    assert question.get_by_label("Why Level 3").is_visible()


def test_a_question_is_revealed_by_its_choice_alone(opened):
    page = opened("/question")
    assert not page.get_by_label("Why Level 3").is_visible()
    page.get_by_label("Level 3", exact=True).check()
    assert page.get_by_label("Why Level 3").is_visible()
    page.get_by_label("Level 2", exact=True).check()
    assert not page.get_by_label("Why Level 3").is_visible()


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_input(opened):
    page = opened("/wrong")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Date of the meeting must be a real date").click()
    assert page.evaluate("document.activeElement.id") == "id_on_day"


def test_leaving_with_words_typed_asks_first(opened):
    page = opened("/question")
    page.get_by_label("Room").fill("The long room")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.get_by_role("link", name="Today").click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_a_table_becomes_cards_on_a_phone_and_stays_a_table_to_those_who_hear_it(opened):
    page = opened("/list", width=390)
    cell = page.get_by_role("cell").first
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "grid"
    assert page.get_by_role("table", name="Open actions").is_visible()
    assert page.get_by_role("row").count() == 7


def test_on_paper_there_is_no_menu_and_the_marking_stays(opened):
    page = opened("/record")
    page.emulate_media(media="print")
    assert not page.locator(".govuk-service-navigation").is_visible()
    assert not page.get_by_role("button", name="Nothing known").is_visible()
    assert page.locator(".mappa-marking").first.is_visible()
