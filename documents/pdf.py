"""A record as a PDF that a screen reader can read, marked on every page.

The templates are ours; what people typed reaches them as JSON and is only ever text.
"""

import json
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from documents.fonts import fonts, shown
from govuk.words import british_datetime

TEMPLATES = Path(__file__).resolve().parent / "templates"
RECORD = TEMPLATES / "record.typ"
REVERSERS = {
    "\u202d",
    "\u202e",
}  # turn the text after them round, so that it reads as what it is not


class NotRendered(Exception):
    """The template cannot be made into a document: a fault of ours, never of what was typed."""


def render(
    template: Path | str,
    data: dict[str, Any],
    *,
    marking: str,
    printed_for: str,
    printed_at: datetime,
    title: str,
) -> bytes:
    """A tagged PDF (PDF/UA-1): the marking above and below each page, and whose copy it is.

    The template is a file of documents/templates; data is whatever json can hold, keyed as the
    template asks (record.typ says what it asks). Raises NotRendered, with the template's fault.
    """
    frame = {
        "title": title,
        "marking": marking,
        "copy": f"Printed for {printed_for} on {british_datetime(printed_at)}",
    }
    inputs = {"data": json.dumps(legible({**data, **frame}))}
    try:
        return typst.compile(
            TEMPLATES / template,
            format="pdf",
            root=TEMPLATES,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards="ua-1",
            timestamp=int(printed_at.timestamp()),
        )
    except typst.TypstError as error:
        raise NotRendered(f"{Path(template).name}: {error.message}") from error


def legible(value: Any) -> Any:
    """The same data with every character one that the page can show.

    What no typeface of ours has a shape for is named in brackets, so that nothing said is lost.
    """
    if isinstance(value, str):
        return "".join(_legible(character) for character in value)
    if isinstance(value, dict):
        return {key: legible(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [legible(held) for held in value]
    return value


def _legible(character: str) -> str:
    if character in "\n\t" or (ord(character) in shown() and character not in REVERSERS):
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    return f"[{unicodedata.name(character, 'character').lower()}]"
