"""What the pages about sessions and their cases show.

Those who run a panel see when it starts, how long it takes and how much of that is over. Anybody
else sees only the cases that are open to them, each with its own time: no start of the session,
no end, no total and no number of a case, so that the rest of the day says nothing of anyone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.policy import may
from agencies.models import Agency, Membership, Person
from clocks.services import limits_of
from govuk.words import short_date
from meetings.calendar_file import reference
from meetings.lifecycle import InvitationStatus, SessionStatus, SlotStatus
from meetings.models import Invitation, Panel, Session, Slot, StatementAcceptance
from meetings.quorum import Shortfall, shortfalls
from meetings.terms import answers_due_on
from meetings.timetable import next_free
from meetings.waiting import Waiting, managed_with_meetings, waiting
from nominals.models import Nominal
from referrals.models import Referral

from .answer import own_entry
from .due import due_in_words
from .observe import ObserverLine, observers
from .statement import accepted_for

A_PAGE = 20
MOST_OFFERED = 12
COMING = (SessionStatus.PLANNED, SessionStatus.CONVENED, SessionStatus.OPEN)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A line of the list: `at` is when it starts, or when the actor's own first case does."""

    session: Session
    at: datetime | None
    cases: int


@dataclass(frozen=True, slots=True)
class SessionsPage:
    lines: list[SessionLine]
    page: Page[Session]
    tabs: list[tuple[str, str, bool]]
    query: str
    may_add: bool
    may_propose: bool


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A case of a session that is open to the actor."""

    slot: Slot
    over: int
    coming: int
    asked: int
    returned: int
    may_cancel: bool


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency at a session: how it answered for the cases that it is asked to."""

    agency: Agency
    answers: Counter[str]
    returned: int
    reasons: list[str]

    @property
    def asked(self) -> int:
        return self.answers.total()


@dataclass(frozen=True, slots=True)
class Length:
    """How long a session takes, for those who run it."""

    ends_at: datetime
    minutes: int
    over: int
    usual: int


@dataclass(frozen=True, slots=True)
class SessionPage:
    session: Session
    runs: bool
    slots: list[SlotLine]
    taken_off: list[Slot]
    agencies: list[AgencyLine]
    length: Length | None
    accepted: list[StatementAcceptance]
    observers: list[ObserverLine]
    short: list[Shortfall]
    reference: str
    has_entry: bool
    actions: list[tuple[str, str]]

    @property
    def names(self) -> list[UUID]:
        """The nominals whom the page names."""
        return [slot.nominal_id for slot in (*(each.slot for each in self.slots), *self.taken_off)]

    @property
    def may_take_off(self) -> bool:
        return any(each.may_cancel for each in self.slots)


@dataclass(frozen=True, slots=True)
class SlotFormPage:
    """The cases that a session could take, and when the next would begin."""

    waiting: list[tuple[Nominal, Referral | None, str]]
    others: list[Nominal]
    begins_at: datetime
    usual: int

    @property
    def names(self) -> list[UUID]:
        """The nominals whom the page names."""
        return [each.pk for each in (*(nominal for nominal, *_ in self.waiting), *self.others)]


def sessions(actor: Actor, *, past: bool, number: str | None) -> SessionsPage:
    """The sessions open to the actor: those to come, soonest first, or those past, newest first."""
    seen = Session.objects.visible_to(actor).select_related("panel", "chair")
    if past:
        seen = seen.exclude(status__in=COMING).order_by("-starts_at", "pk")
    else:
        seen = seen.filter(status__in=COMING).order_by("starts_at", "pk")
    page = Paginator(seen, A_PAGE).get_page(number)
    here = reverse("meetings:list_sessions")
    return SessionsPage(
        lines=_lines(list(page.object_list), actor),
        page=page,
        tabs=[("To come", here, not past), ("Past and cancelled", f"{here}?past=yes", past)],
        query="past=yes&" if past else "",
        may_add=bool(may(actor, "session.add")),
        may_propose=bool(may(actor, "agenda.list")),
    )


