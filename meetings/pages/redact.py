"""What the pages show on which words of minutes are withheld, why, and from whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import now

from access.actor import Actor, Role
from access.policy import may
from agencies.models import Agency, Appointment, Person
from meetings.audience import invited, leads, representatives
from meetings.forms.redact import WithholdForm
from meetings.lifecycle import IN_WRITING, AddendumStatus, MinutesStatus
from meetings.models import Addendum, Minutes, Redaction, Section
from meetings.passages import passages
from meetings.readers import because, in_force
from meetings.readership import listed
from meetings.sections import SECTIONS
from victims.models import VictimRecord

RUNS = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.CHAIR)
Part = Section | Addendum


@dataclass(frozen=True, slots=True)
class MarkLine:
    """Words that are withheld: which, why, by whom; and where that is lifted."""

    words: str
    why: str
    note: str
    by: Person
    at: datetime
    lift: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """A text of the minutes, and what is withheld of it."""

    heading: str
    part: Part
    marks: list[MarkLine]

    @property
    def withhold(self) -> str:
        """Where words of it are marked."""
        name = "section" if isinstance(self.part, Section) else "addendum"
        return reverse(f"meetings:withhold_{name}", args=[self.part.pk])


@dataclass(frozen=True, slots=True)
class RedactionsPage:
    minutes: Minutes
    parts: list[PartLine]

    @property
    def marked(self) -> int:
        return sum(len(each.marks) for each in self.parts)


@dataclass(frozen=True, slots=True)
class WithholdPage:
    heading: str
    part: Part
    marks: list[MarkLine]


def list_redactions(minutes: Minutes, actor: Actor) -> RedactionsPage:
    """Every text of the minutes that says something, with what is withheld of it."""
    marks = _lines(minutes, actor)
    sections = {
        each.key: each for each in Section.objects.visible_to(actor).filter(minutes=minutes)
    }
    found: list[PartLine] = [
        PartLine(part.heading, sections[key], marks.get(sections[key].pk, []))
        for key, part in SECTIONS.items()
        if key in sections and sections[key].text
    ]
    addenda = Addendum.objects.visible_to(actor).filter(minutes=minutes)
    standing = addenda.exclude(status=AddendumStatus.WITHDRAWN)
    found += [PartLine(heading_of(each), each, marks.get(each.pk, [])) for each in standing]
    return RedactionsPage(minutes, found)


def withhold(part: Part, actor: Actor) -> WithholdPage:
    """One text, to say which of its words are withheld."""
    return WithholdPage(heading_of(part), part, _lines(part.minutes, actor).get(part.pk, []))


def heading_of(part: Part) -> str:
    if isinstance(part, Section):
        return SECTIONS[part.key].heading
    return f"Addendum {part.number}" if part.number else "Addendum, not issued yet"


def asked(part: Part, actor: Actor, data: Any) -> WithholdForm:
    """The questions: the passages of the text, the victims of the case, those who will read."""
    agencies, people = _readers(part.minutes, actor)
    return WithholdForm(
        data,
        text=part.text,
        passages=passages(part.text),
        victims=VictimRecord.objects.visible_to(actor).filter(nominal=part.nominal_id),
        agencies=agencies,
        people=people,
    )


def _readers(minutes: Minutes, actor: Actor) -> tuple[list[Agency], list[Person]]:
    """Who is or may be on the list; none of them runs panels here, for whom nothing is withheld."""
    slot, at = minutes.slot, now()
    asked = {*invited(slot, actor=actor), *listed(minutes, actor=actor)}
    agencies = sorted(asked, key=lambda each: each.name)
    found = {*representatives([each.pk for each in agencies], at=at), *leads(slot, at=at)}
    held = Appointment.objects.live(at).filter(area=minutes.area_id, role__in=RUNS)
    runs = set(held.values_list("person_id", flat=True))
    return agencies, sorted((p for p in found if p.pk not in runs), key=lambda each: each.name)


def _lines(minutes: Minutes, actor: Actor) -> Mapping[UUID, list[MarkLine]]:
    found: dict[UUID, list[MarkLine]] = {}
    for each in in_force(minutes, actor):
        part = each.section or each.addendum
        if part:
            found.setdefault(part.pk, []).append(_line(each, part.text, minutes, actor))
    return found


def _line(mark: Redaction, text: str, minutes: Minutes, actor: Actor) -> MarkLine:
    is_early = minutes.status in {*IN_WRITING, MinutesStatus.SUBMITTED}
    lifts = is_early or may(actor, "minutes.approve", minutes)
    return MarkLine(
        words=text[mark.starts : mark.ends],
        why=because(mark),
        note=mark.note,
        by=mark.by,
        at=mark.at,
        lift=reverse("meetings:lift_redaction", args=[mark.pk]) if lifts else "",
    )
