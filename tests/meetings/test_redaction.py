"""What a reader is handed of a text, whatever is marked in it and however it was changed since."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.differences import Change, compared
from meetings.passages import found_in, passages
from meetings.redaction import (
    OUTSIDER,
    WITHHELD,
    Mark,
    Reader,
    carried,
    digest,
    plain,
    seen,
    words_of,
)

POLICE, HOUSING, REX, VICTIM = uuid4(), uuid4(), uuid4(), uuid4()
WRITER = Reader(writes=True, is_outside=False)
LEAD = Reader(leads=True, is_outside=False, agency=POLICE)
OFFICER = Reader(is_outside=False, agency=POLICE, person=REX)
LANDLORD = Reader(is_outside=False, agency=HOUSING, person=uuid4())
KNOWS = Reader(is_outside=False, agency=HOUSING, knows=frozenset({VICTIM}))
texts = st.text(alphabet="ab \n", max_size=30)


def mark(text: str, starts: int, ends: int, **given) -> Mark:
    return Mark(uuid4(), starts, ends, digest(text), **given)


@pytest.mark.parametrize(
    ("whom", "see", "do_not"),
    [
        ({"not_agency": POLICE}, [WRITER, LANDLORD, KNOWS], [OFFICER, LEAD, OUTSIDER]),
        ({"not_person": REX}, [WRITER, LEAD, LANDLORD], [OFFICER, OUTSIDER]),
        ({"victim": VICTIM}, [WRITER, KNOWS], [OFFICER, LANDLORD, OUTSIDER]),
        ({"for_the_lead": True}, [WRITER, LEAD], [OFFICER, LANDLORD, KNOWS, OUTSIDER]),
        ({}, [WRITER], [LEAD, OFFICER, KNOWS, OUTSIDER]),
    ],
)
def test_a_mark_keeps_out_those_it_is_to_keep_out(whom, see, do_not):
    text = "Seen at Larkspur Row on Monday."
    marked = [mark(text, 8, 20, **whom)]
    for reader in see:
        assert "Larkspur Row" in words_of(seen(text, marked, reader))
    for reader in do_not:
        assert words_of(seen(text, marked, reader)) == f"Seen at {WITHHELD} on Monday."


def test_what_is_withheld_side_by_side_is_one_block_and_says_nothing_of_its_length():
    text = "a secret and another"
    marks = [mark(text, 2, 8), mark(text, 6, 12), mark(text, 12, 20)]
    assert words_of(seen(text, marks, OFFICER)) == f"a {WITHHELD}"


def test_a_mark_of_another_text_withholds_all_of_this_one():
    marks = [mark("What it said before.", 0, 4)]
    assert words_of(seen("What it says now.", marks, OFFICER)) == WITHHELD
    assert words_of(seen("What it says now.", marks, WRITER)) == "What it says now."


def test_a_section_that_is_not_for_a_role_is_withheld_whole():
    liaison = Reader(is_outside=False, without=frozenset({"agency_information"}))
    assert words_of(seen("Intelligence.", [], liaison, section="agency_information")) == WITHHELD
    assert words_of(seen("The plan.", [], liaison, section="plan")) == "The plan."


@given(text=texts, spans=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_nobody_is_handed_a_marked_character_and_everything_else_is(text, spans):
    held = [(a, min(b, len(text))) for a, b in spans if a < min(b, len(text))]
    marks = [mark(text, a, b) for a, b in held]
    free = [c for at, c in enumerate(text) if not any(a <= at < b for a, b in held)]
    assert "".join(piece.words for piece in seen(text, marks, OFFICER)) == "".join(free)
    assert "".join(piece.words for piece in seen(text, marks, WRITER)) == text


@given(before=texts, after=texts, span=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_a_mark_moves_with_its_words_and_never_gives_up_one_that_is_left(before, after, span):
    starts, ends = min(span[0], len(before)), min(span[1], len(before))
    if starts >= ends:
        return
    ((now_starts, now_ends),) = carried(before, after, [(starts, ends)])
    assert 0 <= now_starts <= now_ends <= len(after)
    ahead = before[:starts] == after[:starts]
    if ahead and before[ends:] == after[len(after) - (len(before) - ends) :]:
        assert now_starts <= starts  # only the marked words were changed: all of them stay marked
        assert now_ends >= len(after) - (len(before) - ends)


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ("Met Ida at noon.", "They met. Met Ida at noon.", "Ida"),
        ("Met Ida at noon.", "Met Ida at noon. Later, again.", "Ida"),
        ("Met Ida at noon.", "Met Ida Crake at noon.", "Ida"),
        ("Met Ida at noon.", "Met Edda at noon.", "Edda"),
        ("Met Ida at noon.", "Met at noon.", ""),
    ],
)
def test_marks_follow_what_is_written_round_them(before, after, left):
    ((starts, ends),) = carried(before, after, [(4, 7)])
    assert left in after[starts:ends]
    assert bool(after[starts:ends].strip()) is bool(left)


def test_a_text_falls_into_passages_that_can_be_picked():
    text = "Saw Ida. She wept!\nNo. 4 is empty\n\nEnd"
    assert [words for _, words in passages(text)] == [
        "Saw Ida.",
        "She wept!",
        "No.",
        "4 is empty",
        "End",
    ]
    assert all(text[start:end] == words for (start, end), words in passages(text))
    assert [text[a:b] for a, b in found_in(text, "  saw   ida")] == ["Saw Ida"]
    assert found_in(text, " ") == found_in(text, "Nobody") == []


@given(old=texts, new=texts)
def test_a_difference_holds_both_texts_whole(old, new):
    runs = compared(old, new)
    assert "".join(each.words for each in runs if each.change != Change.ADDED) == old
    assert "".join(each.words for each in runs if each.change != Change.TAKEN_OUT) == new


def test_a_difference_is_told_by_words():
    runs = compared("He lives alone.\nHe works.", "He lives with Ida.\nHe works.")
    said = [(each.change.value, each.words.strip()) for each in runs]
    assert ("taken_out", "alone.") in said
    assert ("added", "with Ida.") in said
    assert plain("") == ()
