"""The sections of the minutes of one slot, in their standing order (pure).

The order is the standing order of a MAPPA meeting. A section is written by whoever minutes the
slot, or is drawn from what was recorded while the case was heard, so that a decision is never
typed twice and the minutes cannot say something else than the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Record(StrEnum):
    """What a section that nobody types is drawn from."""

    ATTENDANCE = "attendance"
    LAST_ACTIONS = "last_actions"
    DISCLOSURE = "disclosure"
    DECISION = "decision"
    NEW_ACTIONS = "new_actions"
    NEXT_REVIEW = "next_review"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its key, its heading, what to write in it, and whether minutes may lack it."""

    key: str
    heading: str
    guidance: str
    required: bool = False
    drawn_from: Record | None = None
    carries: bool = False  # what it says stays true for long: the next minutes begin with it


_TABLE = (
    # key, heading, guidance, required
    Part("attendance", "Who attended", "", drawn_from=Record.ATTENDANCE),
    Part("opening", "Opening",
         "Introductions, conflicts of interest, and that everybody accepted the confidentiality"
         " and diversity statement."),
    Part("start", "Category and level at the start",
         "The category and the level as the meeting began, with the reasons and the history."),
    Part("person", "Person and order details",
         "Address, work, relationships, orders, licence and dates that have changed.",
         carries=True),
    Part("contribution", "The person's own contribution",
         "What they wrote or said, and whether they know of the meeting. If they were not told,"
         " say why."),
    Part("last_actions", "Actions from the last meeting", "", drawn_from=Record.LAST_ACTIONS),
    Part("lead_update", "Update from the lead agency",
         "Behaviour, compliance and changes; the report from custody or hospital.", required=True),
    Part("agency_information", "Information from agencies",
         "One paragraph for each agency, with the source and any limit on sharing it. Write"
         " “nothing known” where that is the answer."),
    Part("victims", "Victims and persons at risk",
         "The views that victim liaison brings. Use initials or references: no name, no address.",
         carries=True),
    Part("children", "Children",
         "The voice of each child concerned, safeguarding assessments and contingencies. If no"
         " child is concerned, say so.", required=True, carries=True),
    Part("risk", "Risk of serious harm",
         "To whom, of what, when and how; what triggers it, how imminent it is, what protects"
         " against it; the tools used and their dates.", required=True, carries=True),
    Part("plan", "Risk management plan",
         "The four pillars: supervision; monitoring and control; interventions and treatment;"
         " victim safety. Then accommodation, work and licence conditions.", required=True,
         carries=True),
    Part("contingency", "Contingency plan",
         "If this happens, who does what: out of hours, recall or breach, and going up to"
         " Level 3.", required=True, carries=True),
    Part("diversity", "Diversity, equality and Article 8",
         "Protected characteristics and adjustments; why interfering with private life is"
         " necessary and proportionate.", required=True, carries=True),
    Part("disclosure", "Disclosure", "", drawn_from=Record.DISCLOSURE),
    Part("other", "Media, community and staff safety",
         "Also whether the case is a critical public protection case, and links to other"
         " forums."),
    Part("decision", "Decisions", "", drawn_from=Record.DECISION),
    Part("new_actions", "New actions", "", drawn_from=Record.NEW_ACTIONS),
    Part("next_review", "Next review", "", drawn_from=Record.NEXT_REVIEW),
    Part("summary", "Executive summary",
         "What may be released outside the panel: no intelligence, nothing about a third party.",
         required=True),
    Part("approval", "Approval and distribution", "", drawn_from=Record.APPROVAL),
)  # fmt: skip

SECTIONS: Mapping[str, Part] = {part.key: part for part in _TABLE}


def written() -> Iterator[Part]:
    """The sections that somebody writes, in their order."""
    return (part for part in SECTIONS.values() if part.drawn_from is None)


def unwritten(texts: Mapping[str, str]) -> list[str]:
    """The headings of required sections that have no text yet; `texts` are by key."""
    return [
        part.heading for part in written() if part.required and not texts.get(part.key, "").strip()
    ]
