"""A record as a Word file that a screen reader can read, marked on every page.

Made from our own code alone and from the same data as the PDF (`pdf.RECORD` says what it asks).
What people typed is only ever text: characters that a file may not hold are left out.
"""

import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as File
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from govuk.words import british_datetime

LANGUAGE = "en-GB"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOT_TEXT = {"Cc", "Cs", "Cn"}
TURNS_ROUND = {"\u202d", "\u202e"}


def render(
    data: Mapping[str, Any], *, marking: str, printed_for: str, printed_at: datetime, title: str
) -> bytes:
    """The Word file: the marking above and below each page, whose copy it is, and when made."""
    file = Document()
    _set_up(file, title, printed_at)
    copy = f"Printed for {printed_for} on {british_datetime(printed_at)}"
    _frame(file, marking, copy)
    file.add_paragraph(_text(title), style="Title")
    if subtitle := data.get("subtitle"):
        file.add_paragraph(_text(subtitle), style="Subtitle")
    _facts(file, data.get("facts", ()))
    for section in data.get("sections", ()):
        _section(file, section)
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()


def _set_up(file: File, title: str, at: datetime) -> None:
    """Its title, its language and its dates; no author is named."""
    about = file.core_properties
    about.title, about.language, about.author, about.comments = _text(title), LANGUAGE, "", ""
    about.created = about.modified = at.replace(tzinfo=None)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    for section in file.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)


def _frame(file: File, marking: str, copy: str) -> None:
    """What every page wears."""
    page = file.sections[0]
    above = page.header.paragraphs[0]
    _mark(above, marking)
    below = page.footer.paragraphs[0]
    below.add_run(f"{_text(copy)}. Page ").font.size = Pt(8.5)
    _field(below, "PAGE")
    below.add_run(" of ").font.size = Pt(8.5)
    _field(below, "NUMPAGES")
    _mark(page.footer.add_paragraph(), marking)


def _mark(line: Paragraph, marking: str) -> None:
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run(_text(marking)).bold = True


def _field(line: Paragraph, what: str) -> None:
    """A number that Word works out."""
    run = line.add_run()
    run.font.size = Pt(8.5)
    for kind, said in (("begin", ""), ("", what), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = said
        run._r.append(part)


def _section(file: File, section: Mapping[str, Any]) -> None:
    file.add_heading(_text(section["heading"]), level=section.get("level", 1))
    _facts(file, section.get("facts", ()))
    for words in section.get("paragraphs", ()):
        _typed(file, words)
    for item in section.get("list", ()):
        file.add_paragraph(_text(item), style="List Bullet")
    if table := section.get("table"):
        _table(file, table["head"], table["rows"])


def _facts(file: File, pairs: Iterable[Sequence[str]]) -> None:
    for label, value in pairs:
        line = file.add_paragraph()
        line.add_run(f"{_text(label)}: ").bold = True
        _lines(line, value)


def _typed(file: File, words: str) -> None:
    """What somebody typed: blank lines part paragraphs, and single line ends are kept."""
    for words_of_one in _text(words).split("\n\n"):
        if words_of_one.strip():
            _lines(file.add_paragraph(), words_of_one.strip("\n"))


def _lines(line: Paragraph, words: str) -> None:
    for nth, each in enumerate(_text(words).split("\n")):
        run = line.add_run()
        if nth:
            run.add_break()
        run.add_text(each)


def _table(file: File, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = file.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(_text(words)).bold = True
    _repeat_head(table)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _lines(cell.paragraphs[0], words)


def _repeat_head(table: Table) -> None:
    """The first row is the head of every page of the table, and is read out as such."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _text(words: Any) -> str:
    """The characters that a file may hold, and none that turns round what comes after it."""
    return "".join(
        each
        for each in str(words)
        if each in "\n\t"
        or (unicodedata.category(each) not in NOT_TEXT and each not in TURNS_ROUND)
    )
