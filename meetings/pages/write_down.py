"""What the pages of minutes show: their text, who holds the pen, and what can be done with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from access.actor import Actor
from access.lifecycle import NotPossible
from access.policy import may
from agencies.models import Agency, Person
from audit.models import Event
from clocks.working_days import working_days_between
from meetings.audience import distribution, invited, leads, representatives
from meetings.decisions import heard_on
from meetings.lifecycle import OUT, AddendumStatus, MinutesStatus
from meetings.models import (
    Acknowledgement,
    Action,
    Addendum,
    Minutes,
    MinutesRequest,
    Section,
    Slot,
)
from meetings.readership import issued_addenda, listed, may_copy
from meetings.readiness import is_to_write
from meetings.services.write_down import history
from nominals import pages as of_nominals

from .contents import SUMMARY, Read, only, read, released
from .due import Due, due_in_words

STEPS = {
    "minutes.hand_in": "Handed in to be checked",
    "minutes.hand_back": "Handed back",
    "minutes.submit": "Sent to the chair",
    "minutes.send_back": "Sent back",
    "minutes.approve": "Approved",
    "minutes.issue": "Issued",
    "minutes.recall": "Recalled",
}
FULL, ACTIONS = "minutes", "actions"
HOLDERS = {
    MinutesStatus.DRAFT: "Whoever takes the minutes",
    MinutesStatus.CHECKING: "The co-ordinator, to check",
    MinutesStatus.SUBMITTED: "The chair, to approve",
    MinutesStatus.APPROVED: "The MAPPA unit, to issue",
    MinutesStatus.RECALLED: "The MAPPA unit, to issue again",
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with the minutes."""

    words: str
    event: Event


