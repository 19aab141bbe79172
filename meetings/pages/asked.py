"""What the screen of a case asks for: the form of each of its parts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import STALE
from access.policy import may
from agencies.models import Agency, Appointment, Person
from clocks.services import AreaLimits
from govuk.forms import Form
from govuk.words import british_date
from meetings.decisions import WITH_MEETINGS, heard_on, review_by
from meetings.forms.hold import (
    ActionForm,
    AttendanceForm,
    DecisionForm,
    DisclosureForm,
    NoteForm,
)
from meetings.forms.sections import SectionForm
from meetings.models import Attendance, ChairNote, Decision, EarlierText, Minutes, Section, Slot
from meetings.readiness import is_to_write
from meetings.sections import SECTIONS, Part
from nominals.models import Category, CategoryEpisode

from .due import age_in_words

LEAVES = (
    "This person is in Category 3: at Level 1 they leave MAPPA, since only the meetings made"
    " them eligible."
)
LEAD_MANAGES = "No more meetings: the lead agency manages."
Recorded = Mapping[Agency, Attendance | None]


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section of the minutes; it has no form where its text can no longer be changed."""

    part: Part
    section: Section
    form: SectionForm | None
    has_earlier: bool  # what somebody else wrote before
    age: str  # of the words that were carried over; empty where none were

    @property
    def is_stale(self) -> bool:
        return self.form is not None and is_stale(self.form)

    @property
    def is_left(self) -> bool:
        """Whether minutes must have it and nobody has written it, or confirmed what it says."""
        is_empty = not self.section.text.strip()
        return self.section.is_to_confirm or (self.part.required and is_empty)


def is_stale(form: Form) -> bool:
    """Whether a form was sent from a page that somebody has overtaken."""
    return form.is_bound and STALE in form.non_field_errors()


def sections(
    minutes: Minutes | None, actor: Actor, sent: str, data: Any, *, today: date
) -> list[SectionPart]:
    """The sections that are written, in their order; each has a form while it is a draft."""
    if minutes is None:
        return []
    found = Section.objects.visible_to(actor).filter(minutes=minutes)
    before = EarlierText.objects.visible_to(actor).filter(section=OuterRef("pk"))
    whole = found.select_related("written_by", "confirmed_by").annotate(before=Exists(before))
    of = {each.key: each for each in whole}
    is_draft = is_to_write(minutes.status, actor)
    return [
        SectionPart(
            part,
            of[key],
            SectionForm(data if key == sent else None, found=of[key])
            if is_draft or key == sent
            else None,
            of[key].before,
            _age(of[key], today),
        )
        for key, part in SECTIONS.items()
        if part.drawn_from is None
    ]


def _age(section: Section, today: date) -> str:
    return age_in_words(section.words_of, today) if section.words_of else ""


def forms(  # noqa: PLR0913 (what a case asks for)
    slot: Slot,
    actor: Actor,
    at: datetime,
    wanted: Iterable[str],
    found: Mapping[str, Any],
    limits: AreaLimits,
    data: Mapping[str, Any],
) -> dict[str, Form]:
    """The forms of these parts, each with what was sent in it, or else with what is recorded."""
    make: dict[str, Callable[[Any], Form]] = {
        "attendance": lambda sent: AttendanceForm(sent, seats=found["attendance"]),
        "disclosure": lambda sent: DisclosureForm(sent, found=found["disclosure"]),
        "decision": lambda sent: DecisionForm(
            sent, found=found["decision"], follows=_follows(slot, actor, at, limits)
        ),
        "action": lambda sent: ActionForm(
            sent, people=_can_own(slot, at, found["attendance"]), earliest=localdate(at)
        ),
    }
    return {part: make[part](data.get(part)) for part in wanted if part in make}


def own_forms(slot: Slot, actor: Actor) -> dict[str, Form]:
    """The form of what the actor notes for themselves, where they chair."""
    if not may(actor, "note.keep", slot):
        return {}
    return {"note": NoteForm(found=own_note(slot, actor))}


def own_note(slot: Slot, actor: Actor) -> ChairNote | None:
    """What the actor noted about a case; nobody else's note is ever open to them."""
    mine = ChairNote.objects.visible_to(actor)
    return mine.filter(slot=slot, by=actor.person_id).first()


def _can_own(slot: Slot, at: datetime, seats: Recorded) -> dict[Agency, list[Person]]:
    """The agencies that may be given an action, by name, each with its people by name."""
    asked = sorted({*seats, slot.nominal.lead_agency}, key=lambda each: each.name)
    people: dict[Any, list[Person]] = {agency.pk: [] for agency in asked}
    held = Appointment.objects.live(at).filter(agency__in=asked, person__is_active=True)
    for each in held.select_related("person").order_by("person__name"):
        if each.person not in people[each.agency_id]:
            people[each.agency_id].append(each.person)
    return {agency: people[agency.pk] for agency in asked}


def _follows(slot: Slot, actor: Actor, at: datetime, limits: AreaLimits) -> dict[str, str]:
    """What follows from each level: by when the case comes back, or that the person leaves."""
    day = heard_on(slot.starts_at, at)
    dates = {f"level_{level}": review_by(limits, level, day) for level in WITH_MEETINGS}
    third = CategoryEpisode.objects.visible_to(actor).on(localdate(at))
    leaves = third.filter(nominal=slot.nominal_id, category=Category.THREE).exists()
    return {
        Decision.Choice.LEVEL_1.value: LEAVES if leaves else LEAD_MANAGES,
        **{
            choice: f"Next review by {british_date(aim)}, never later than {british_date(last)}."
            for choice, (aim, last) in dates.items()
        },
    }
