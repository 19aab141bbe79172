"""What people type is read, or refused in words that say what to put right."""

from datetime import date, time

import pytest
from django import forms
from django.http import QueryDict

from govuk import fields
from govuk.forms import Form


class Question(Form):
    on = fields.DateField(label="Date of birth")
    at = fields.TimeField(label="Time", required=False)
    why = fields.LongText(label="Reason", max_length=10, required=False)


def asked(**typed: str) -> Question:
    form = Question(typed)
    form.is_valid()
    return form


def on(day: str, month: str, year: str) -> Question:
    return asked(on_day=day, on_month=month, on_year=year)


@pytest.mark.parametrize("month", ["3", "03", " 3 ", "mar", "March"])
def test_a_date_is_read_from_its_three_boxes(month):
    assert on("7", month, "1988").cleaned_data["on"] == date(1988, 3, 7)


@pytest.mark.parametrize(
    ("typed", "words", "wrong"),
    [
        (("", "", ""), "Enter date of birth", {"day", "month", "year"}),
        (("7", "", "1988"), "Date of birth must include a month", {"month"}),
        (("", "3", ""), "Date of birth must include a day and year", {"day", "year"}),
        (("31", "2", "2026"), "Date of birth must be a real date", {"day", "month", "year"}),
        (("1", "x", "2026"), "Date of birth must be a real date", {"day", "month", "year"}),
        (("1", "1", "26"), "Date of birth must have a year of 4 numbers, like 2026", {"year"}),
        (("1", "1", "²²²²"), "Date of birth must have a year of 4 numbers, like 2026", {"year"}),
        (("٣", "1", "0000"), "Date of birth must be a real date", {"day", "month", "year"}),
    ],
)
def test_a_wrong_date_says_which_boxes_to_put_right(typed, words, wrong):
    form = on(*typed)
    assert form.errors["on"] == [words]
    assert {box.name.removeprefix("on_") for box in form["on"].boxes() if box.wrong} == wrong
    assert [box.value for box in form["on"].boxes()] == list(typed)


def test_the_errors_of_a_question_call_the_date_what_it_is():
    class Meeting(Form):
        on = fields.DateField(label="When is the meeting?", called="the date of the meeting")

    assert Meeting({}).errors["on"] == ["Enter the date of the meeting"]
    assert Meeting({"on_day": "1"}).errors["on"] == [
        "The date of the meeting must include a month and year"
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9am", time(9)),
        ("9:30am", time(9, 30)),
        ("9.30 AM", time(9, 30)),
        ("2 p.m.", time(14)),
        ("14:05", time(14, 5)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("midday", time(12)),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, read):
    form = asked(on_day="1", on_month="1", on_year="2026", at=typed)
    assert form.cleaned_data["at"] == read


@pytest.mark.parametrize("typed", ["9", "25:00", "13pm", "0am", "9:75", "soon", "9:30am or so"])
def test_what_is_no_time_is_refused(typed):
    assert asked(at=typed).errors["at"] == ["Enter a time, like 9:30am or 2pm"]


def test_a_line_end_counts_as_one_character_as_it_did_in_the_browser():
    form = asked(why="1234\r\n6789")
    assert form.cleaned_data["why"] == "1234\n6789"
    assert asked(why="12345678901").errors["why"] == ["Reason must be 10 characters or fewer"]


def test_yes_and_no_are_true_and_false_and_neither_is_an_error():
    class Known(Form):
        known = fields.YesNo(label="Is anything known?")

    answers = {}
    for answer in ("yes", "no"):
        form = Known({"known": answer})
        assert form.is_valid()
        answers[answer] = form.cleaned_data["known"]
    assert answers == {"yes": True, "no": False}
    assert Known({}).errors["known"] == ["Select an answer to “Is anything known?”"]
    assert Known({"known": "maybe"}).errors["known"] == ["Select one of the answers on the page"]


def test_a_missing_answer_is_asked_for_by_its_label():
    class Several(Form):
        pnc = forms.CharField(label="PNC number")
        room = forms.CharField()
        chair = forms.ChoiceField(choices=[("a", "Avis")])
        told = forms.CharField(error_messages={"required": "Say who was told"})
        read = forms.BooleanField(label="I have read it")

    assert dict(Several({}).errors) == {
        "pnc": ["Enter PNC number"],
        "room": ["Enter room"],
        "chair": ["Select chair"],
        "told": ["Say who was told"],
        "read": ["Tick “I have read it” to continue"],
    }


def test_a_form_that_was_given_a_date_shows_it_and_knows_when_it_changes():
    form = Question(QueryDict("on_day=4&on_month=3&on_year=2026"), initial={"on": date(2026, 3, 3)})
    assert "on" in form.changed_data
    unchanged = Question(
        QueryDict("on_day=3&on_month=3&on_year=2026"), initial={"on": date(2026, 3, 3)}
    )
    assert "on" not in unchanged.changed_data
    assert [box.value for box in Question(initial={"on": date(2026, 3, 3)})["on"].boxes()] == [
        "3",
        "3",
        "2026",
    ]