@dataclass(frozen=True, slots=True)
class Pen:
    """Who is to act on minutes now, since when, and how far their clock has run."""

    holder: str
    person: str
    since: datetime | None
    day: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader on the list is asked and may do."""

    may_acknowledge: bool
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """The minutes of one slot: what they say, how far they are, and what the actor can do."""

    about: of_nominals.About
    minutes: Minutes
    slot: Slot
    read: Read
    pen: Pen | None
    steps: list[Step]
    buttons: list[tuple[str, str]]
    links: list[tuple[str, str]]
    waiting_addenda: list[Addendum]
    reading: Reading
    runs: bool
    may_submit: bool
    may_hand_in: bool
    may_copy: bool


@dataclass(frozen=True, slots=True)
class PartPage:
    """The executive summary, or the actions of one agency, with nothing else of the minutes."""

    about: of_nominals.About
    minutes: Minutes
    read: Read
    agency: Agency | None
    agencies: list[Agency]
    actions: list[Action]
    may_copy: bool


@dataclass(frozen=True, slots=True)
class Copied:
    """What goes into a file: which of the outputs, and what its reader may have of it."""

    which: str
    minutes: Minutes
    read: Read
    agency: Agency | None = None
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One set of minutes in the unit's list."""

    minutes: Minutes
    pen: Pen | None


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Who will be able to read minutes once they are issued."""

    minutes: Minutes
    agencies: list[tuple[Agency, list[Person]]]
    lead: list[Person]
    left_out: list[Agency]


def show_minutes(minutes: Minutes, actor: Actor, *, today: date) -> MinutesPage:
    """The minutes as this actor may read them, and what they may do with them now."""
    slot = _slot(minutes, actor)
    runs = bool(may(actor, "minutes.write", minutes))
    about = of_nominals.about(slot.nominal, actor=actor, here="meetings:list_for_nominal", on=today)
    return MinutesPage(
        about=about,
        minutes=minutes,
        slot=slot,
        read=read(minutes, slot, actor, today=today),
        pen=pen(minutes, slot, today, _writer(minutes, actor)) if runs else None,
        steps=[Step(STEPS[each.action], each) for each in history(minutes)] if runs else [],
        buttons=_buttons(minutes, actor),
        links=_links(minutes, runs=runs),
        waiting_addenda=_waiting(minutes, actor) if runs else [],
        reading=_reading(minutes, actor, runs=runs),
        runs=runs,
        may_submit=_can(minutes, "submit", actor),
        may_hand_in=_can(minutes, "hand_in", actor) and not _can(minutes, "submit", actor),
        may_copy=may_copy(minutes, actor=actor),
    )


def show_summary(minutes: Minutes, actor: Actor, *, today: date) -> PartPage:
    """The executive summary alone, as this actor may read it."""
    slot = _slot(minutes, actor)
    found = only(read(minutes, slot, actor, today=today), SUMMARY)
    return _part(minutes, slot, actor, found, today)


def show_actions(minutes: Minutes, actor: Actor, *, chosen: str, today: date) -> PartPage:
    """The actions that one agency was given: the actor's own; another's, to those who run it."""
    slot = _slot(minutes, actor)
    given = Action.objects.visible_to(actor).filter(slot=slot).select_related("agency", "person")
    owned = list(given.order_by("number"))
    agencies = sorted({each.agency for each in owned}, key=lambda each: each.name)
    own = [each for each in agencies if each.pk == actor.agency_id]
    if may(actor, "minutes.write", minutes):
        own = [each for each in agencies if str(each.pk) == chosen] or own or agencies
    else:
        agencies = own
    agency = own[0] if own else None
    found = only(read(minutes, slot, actor, today=today))
    actions = [each for each in owned if each.agency == agency]
    return _part(minutes, slot, actor, found, today, agency, agencies, actions)


def copied(minutes: Minutes, actor: Actor, *, which: str, chosen: str, today: date) -> Copied:
    """What a file holds: the same as the page of that name; the full minutes, if of no name."""
    if which == SUMMARY:
        return Copied(which, minutes, show_summary(minutes, actor, today=today).read)
    if which == ACTIONS:
        page = show_actions(minutes, actor, chosen=chosen, today=today)
        return Copied(which, minutes, page.read, page.agency, page.actions)
    slot = _slot(minutes, actor)
    return Copied(FULL, minutes, read(minutes, slot, actor, today=today))


def to_release(asked: MinutesRequest, actor: Actor, *, today: date) -> Read:
    """What the chair decided to release: without what is marked, or the summary alone of that."""
    if asked.outcome not in (MinutesRequest.Outcome.SUMMARY, MinutesRequest.Outcome.REDACTED):
        raise NotPossible("Nothing is to be released.")
    minutes = asked.minutes
    found = released(minutes, _slot(minutes, actor), actor, today=today)
    is_summary = asked.outcome == MinutesRequest.Outcome.SUMMARY
    return only(found, SUMMARY) if is_summary else found


def list_minutes(actor: Actor, *, today: date) -> list[Line]:
    """The minutes that are not out, of cases that were heard, the soonest due first."""
    waiting = Minutes.objects.visible_to(actor).exclude(status=MinutesStatus.ISSUED)
    found = waiting.filter(slot__area=actor.area_id).select_related(
        "slot__nominal", "slot__session__panel", "slot__session__chair", "nominal"
    )
    rows = found.annotate(writer=_last_writer(actor)).order_by("due_on", "pk")
    return [Line(each, pen(each, each.slot, today, each.writer or "")) for each in rows]


def issue_minutes(minutes: Minutes, actor: Actor, *, at: datetime) -> IssuePage:
    """The distribution list, with the people for whom each agency on it reads."""
    slot = minutes.slot
    kept = listed(minutes, actor=actor)
    found = [*kept, *(each for each in distribution(slot, actor=actor) if each not in kept)]
    people = {agency: representatives([agency.pk], at=at) for agency in found}
    left_out = [agency for agency in invited(slot, actor=actor) if agency not in found]
    return IssuePage(minutes, list(people.items()), leads(slot, at=at), left_out)


def pen(minutes: Minutes, slot: Slot, today: date, writer: str = "") -> Pen | None:
    """Who holds the pen and how far the clock has run; nobody, once minutes are out."""
    if minutes.status == MinutesStatus.ISSUED:
        return None
    status = MinutesStatus(minutes.status)
    person = {
        MinutesStatus.DRAFT: writer,
        MinutesStatus.SUBMITTED: slot.session.chair.name,
    }
    day = heard_on(slot.starts_at, slot.closed_at or slot.starts_at)
    so_far, in_all = (working_days_between(day, on) for on in (today, minutes.due_on))
    return Pen(
        holder=HOLDERS[status],
        person=person.get(status, ""),
        since=minutes.pen_since,
        day=f"Day {max(so_far, 0)} of {in_all}" if not minutes.issued_at else "",
        due=due_in_words(minutes.due_on, today) if not minutes.issued_at else None,
    )


def _last_writer(actor: Actor) -> Subquery:
    """The name of whoever wrote last in the minutes of a row."""
    wrote = Section.objects.visible_to(actor).filter(
        minutes=OuterRef("pk"), written_by__isnull=False
    )
    return Subquery(wrote.order_by("-written_at").values("written_by__name")[:1])


def _writer(minutes: Minutes, actor: Actor) -> str:
    found = Minutes.objects.visible_to(actor).filter(pk=minutes.pk)
    return found.values_list(_last_writer(actor), flat=True).first() or ""


def _slot(minutes: Minutes, actor: Actor) -> Slot:
    slot = Slot.objects.visible_to(actor).select_related("nominal").get(pk=minutes.slot_id)
    minutes.slot = slot
    return slot


def _part(  # noqa: PLR0913 (a part of the minutes is about all of this)
    minutes: Minutes,
    slot: Slot,
    actor: Actor,
    found: Read,
    today: date,
    agency: Agency | None = None,
    agencies: Sequence[Agency] = (),
    actions: Sequence[Action] = (),
) -> PartPage:
    here = "meetings:list_for_nominal"
    return PartPage(
        about=of_nominals.about(slot.nominal, actor=actor, here=here, on=today),
        minutes=minutes,
        read=found,
        agency=agency,
        agencies=list(agencies),
        actions=list(actions),
        may_copy=may_copy(minutes, actor=actor),
    )


def _can(minutes: Minutes, step: str, actor: Actor) -> bool:
    possible = step in minutes.lifecycle.possible(minutes.status)
    return possible and bool(may(actor, f"minutes.{step}", minutes))


def _buttons(minutes: Minutes, actor: Actor) -> list[tuple[str, str]]:
    """The steps that open a page of their own: words and address."""
    steps = (
        ("approve", "Approve the minutes", "meetings:approve_minutes"),
        ("send_back", "Send back", "meetings:send_back_minutes"),
        ("hand_back", "Hand back", "meetings:hand_back_minutes"),
        ("issue", "Issue the minutes", "meetings:issue_minutes"),
        ("recall", "Recall the minutes", "meetings:recall_minutes"),
    )
    writes = may(actor, "minutes.write", minutes) and is_to_write(minutes.status, actor)
    write = [("Write the minutes", reverse("meetings:hold_slot", args=[minutes.slot_id]))]
    return [
        *(write if writes else []),
        *(
            (words, reverse(name, args=[minutes.pk]))
            for step, words, name in steps
            if _can(minutes, step, actor)
        ),
    ]


def _links(minutes: Minutes, *, runs: bool) -> list[tuple[str, str]]:
    """Other pages of the same minutes: words and address."""
    is_out = minutes.status in OUT
    offered = [
        ("Executive summary", "meetings:show_summary", True),
        ("Actions of one agency", "meetings:show_actions", True),
        ("What is withheld, and from whom", "meetings:list_redactions", runs),
        ("Compare versions", "meetings:compare_minutes", runs),
        ("Who has read them", "meetings:list_readers", runs and is_out),
        ("Requests from outside the panel", "meetings:list_requests", runs),
    ]
    return [(words, reverse(name, args=[minutes.pk])) for words, name, is_for in offered if is_for]


def _waiting(minutes: Minutes, actor: Actor) -> list[Addendum]:
    """The addenda that are not out yet."""
    waits = (AddendumStatus.DRAFT, AddendumStatus.SUBMITTED)
    return list(Addendum.objects.visible_to(actor).filter(minutes=minutes, status__in=waits))


def _reading(minutes: Minutes, actor: Actor, *, runs: bool) -> Reading:
    """Whether the actor has said that they read the minutes as they are now."""
    if runs or minutes.status != MinutesStatus.ISSUED:
        return Reading(may_acknowledge=False, acknowledged_at=None)
    so_far = len(issued_addenda(minutes, actor=actor))
    mine = Acknowledgement.objects.visible_to(actor).filter(
        minutes=minutes, person=actor.person_id, addenda=so_far
    )
    at = mine.values_list("at", flat=True).first()
    return Reading(may_acknowledge=at is None, acknowledged_at=at)