def _lines(listed: Sequence[Session], actor: Actor) -> list[SessionLine]:
    slots = Slot.objects.visible_to(actor).filter(session__in=listed)
    times: dict[UUID, list[datetime]] = {each.pk: [] for each in listed}
    standing = slots.exclude(status=SlotStatus.CANCELLED)
    for key, starts_at in standing.values_list("session_id", "starts_at"):
        times[key].append(starts_at)
    return [
        SessionLine(
            session=each,
            at=each.starts_at if runs(actor, each) else min(times[each.pk], default=None),
            cases=len(times[each.pk]),
        )
        for each in listed
    ]


def runs(actor: Actor, session: Session) -> bool:
    """Whether the actor is one of those who run the session, and so sees the whole of its day."""
    return bool(may(actor, "session.open", session))


def show_session(session: Session, actor: Actor, *, at: datetime) -> SessionPage:
    """A session, with the cases in it that are open to the actor, and what can be done now."""
    found = Slot.objects.visible_to(actor).filter(session=session).select_related("nominal")
    slots = list(found)
    standing = [slot for slot in slots if slot.status != SlotStatus.CANCELLED]
    asked = _invitations(standing, actor)
    in_charge = runs(actor, session)
    return SessionPage(
        session=session,
        runs=in_charge,
        slots=[_line(slot, asked, actor, at) for slot in standing],
        taken_off=[slot for slot in slots if slot.status == SlotStatus.CANCELLED],
        agencies=_agencies(asked),
        length=_length(session, standing) if in_charge and standing else None,
        accepted=accepted_for(session, actor) if in_charge else [],
        observers=observers(session, actor, on=localdate(at)) if in_charge else [],
        short=_short(session, standing, asked, at) if in_charge else [],
        reference=reference(session),
        has_entry=own_entry(session, actor) is not None,
        actions=_actions(session, actor, cases=len(standing)),
    )


def _short(
    session: Session, slots: Sequence[Slot], asked: Sequence[Invitation], at: datetime
) -> list[Shortfall]:
    """What a session lacks whose invitations are out, while there is time to mend it."""
    if session.status not in {SessionStatus.CONVENED, SessionStatus.OPEN}:
        return []
    today, limits = localdate(at), limits_of(session.area_id)
    due_on = answers_due_on(localdate(session.starts_at), limits)
    return shortfalls(slots, asked, quorum=session.panel.quorum, today=today, due_on=due_on)


def _invitations(slots: Sequence[Slot], actor: Actor) -> list[Invitation]:
    found = Invitation.objects.visible_to(actor).filter(slot__in=slots)
    standing = found.exclude(status=InvitationStatus.WITHDRAWN)
    return list(standing.select_related("agency").order_by("agency__name", "slot__starts_at"))


def _line(slot: Slot, asked: Iterable[Invitation], actor: Actor, at: datetime) -> SlotLine:
    own = [each for each in asked if each.slot_id == slot.pk]
    possible = "cancel" in Slot.lifecycle.possible(slot.status)
    return SlotLine(
        slot=slot,
        over=minutes_over(slot, at),
        coming=sum(each.status == InvitationStatus.ACCEPTED for each in own),
        asked=len(own),
        returned=sum(each.returned_at is not None for each in own),
        may_cancel=possible and bool(may(actor, "slot.cancel", slot)),
    )


