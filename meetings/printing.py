"""Minutes as files: what their page shows to the same reader, marked, saying whose copy it is.

One source and three outputs, each as PDF or for Word: the full minutes, the executive summary,
and the actions of one agency. All are made of what `pages.contents` lets the reader have.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from access.actor import Actor
from documents import pdf, word
from govuk.words import british_date

from .models import Action, Minutes
from .pages.contents import NOTHING, SUMMARY, Added, Content, Read
from .pages.write_down import ACTIONS, FULL, Copied
from .redaction import words_of

MARKING = "OFFICIAL-SENSITIVE"
DRAFT = f"{MARKING}. DRAFT: NOT APPROVED BY THE CHAIR"
RELEASED = "released"
TITLES = {
    FULL: "Minutes of a MAPPA meeting",
    SUMMARY: "Executive summary of a MAPPA meeting",
    ACTIONS: "Actions from a MAPPA meeting",
    RELEASED: "Minutes of a MAPPA meeting, as released",
}
PDF, WORD = "pdf", "word"
KINDS = {PDF: "application/pdf", WORD: word.KIND}
ENDINGS = {PDF: "pdf", WORD: "docx"}


def copy(of: Copied, *, printed_for: str, at: datetime, form: str = PDF) -> bytes:
    """The minutes, the executive summary, or the actions of one agency: what was asked for."""
    data = _data(of.read)
    if of.which == ACTIONS:
        data["sections"] = [_of_actions(str(of.agency or ""), of.actions)]
    return _made(of.which, of.minutes, data, printed_for, at, form)


def released(found: Read, of: Minutes, *, printed_for: str, at: datetime, form: str) -> bytes:
    """What goes to somebody outside the panel."""
    return _made(RELEASED, of, _data(found), printed_for, at, form)


def whose(actor: Actor) -> str:
    """Whose copy it is, as every page says."""
    return f"{actor.person.name}, {actor.agency_name}"


def _made(
    which: str, of: Minutes, data: dict[str, Any], printed_for: str, at: datetime, form: str
) -> bytes:
    """The file. Its title names nobody; until they are approved, each page says it is a draft."""
    said = {
        "marking": MARKING if of.approved_at else DRAFT,
        "printed_for": printed_for,
        "printed_at": at,
        "title": TITLES[which],
    }
    return word.render(data, **said) if form == WORD else pdf.render(pdf.RECORD, data, **said)  # type: ignore[arg-type]


def _data(found: Read) -> dict[str, Any]:
    return {
        "facts": [list(each) for each in found.facts],
        "sections": [
            *(_section(each) for each in found.contents),
            *(_addendum(each) for each in found.addenda),
        ],
    }


def _section(content: Content) -> dict[str, Any]:
    section: dict[str, Any] = {"heading": content.part.heading}
    if content.facts:
        section["facts"] = [list(each) for each in content.facts]
    if content.rows:
        rows = [list(row) for row in content.rows]
        section["table"] = {"head": list(content.head), "rows": rows}
    if not (content.facts or content.rows):
        section["paragraphs"] = [words_of(content.text).strip() or NOTHING]
    return section


def _addendum(added: Added) -> dict[str, Any]:
    return {
        "heading": f"Addendum {added.number}",
        "facts": [list(each) for each in added.facts],
        "paragraphs": [words_of(added.text)],
    }


def _of_actions(owner: str, given: Sequence[Action]) -> dict[str, Any]:
    if not given:
        return {"heading": "Actions", "paragraphs": ["This agency was given no action."]}
    head = ["Action", "Whose", "Due", "Pillar", "Status"]
    rows = [
        [
            f"{each.number}. {each.text}",
            str(each.person or owner),
            british_date(each.due_on),
            each.get_pillar_display(),
            each.get_status_display(),
        ]
        for each in given
    ]
    table = {"head": head, "rows": rows, "widths": [3, 2, 1.4, 1.6, 1.4]}
    return {"heading": f"Actions of {owner}", "table": table}
