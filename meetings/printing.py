"""Minutes in print: the content of their page, marked, and saying whose copy it is."""

from datetime import datetime
from typing import Any

from access.actor import Actor
from documents.pdf import RECORD, render

from .pages.write_down import NOTHING, Content, MinutesPage

MARKING = "OFFICIAL-SENSITIVE"
DRAFT = f"{MARKING}. DRAFT: NOT APPROVED BY THE CHAIR"


def minutes(page: MinutesPage, *, printed_for: Actor, at: datetime) -> bytes:
    """The PDF. Its title names nobody; until it is approved, each page says that it is a draft."""
    return render(
        RECORD,
        {
            "facts": [list(each) for each in page.facts],
            "sections": [_section(each) for each in page.contents],
        },
        marking=MARKING if page.minutes.approved_at else DRAFT,
        printed_for=f"{printed_for.person.name}, {printed_for.agency_name}",
        printed_at=at,
        title="Minutes of a MAPPA meeting",
    )


def _section(content: Content) -> dict[str, Any]:
    section: dict[str, Any] = {"heading": content.part.heading}
    if content.facts:
        section["facts"] = [list(each) for each in content.facts]
    if content.rows:
        rows = [list(row) for row in content.rows]
        section["table"] = {"head": list(content.head), "rows": rows}
    if not (content.facts or content.rows):
        section["paragraphs"] = [content.text.strip() or NOTHING]
    return section