def minutes_over(slot: Slot, at: datetime) -> int:
    """By how many whole minutes a case ran, or is running, past the time allowed to it."""
    until = slot.closed_at or (at if slot.status == SlotStatus.OPEN else None)
    return max(0, (until - slot.ends_at) // timedelta(minutes=1)) if until else 0


def _agencies(asked: Iterable[Invitation]) -> list[AgencyLine]:
    of: dict[Agency, list[Invitation]] = {}
    for each in asked:
        of.setdefault(each.agency, []).append(each)
    return [
        AgencyLine(
            agency=agency,
            answers=Counter(each.status for each in own),
            returned=sum(each.returned_at is not None for each in own),
            reasons=list(dict.fromkeys(each.reason for each in own)),
        )
        for agency, own in of.items()
    ]


def _length(session: Session, slots: Sequence[Slot]) -> Length:
    """Over: what is allowed beyond the panel's usual time for each case."""
    usual = session.panel.slot_minutes
    minutes = sum(slot.minutes_allotted for slot in slots)
    return Length(
        ends_at=max(slot.ends_at for slot in slots),
        minutes=minutes,
        over=max(0, minutes - usual * len(slots)),
        usual=usual,
    )


# Each step of a session with what its button says; the step is also the action and the address.
STEPS = (
    ("convene", "Send the invitations"),
    ("open", "Open the session"),
    ("close", "Close the session"),
    ("cancel", "Cancel the session"),
)


def _actions(session: Session, actor: Actor, *, cases: int) -> list[tuple[str, str]]:
    """What the actor may do to the session as it is now: words and address."""
    possible = Session.lifecycle.possible(session.status)
    steps = [
        (words, reverse(f"meetings:{step}_session", args=[session.pk]))
        for step, words in STEPS
        if step in possible
        and may(actor, f"session.{step}", session)
        and (cases or step != "convene")
    ]
    takes_cases = "cancel" in possible and may(actor, "slot.add", session)
    add = [("Add a case", reverse("meetings:add_slot", args=[session.pk]))] if takes_cases else []
    moves = "cancel" in possible and may(actor, "session.reschedule", session)
    move_at = reverse("meetings:reschedule_session", args=[session.pk])
    move = [("Move the session", move_at)] if moves else []
    observes = "cancel" in possible and may(actor, "observation.add", session)
    asks = reverse("meetings:add_observation", args=[session.pk])
    name = [("Name a lay adviser", asks)] if observes else []
    return [*add, *steps, *move, *name]


def chairs(area_id: UUID, *, at: datetime) -> dict[Panel, list[Person]]:
    """Each panel of an area, with the people of its chairs' group who are appointed as chairs."""
    panels = {panel.chairs_id: panel for panel in Panel.objects.filter(area=area_id)}
    live = Q(appointment__ends_at__isnull=True) | Q(appointment__ends_at__gt=at)
    seated = Membership.objects.filter(
        live, group__in=panels, appointment__starts_at__lte=at, appointment__role=Role.CHAIR
    )
    found: dict[Panel, list[Person]] = {panel: [] for panel in panels.values()}
    for each in seated.filter(person__is_active=True).select_related("person"):
        found[panels[each.group_id]].append(each.person)
    return found


def add_slot(session: Session, actor: Actor, *, today: date) -> SlotFormPage:
    """The cases that could go into a session: what needs a slot at its level first, soonest due."""
    level = session.panel.level
    inside = Slot.objects.visible_to(actor).filter(session=session)
    taken = set(inside.exclude(status=SlotStatus.CANCELLED).values_list("nominal_id", flat=True))
    needing = [each for each in waiting(actor, on=today) if each.nominal.pk not in taken]
    first = [each for each in needing if each.level == level][:MOST_OFFERED]
    offered = taken | {each.nominal.pk for each in first}
    managed = [each.nominal for each in managed_with_meetings(actor, on=today)]
    rest = {each.pk: each for each in [*(each.nominal for each in needing), *managed]}
    return SlotFormPage(
        waiting=[(each.nominal, each.referral, _why(each, today)) for each in first],
        others=sorted(
            (each for key, each in rest.items() if key not in offered), key=lambda n: n.sort_key
        ),
        begins_at=next_free(session, actor=actor),
        usual=session.panel.slot_minutes,
    )


def _why(case: Waiting, today: date) -> str:
    """First meeting due in 3 working days, 4 May 2026."""
    kind = "First meeting" if case.purpose == Slot.Purpose.INITIAL else "Review"
    words, day = due_in_words(case.due_on, today).words, short_date(case.due_on)
    return f"{kind} {words}" if words.endswith(day) else f"{kind} {words}, {day}"
