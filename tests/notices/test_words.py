"""What a message can say: fixed words, a day and whole numbers, and so no one's name."""

import string
from datetime import date

import pytest

from notices.words import WORDS, say

DAY = date(2026, 12, 4)
PLACES_FOR_A_DAY_OR_A_NUMBER = {"day", "days", "count", "hour", "minute"}


def places(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize(("rule", "words"), WORDS.items(), ids=list(WORDS))
def test_no_message_has_a_place_for_free_text(rule, words):
    assert places(words.subject) | places(words.body) <= PLACES_FOR_A_DAY_OR_A_NUMBER


@pytest.mark.parametrize("text", ["Nobody Atall", "7", b"7", 7.0, True, None, DAY])
def test_a_message_takes_nothing_but_whole_numbers(text):
    with pytest.raises(TypeError, match="whole numbers"):
        say("action.due", DAY, {"days": text})


@pytest.mark.parametrize("rule", WORDS)
def test_every_message_fits_and_says_its_day(rule):
    said = say(rule, DAY, {"days": 3, "count": 2, "hour": 14, "minute": 5})
    assert len(said.subject) <= 120
    assert len(said.body) <= 500
    assert "{" not in said.subject + said.body
    assert ("4 December 2026" in said.body) == ("{day}" in WORDS[rule].body)


@pytest.mark.parametrize("rule", WORDS)
def test_no_subject_could_break_a_header(rule):
    assert WORDS[rule].subject.isprintable()


def test_a_rule_that_nobody_listed_is_a_bug():
    with pytest.raises(KeyError):
        say("action.gossip", DAY, {})
