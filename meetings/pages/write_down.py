"""What the pages of minutes show: the same content on the screen and in print."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse

from access.actor import Actor
from access.policy import may
from agencies.models import Agency, Person
from audit.models import Event
from govuk.words import british_date, british_datetime
from meetings.actions import as_given, as_they_stand, before, given_at
from meetings.audience import distribution, invited, leads, representatives
from meetings.lifecycle import MinutesStatus
from meetings.models import (
    Attendance,
    Decision,
    Disclosure,
    Distribution,
    Minutes,
    Section,
    Session,
    Slot,
)
from meetings.models.hold import ATTENDED
from meetings.sections import SECTIONS, Part, Record
from meetings.services.write_down import history
from nominals import pages as of_nominals

from .due import Due, due_in_words

NOT_YET = "Not recorded yet."
NOTHING = "Nothing was recorded."
STEPS = {
    "minutes.submit": "Sent to the chair",
    "minutes.send_back": "Sent back",
    "minutes.approve": "Approved",
    "minutes.issue": "Issued",
}
Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Content:
    """One section as it is read: text, facts or a table; none of them says that nothing is."""

    part: Part
    text: str = ""
    facts: Facts = field(default_factory=list)
    head: Sequence[str] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with the minutes."""

    words: str
    event: Event


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """The minutes of one slot: what they say, how far they are, and what the actor can do."""

    about: of_nominals.About
    minutes: Minutes
    slot: Slot
    facts: Facts
    contents: list[Content]
    due: Due | None
    steps: list[Step]
    buttons: list[tuple[str, str]]
    may_submit: bool
    may_print: bool


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Who will be able to read minutes once they are issued."""

    minutes: Minutes
    agencies: list[tuple[Agency, list[Person]]]
    lead: list[Person]
    left_out: list[Agency]


def show_minutes(minutes: Minutes, actor: Actor, *, today: date) -> MinutesPage:
    """The minutes as this actor may read them, and what they may do with them now."""
    slot = Slot.objects.visible_to(actor).select_related("nominal").get(pk=minutes.slot_id)
    minutes.slot = slot
    runs = bool(may(actor, "minutes.write", minutes))
    about = of_nominals.about(slot.nominal, actor=actor, here="meetings:list_for_nominal", on=today)
    return MinutesPage(
        about=about,
        minutes=minutes,
        slot=slot,
        facts=_facts(minutes, slot, actor),
        contents=_contents(minutes, slot, actor, today),
        due=due_in_words(minutes.due_on, today) if runs and not minutes.issued_at else None,
        steps=[Step(STEPS[each.action], each) for each in history(minutes)] if runs else [],
        buttons=_buttons(minutes, actor),
        may_submit=_can(minutes, "submit", actor),
        may_print=bool(may(actor, "minutes.print", minutes)),
    )


def issue_minutes(minutes: Minutes, actor: Actor, *, at: datetime) -> IssuePage:
    """The distribution list, with the people for whom each agency on it reads."""
    slot = minutes.slot
    listed = distribution(slot, actor=actor)
    people = {agency: representatives([agency.pk], at=at) for agency in listed}
    left_out = [agency for agency in invited(slot, actor=actor) if agency not in listed]
    return IssuePage(minutes, list(people.items()), leads(slot, at=at), left_out)


def _can(minutes: Minutes, step: str, actor: Actor) -> bool:
    possible = step in minutes.lifecycle.possible(minutes.status)
    return possible and bool(may(actor, f"minutes.{step}", minutes))


def _buttons(minutes: Minutes, actor: Actor) -> list[tuple[str, str]]:
    """The steps that open a page of their own: words and address."""
    steps = (
        ("approve", "Approve the minutes", "meetings:approve_minutes"),
        ("send_back", "Send back", "meetings:send_back_minutes"),
        ("issue", "Issue the minutes", "meetings:issue_minutes"),
    )
    writes = minutes.status == MinutesStatus.DRAFT and may(actor, "minutes.write", minutes)
    write = [("Write the minutes", reverse("meetings:hold_slot", args=[minutes.slot_id]))]
    return [
        *(write if writes else []),
        *(
            (words, reverse(name, args=[minutes.pk]))
            for step, words, name in steps
            if _can(minutes, step, actor)
        ),
    ]


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


def _contents(minutes: Minutes, slot: Slot, actor: Actor, today: date) -> list[Content]:
    """Every section in its order, written or drawn from what was recorded."""
    found = Section.objects.visible_to(actor).filter(minutes=minutes)
    texts = dict(found.values_list("key", "text"))
    drawn = _drawn(minutes, slot, actor, texts, today)
    return [
        drawn[part.drawn_from] if part.drawn_from else Content(part, texts.get(part.key, ""))
        for part in SECTIONS.values()
    ]


def _drawn(
    minutes: Minutes, slot: Slot, actor: Actor, texts: dict[str, str], today: date
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
            texts.get("last_actions") or as_they_stand(before(slot, actor=actor), on=today),
        ),
        Record.DISCLOSURE: Content(part[Record.DISCLOSURE], facts=_of_disclosure(disclosure)),
        Record.DECISION: Content(part[Record.DECISION], facts=_of_decision(decision)),
        Record.NEW_ACTIONS: Content(
            part[Record.NEW_ACTIONS],
            texts.get("new_actions") or as_given(given_at(slot, actor=actor)),
        ),
        Record.NEXT_REVIEW: Content(part[Record.NEXT_REVIEW], _of_review(decision)),
        Record.APPROVAL: Content(part[Record.APPROVAL], facts=_of_approval(minutes, actor)),
    }


def _represented(attendance: Attendance) -> str:
    nobody = "Not said" if attendance.presence in ATTENDED else "Nobody"
    return attendance.represented_by or nobody


def _of_disclosure(disclosure: Disclosure | None) -> Facts:
    if disclosure is None:
        return [("Decision", NOT_YET)]
    facts = [("Decision", disclosure.get_choice_display()), ("Why", disclosure.rationale)]
    if disclosure.choice == Disclosure.Choice.DISCLOSE:
        facts += [
            ("To whom", disclosure.to_whom),
            ("What they are told", disclosure.what),
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
    listed = Distribution.objects.visible_to(actor).filter(minutes=minutes)
    names = [each.agency.name for each in listed.select_related("agency")]
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
