"""A record for Word says what the PDF says, marked and named on every page, and only as text."""

import io
import time
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document

from documents import word

AT = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)


def made(data=None, **changes) -> bytes:
    given = {
        "marking": "OFFICIAL-SENSITIVE",
        "printed_for": "Cora Marlpit, Fernshire MAPPA",
        "printed_at": AT,
        "title": "Minutes of a MAPPA meeting",
    }
    return word.render(data or {}, **{**given, **changes})


def opened(content: bytes):
    return Document(io.BytesIO(content))


def test_every_page_says_its_marking_twice_and_whose_copy_it_is():
    (section,) = opened(made()).sections
    above = [line.text for line in section.header.paragraphs]
    below = " ".join(line.text for line in section.footer.paragraphs)
    assert above == ["OFFICIAL-SENSITIVE"]
    assert "Printed for Cora Marlpit, Fernshire MAPPA on 1 July 2026 at 2:30pm" in below
    assert below.endswith("OFFICIAL-SENSITIVE")


def test_a_screen_reader_finds_its_language_its_headings_and_the_head_of_each_table():
    table = {"head": ["Agency", "Attended"], "rows": [["Police", "Yes"]]}
    content = made(
        {
            "facts": [["Chair", "A"]],
            "sections": [{"heading": "Attendance", "table": table, "list": ["One"]}],
        }
    )
    file = opened(content)
    assert file.core_properties.title == "Minutes of a MAPPA meeting"
    assert file.core_properties.author == ""
    styles = [line.style.name for line in file.paragraphs]
    assert {"Title", "Heading 1", "List Bullet"} <= set(styles)
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        assert b'w:lang w:val="en-GB"' in held.read("word/styles.xml")
        assert b"<w:tblHeader/>" in held.read("word/document.xml")


@pytest.mark.parametrize(
    "typed",
    ["<w:p/>", "{{ data }}", "=1+1", "&amp; <b>bold</b>", "safe\u202eexe bell\x07\x00\ud800"],
)
def test_what_was_typed_is_only_ever_text(typed):
    said = {"heading": typed, "paragraphs": [typed], "list": [typed]}
    file = opened(made({"sections": [said], "facts": [["Why", typed]]}, title=typed))
    kept = typed.translate({0x202E: None, 0x07: None, 0x00: None, 0xD800: None})
    assert [line.text for line in file.paragraphs] == [
        kept,
        f"Why: {kept}",
        kept,
        kept,
        kept,
    ]


def test_paragraphs_and_line_ends_are_kept():
    said = {"heading": "Risk", "paragraphs": ["First line\nsecond line\n\nNew paragraph"]}
    lines = [line.text for line in opened(made({"sections": [said]})).paragraphs]
    assert lines[-2:] == ["First line\nsecond line", "New paragraph"]


def test_fifty_pages_take_under_a_second():
    said = ["What was said, at the length at which it was said. " * 40] * 120
    data = {"sections": [{"heading": "Discussion", "paragraphs": said}]}
    began = time.perf_counter()
    made(data)
    assert time.perf_counter() - began < 1
