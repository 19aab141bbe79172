"""A printed record can be read aloud, is marked on each page, and says what was typed."""

import io
import time
from datetime import UTC, datetime

import pikepdf
import pytest
from pypdf import PdfReader

from documents import pdf
from documents.fonts import shown

AT = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
HOSTILE = [
    '#import "@preview/x:1.0.0": *',
    '#read("/etc/passwd")',
    "]] }} ) \\ $x$ *bold* _it_ `raw` // gone /* gone <label> @reference ~ -- = heading",
    "#{ panic() }",
    '"; drop',
    "\\u{41} \\n \u2028end",
]


def made(data=None, **changes) -> bytes:
    given = {
        "marking": "OFFICIAL-SENSITIVE",
        "printed_for": "Cora Lindqvist, Northamptonshire MAPPA",
        "printed_at": AT,
        "title": "Minutes of the panel",
    }
    return pdf.render(pdf.RECORD, data or {}, **{**given, **changes})


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def words(content: bytes) -> str:
    return " ".join(" ".join(pages(content)).split())


def section(*paragraphs: str, **more) -> dict:
    return {"sections": [{"heading": "Discussion", "paragraphs": list(paragraphs), **more}]}


def test_it_claims_to_be_accessible_and_has_what_that_takes():
    with pikepdf.open(io.BytesIO(made(section("Words")))) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.StructTreeRoot.K
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Minutes of the panel"


def tags(element) -> list[str]:
    """The tags of a structure tree, in reading order."""
    found = [str(element.S)] if "/S" in element else []
    below = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and ("/S" in child or "/K" in child):
            found += tags(child)
    return found


def test_a_screen_reader_finds_headings_lists_and_tables_with_their_headers():
    table = {"head": ["Agency", "Attended"], "rows": [["Police", "Yes"]], "numeric": [1]}
    content = made(section("Words", list=["One", "Two"], table=table) | {"facts": [["Chair", "A"]]})
    with pikepdf.open(io.BytesIO(content)) as document:
        found = tags(document.Root.StructTreeRoot)
    assert {"/H1", "/P", "/L", "/LI", "/Table", "/TH", "/TD"} <= set(found)
    assert found.count("/TH") == 2


def test_every_page_says_its_marking_twice_whose_copy_it_is_and_which_page():
    content = pages(made(section(*["A sentence that was said in the panel. " * 30] * 40)))
    assert len(content) > 5
    for number, page in enumerate(content, start=1):
        assert page.count("OFFICIAL-SENSITIVE") == 2
        assert "Printed for Cora Lindqvist, Northamptonshire MAPPA" in page
        assert "1 July 2026 at 2:30pm" in page
        assert f"Page {number} of {len(content)}" in page


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("place", ["title", "fact", "heading", "paragraph", "list", "cell", "copy"])
def test_what_was_typed_is_only_ever_text(typed, place):
    data = {
        "facts": [["Why", typed if place == "fact" else "x"]],
        "sections": [
            {
                "heading": typed if place == "heading" else "x",
                "paragraphs": [typed if place == "paragraph" else "x"],
                "list": [typed if place == "list" else "x"],
                "table": {"head": ["a"], "rows": [[typed if place == "cell" else "x"]]},
            }
        ],
    }
    frame = {"title": {"title": typed}, "copy": {"printed_for": typed}}.get(place, {})
    said = words(made(data, **frame)).replace(" ", "")
    assert typed.replace(" ", "").replace("\u2028", "") in said.replace("\u2028", "")


def test_other_scripts_are_set_and_what_cannot_be_shown_is_named():
    said = words(made(section("\u05e2\u05d1\u05e8\u05d9\u05ea Łódź 😀 中 🏴 Zoë")))
    assert "Łódź" in said
    assert "Zoë" in said
    assert "😀" in said
    assert "[cjk unified ideograph-4e2d]" in said
    assert "[waving black flag]" in said
    assert set("\u05e2\u05d1\u05e8\u05d9\u05ea") <= set(said)


def test_nothing_typed_can_turn_the_words_after_it_round_or_break_the_page():
    said = words(made(section("safe\u202eexe.txt bell\x07 null\x00 half\ud800 end")))
    assert "safeexe.txt bell null half end" in said


def test_the_coverage_of_the_typefaces_is_read_from_them():
    covered = shown()
    assert {ord(character) for character in "aé\u2019\u2013•…€£łżω\u05d0\u0639"} <= covered
    assert ord("中") not in covered
    assert len(covered) > 5000


def test_paragraphs_and_line_ends_are_kept():
    lines = pages(made(section("First line\nsecond line\n\nNew paragraph")))[0].splitlines()
    assert [line for line in lines if "line" in line or "paragraph" in line] == [
        "First line",
        "second line",
        "New paragraph",
    ]


def test_fifty_pages_take_under_a_second():
    data = section(*["What was said, at the length at which it was said. " * 40] * 120)
    made()  # the typefaces are read once in the life of a process
    began = time.perf_counter()
    content = made(data)
    assert time.perf_counter() - began < 1
    assert len(pages(content)) >= 50


def test_the_same_record_makes_the_same_bytes():
    assert made(section("Words")) == made(section("Words"))


def test_a_faulty_template_is_a_clear_fault_and_not_an_empty_document(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    (tmp_path / "bad.typ").write_text("#nowhere")
    with pytest.raises(pdf.NotRendered, match=r"bad\.typ: unknown variable: nowhere"):
        pdf.render("bad.typ", {}, marking="M", printed_for="C", printed_at=AT, title="T")


def test_a_template_reads_no_file_outside_its_folder(tmp_path, monkeypatch):
    outside, inside = tmp_path / "secret.txt", tmp_path / "templates"
    outside.write_text("secret")
    inside.mkdir()
    monkeypatch.setattr(pdf, "TEMPLATES", inside)
    for path in ("../secret.txt", str(outside)):
        (inside / "peek.typ").write_text(f'#read("{path}")')
        with pytest.raises(pdf.NotRendered):
            pdf.render("peek.typ", {}, marking="M", printed_for="C", printed_at=AT, title="T")
