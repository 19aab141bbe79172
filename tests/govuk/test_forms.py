"""`{{ form }}` is a GOV.UK form: labelled, hinted, and joined to its errors by their ids."""

import pytest
from django import forms
from lxml import html

from govuk import fields
from govuk.bound import problems
from govuk.forms import Form
from tests.govuk.guide import WRONG, EveryField, OneQuestion


def shown(form: Form) -> html.HtmlElement:
    return html.fromstring(f"<form>{form}</form>")


@pytest.fixture
def wrong() -> EveryField:
    return EveryField(WRONG)


def test_every_input_has_a_name_to_be_called_by(wrong):
    page = shown(wrong)
    labelled = {label.get("for") for label in page.findall(".//label")}
    inputs = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert len(inputs) > 15
    assert [field.get("id") for field in inputs if field.get("id") not in labelled] == []
    assert all(group.find("legend") is not None for group in page.findall(".//fieldset"))


def test_ids_are_unique_and_what_describes_an_input_exists(wrong):
    page = shown(wrong)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    described = {name for held in page.xpath("//@aria-describedby") for name in held.split()}
    assert described
    assert described <= set(ids)


def test_each_error_leads_to_the_input_it_is_about(wrong):
    ids = set(shown(wrong).xpath("//@id"))
    found = problems(wrong)
    assert {anchor for _, anchor in found} <= ids
    assert dict(found)["Select agencies to invite"] == "id_agencies_0"
    assert dict(found)["Date of the meeting must be a real date"] == "id_on_day"


def test_an_error_of_the_whole_form_leads_to_its_first_question():
    form = OneQuestion({"level": "2"})
    form.add_error(None, "This has changed since you opened it.")
    assert problems(form) == [("This has changed since you opened it.", "id_level_0")]


def test_an_error_is_said_to_be_one(wrong):
    page = shown(wrong)
    messages = page.xpath("//p[contains(@class, 'govuk-error-message')]")
    assert len(messages) == len(wrong.errors)
    assert all(message.text_content().strip().startswith("Error:") for message in messages)
    assert page.get_element_by_id("id_room").get("class") == "govuk-input govuk-input--error"


def test_the_browsers_own_checks_are_left_out(wrong):
    page = shown(EveryField())
    assert page.xpath("//@required | //@maxlength[ancestor::textarea]") == []


def test_what_is_typed_is_only_ever_text():
    hostile = "<script>alert(1)</script>\"'{{ 7*7 }}"
    form = EveryField({"summary": hostile, "room": hostile, "on_day": hostile, "on_month": "1"})
    page = shown(form)
    assert page.findall(".//script") == []
    assert page.get_element_by_id("id_room").get("value") == hostile
    assert page.get_element_by_id("id_summary").text.strip() == hostile
    assert page.get_element_by_id("id_on_day").get("value") == hostile


def test_a_long_text_is_counted_and_never_cut():
    text = shown(EveryField()).get_element_by_id("id_summary")
    group = text.getparent()
    assert text.get("maxlength") is None
    assert group.get("data-maxlength") == "500"
    assert "id_summary-info" in text.get("aria-describedby").split()


def test_a_page_that_asks_one_thing_asks_it_in_its_heading():
    page = shown(OneQuestion())
    assert page.xpath("//legend/h1")[0].text == "Which level of management?"


def test_a_question_that_a_choice_reveals_stands_beneath_that_choice_alone():
    page = shown(EveryField())
    assert len(page.xpath("//textarea[@name='why_three']")) == 1
    (place,) = page.xpath("//div[contains(@class, 'radios__conditional')]")
    assert place.xpath(".//textarea/@name") == ["why_three"]
    assert place.getprevious().xpath(".//input/@value") == ["3"]


def test_groups_are_asked_under_their_headings_and_nothing_is_asked_twice():
    page = shown(EveryField())
    assert page.xpath("//fieldset//legend/h2/text()") == ["When and where", "Who"]
    names = page.xpath("//input[@type='text']/@name")
    assert len(names) == len(set(names))
    assert page.xpath("//input[@type='hidden']/@name") == ["kept"]


def test_a_choice_that_was_made_is_still_made():
    page = shown(EveryField({"level": "3", "agencies": ["police", "health"], "known": "no"}))
    assert page.xpath("//input[@checked]/@value") == ["no", "police", "health", "3"]


def test_a_disabled_question_cannot_be_answered():
    class Settled(Form):
        on = fields.DateField(disabled=True)
        level = fields.Radios(choices=[("2", "Level 2")], disabled=True)
        room = forms.CharField(disabled=True)

    page = shown(Settled())
    assert len(page.xpath("//input[@disabled]")) == 5


def test_a_formset_is_each_form_in_turn():
    rooms = forms.formset_factory(EveryField, extra=2)()
    page = html.fromstring(f"<form>{rooms}</form>")
    assert page.xpath("//input[contains(@name, '-room')]/@name") == ["form-0-room", "form-1-room"]
    assert page.xpath("//input[@name='form-TOTAL_FORMS']/@value") == ["2"]
