"""What minutes say to one reader: each section in its order, without what is withheld from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from access.actor import Actor
from govuk.words import british_date, british_datetime
from meetings.actions import as_given, as_they_stand, before, given_at
from meetings.models import (
    Addendum,
    Attendance,
    Decision,
    Disclosure,
    Minutes,
    Section,
    Session,
    Slot,
)
from meetings.models.hold import ATTENDED
from meetings.readers import Marks, marks_of, reader_of
from meetings.readership import issued_addenda, listed
from meetings.redaction import OUTSIDER, Reader, Text, plain, seen
from meetings.sections import SECTIONS, Part, Record

from .live import who

NOT_YET = "Not recorded yet."
NOTHING = "Nothing was recorded."
SUMMARY = "summary"
Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Content:
    """One section as it is read: text, facts or a table; none of them says that nothing is."""

    part: Part
    text: Text = ()
    facts: Facts = field(default_factory=list)
    head: Sequence[str] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Added:
    """An addendum that was issued, as it is read."""

    number: int
    text: Text
    facts: Facts


@dataclass(frozen=True, slots=True)
class Read:
    """Minutes as one reader has them: whose they are, what they say, what was added to them."""

    facts: Facts
    contents: list[Content]
    addenda: list[Added]

    @property
    def withholds(self) -> bool:
        """Whether anything is kept from this reader."""
        texts = [*(each.text for each in self.contents), *(each.text for each in self.addenda)]
        return any(piece.is_withheld for text in texts for piece in text)


def read(minutes: Minutes, slot: Slot, actor: Actor, *, today: date) -> Read:
    """The minutes as this actor may read them."""
    return _read(minutes, slot, actor, reader_of(minutes, actor), today)


def released(minutes: Minutes, slot: Slot, actor: Actor, *, today: date) -> Read:
    """The minutes as they may go to somebody outside: without anything that is marked."""
    return _read(minutes, slot, actor, OUTSIDER, today)


def only(found: Read, *keys: str) -> Read:
    """These sections of them alone, with nothing that was added."""
    return Read(found.facts, [each for each in found.contents if each.part.key in keys], [])


def _read(minutes: Minutes, slot: Slot, actor: Actor, reader: Reader, today: date) -> Read:
    marks = marks_of(minutes, actor)
    return Read(
        facts=_facts(minutes, slot, actor),
        contents=_contents(minutes, slot, actor, _Seeing(reader, marks), today),
        addenda=[
            Added(each.number or 0, _of(each, reader, marks), _approved(each))
            for each in issued_addenda(minutes, actor=actor)
        ],
    )


@dataclass(frozen=True, slots=True)
class _Seeing:
    """A reader and what is marked."""

    reader: Reader
    marks: Marks

    def text(self, section: Section) -> Text:
        found = self.marks.get(section.pk, ())
        return seen(section.text, found, self.reader, section=section.key)


def _of(addendum: Addendum, reader: Reader, marks: Marks) -> Text:
    return seen(addendum.text, marks.get(addendum.pk, ()), reader)


def _approved(addendum: Addendum) -> Facts:
    at = british_datetime(addendum.approved_at) if addendum.approved_at else ""
    return [("Approved by", f"{addendum.approved_by}, {at}")]


def _facts(minutes: Minutes, slot: Slot, actor: Actor) -> Facts:
    """What a reader who was not there needs first. The session may be hidden from them."""
    nominal = slot.nominal
    found = Session.objects.visible_to(actor).select_related("panel", "chair")
    session = found.filter(pk=slot.session_id).first()
    heard = british_datetime(slot.starts_at)
    return [
        ("Person", f"{nominal.name}, born {british_date(nominal.date_of_birth)}"),
        ("Reference", nominal.reference),
        ("Meeting", f"{slot.get_purpose_display()}, {heard}"),
        *([("Panel", session.panel.name), ("Chair", session.chair.name)] if session else []),
        ("Lead agency", nominal.lead_agency.name),
        ("Status", minutes.get_status_display()),
    ]


def _contents(
    minutes: Minutes, slot: Slot, actor: Actor, seeing: _Seeing, today: date
) -> list[Content]:
    """Every section in its order, written or drawn from what was recorded."""
    found = Section.objects.visible_to(actor).filter(minutes=minutes)
    texts = {each.key: seeing.text(each) for each in found}
    drawn = _drawn(minutes, slot, actor, texts, today)
    return [
        drawn[part.drawn_from] if part.drawn_from else Content(part, texts.get(part.key, ()))
        for part in SECTIONS.values()
    ]


def _drawn(
    minutes: Minutes, slot: Slot, actor: Actor, texts: Mapping[str, Text], today: date
) -> dict[Record, Content]:
    decision = Decision.objects.visible_to(actor).filter(slot=slot).first()
    disclosure = Disclosure.objects.visible_to(actor).filter(slot=slot).first()
    seats = Attendance.objects.visible_to(actor).filter(slot=slot).select_related("agency")
    part = {each.drawn_from: each for each in SECTIONS.values() if each.drawn_from}
    return {
        Record.ATTENDANCE: Content(
            part[Record.ATTENDANCE],
            head=("Agency", "How they attended", "Represented by"),
            rows=[
                (each.agency.name, each.get_presence_display(), _represented(each))
                for each in seats
            ],
        ),
        Record.LAST_ACTIONS: Content(
            part[Record.LAST_ACTIONS],
            texts.get("last_actions") or plain(as_they_stand(before(slot, actor=actor), on=today)),
        ),
        Record.DISCLOSURE: Content(part[Record.DISCLOSURE], facts=_of_disclosure(disclosure)),
        Record.DECISION: Content(part[Record.DECISION], facts=_of_decision(decision)),
        Record.NEW_ACTIONS: Content(
            part[Record.NEW_ACTIONS],
            texts.get("new_actions") or plain(as_given(given_at(slot, actor=actor))),
        ),
        Record.NEXT_REVIEW: Content(part[Record.NEXT_REVIEW], plain(_of_review(decision))),
        Record.APPROVAL: Content(part[Record.APPROVAL], facts=_of_approval(minutes, actor)),
    }


def _represented(attendance: Attendance) -> str:
    nobody = "Not said" if attendance.presence in ATTENDED else "Nobody"
    return who(attendance) or nobody


def _of_disclosure(disclosure: Disclosure | None) -> Facts:
    if disclosure is None:
        return [("Decision", NOT_YET)]
    facts = [("Decision", disclosure.get_choice_display()), ("Why", disclosure.rationale)]
    if disclosure.choice == Disclosure.Choice.DISCLOSE:
        facts += [
            ("To whom", disclosure.to_whom),
            ("What they are told", disclosure.what),
            *([("Who tells them, how and when", disclosure.plan)] if disclosure.plan else []),
            ("Tests met", "Lawful, necessary, proportionate and reasonable"),
        ]
    if disclosure.revisit_on:
        facts.append(("Come back to it on", british_date(disclosure.revisit_on)))
    return facts


def _of_decision(decision: Decision | None) -> Facts:
    if decision is None:
        return [("Level", NOT_YET)]
    return [
        ("Level", decision.get_choice_display()),
        ("Why", decision.rationale),
        ("Who disagreed", decision.dissent or "Nobody."),
    ]


def _of_review(decision: Decision | None) -> str:
    if decision is None:
        return NOT_YET
    if decision.review_on is None:
        return "No further meeting: the lead agency manages."
    return f"By {british_date(decision.review_on)}."


def _of_approval(minutes: Minutes, actor: Actor) -> Facts:
    """Who approved the minutes, and to whom they were sent."""
    names = [agency.name for agency in listed(minutes, actor=actor)]
    lead = ["The case manager of the lead agency, and their manager"]
    approved = (
        minutes.approved_at and f"{minutes.approved_by}, {british_datetime(minutes.approved_at)}"
    )
    issued = minutes.issued_at and british_datetime(minutes.issued_at)
    return [
        ("Approved by", approved or "Not approved yet."),
        ("Issued", issued or "Not issued yet."),
        *([("Sent to", "\n".join([*names, *lead]))] if issued else []),
    ]
