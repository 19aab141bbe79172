"""The table of time limits says where each number came from and how sure it is."""

import pytest

from clocks.rules import CERTAINTY_IN_WORDS, CUSTOM, OURS, RULES, Certainty, Runs, Unit


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.key)
def test_every_limit_says_what_it_is_and_where_it_comes_from(rule):
    assert rule.words
    assert rule.starts
    assert rule.source
    assert rule.amount >= 0
    assert rule.warn_days >= 0
    assert rule.certainty in set(Certainty) - {Certainty.DECIDED}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.key)
def test_a_number_that_nobody_published_is_never_called_published(rule):
    if rule.source in {OURS, CUSTOM} or "no publication" in rule.source:
        assert rule.certainty == Certainty.UNCONFIRMED


def test_no_limit_is_listed_twice():
    from clocks.rules import _TABLE

    assert len(_TABLE) == len(RULES)


def test_every_certainty_has_words():
    assert set(CERTAINTY_IN_WORDS) == set(Certainty)


@pytest.mark.parametrize(
    ("key", "amount", "unit", "runs", "certainty"),
    [
        ("first_meeting_level_2", 20, Unit.WORKING_DAYS, Runs.AFTER, Certainty.ELSEWHERE),
        ("first_meeting_level_3", 5, Unit.WORKING_DAYS, Runs.AFTER, Certainty.UNCONFIRMED),
        ("first_meeting_after_raise", 10, Unit.WORKING_DAYS, Runs.AFTER, Certainty.UNCONFIRMED),
        ("review_level_2_target", 12, Unit.WEEKS, Runs.AFTER, Certainty.ELSEWHERE),
        ("review_level_2_maximum", 16, Unit.WEEKS, Runs.AFTER, Certainty.UNCONFIRMED),
        ("review_level_3_target", 6, Unit.WEEKS, Runs.AFTER, Certainty.ELSEWHERE),
        ("review_level_3_maximum", 8, Unit.WEEKS, Runs.AFTER, Certainty.UNCONFIRMED),
        ("level_before_release", 6, Unit.MONTHS, Runs.BEFORE, Certainty.ELSEWHERE),
        ("minutes_level_2", 10, Unit.WORKING_DAYS, Runs.AFTER, Certainty.UNCONFIRMED),
        ("minutes_level_3", 5, Unit.WORKING_DAYS, Runs.AFTER, Certainty.UNCONFIRMED),
        ("returns_before_session", 5, Unit.WORKING_DAYS, Runs.BEFORE, Certainty.UNCONFIRMED),
        ("review_level_1_youth", 6, Unit.MONTHS, Runs.AFTER, Certainty.PUBLISHED),
    ],
)
def test_the_defaults_are_those_of_the_clock_table(key, amount, unit, runs, certainty):
    rule = RULES[key]
    assert (rule.amount, rule.unit, rule.runs, rule.certainty) == (amount, unit, runs, certainty)
