"""Sessions to come, the cases in them, and the cases that are in none."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from access.actor import Actor
from access.rows import VisibleQuerySet
from govuk.words import british_date, british_time, plural, weekday_date
from meetings.lifecycle import InvitationStatus, ReturnStatus, SessionStatus, SlotStatus
from meetings.models import InformationReturn, Invitation, Session, Slot
from meetings.waiting import Waiting, waiting

from .todo import MOST_NAMED, Todo

COMING = (SessionStatus.PLANNED, SessionStatus.CONVENED, SessionStatus.OPEN)
TO_BE_HEARD = (SlotStatus.PLANNED, SlotStatus.OPEN)


def to_plan(actor: Actor, today: date) -> Iterator[Todo]:
    """First meetings and reviews that are in no session, soonest due first."""
    cases = waiting(actor, on=today)
    if not cases:
        return
    yield Todo(
        f"{plural(len(cases), 'case needs', 'cases need')} a place in a session",
        reverse("meetings:list_sessions"),
        f"The soonest is due by {british_date(cases[0].due_on)}.",
        late=sum(case.due_on < today for case in cases),
    )
    yield from (_case(case, today) for case in cases[:MOST_NAMED])


def _case(case: Waiting, today: date) -> Todo:
    return Todo(
        f"{case.nominal.name}: {case.purpose.label.lower()} at {case.level.label}",
        reverse("nominals:show", args=[case.nominal.pk]),
        f"Due by {weekday_date(case.due_on)}.",
        late=int(case.due_on < today),
        is_one=True,
    )


def next_session(actor: Actor, today: date) -> Iterator[Todo]:
    """The next session of the area, and what agencies still owe it."""
    session = _coming(actor, today).first()
    if session is None:
        return
    link = session.get_absolute_url()
    yield Todo(_when(session), link, f"{session.get_status_display()}.")
    asked = Invitation.objects.visible_to(actor).filter(
        slot__session=session, slot__status=SlotStatus.PLANNED, status=InvitationStatus.INVITED
    )
    if n := asked.count():
        yield Todo(plural(n, "invitation has no answer", "invitations have no answer"), link)
    owed = _returns(actor).filter(slot__session=session, invitation__return_due_on__lt=today)
    if n := owed.count():
        yield Todo(plural(n, "return is not in", "returns are not in"), link, late=n)


def to_chair(actor: Actor, today: date) -> Iterator[Todo]:
    sessions = list(_coming(actor, today).filter(chair=actor.person_id)[:MOST_NAMED])
    slots = Slot.objects.visible_to(actor).filter(session__in=sessions, status__in=TO_BE_HEARD)
    cases = dict(slots.order_by().values_list("session").annotate(n=Count("pk")))
    for session in sessions:
        more = f"{plural(cases.get(session.pk, 0), 'case')} to hear."
        yield Todo(_when(session), session.get_absolute_url(), more)


def own_cases(actor: Actor, today: date) -> Iterator[Todo]:
    """The slots to come of those whom the actor manages."""
    slots = Slot.objects.visible_to(actor).filter(
        nominal__case_manager=actor.person_id,
        status__in=TO_BE_HEARD,
        starts_at__date__gte=today,
    )
    for slot in slots.select_related("nominal").order_by("starts_at")[:MOST_NAMED]:
        when = f"{weekday_date(slot.starts_at)} at {british_time(slot.starts_at)}"
        words = f"{slot.nominal.name}: {slot.get_purpose_display().lower()}"
        yield Todo(words, slot.get_absolute_url(), f"{when}.")


def to_answer(actor: Actor, today: date) -> Iterator[Todo]:
    """The invitations of the actor's agency that have no answer."""
    asked = Invitation.objects.visible_to(actor).filter(
        agency=actor.agency_id,
        status=InvitationStatus.INVITED,
        slot__status=SlotStatus.PLANNED,
        slot__starts_at__date__gte=today,
    )
    days = list(asked.order_by("slot__starts_at").values_list("slot__starts_at", flat=True))
    if days:
        yield Todo(
            f"{plural(len(days), 'invitation')} to answer",
            reverse("meetings:list_invitations"),
            f"The first session is on {weekday_date(days[0])}.",
        )


def to_send(actor: Actor, today: date) -> Iterator[Todo]:
    """The returns that the actor's agency has been asked for."""
    asked = _returns(actor).filter(agency=actor.agency_id)
    days = [each.invitation.return_due_on for each in asked.defer("content")]
    if days:
        yield Todo(
            f"{plural(len(days), 'return')} to send",
            reverse("meetings:list_invitations"),
            f"The first was due on {british_date(min(days))}."
            if min(days) < today
            else f"The first is due by {british_date(min(days))}.",
            late=sum(day < today for day in days),
        )


def _coming(actor: Actor, today: date) -> VisibleQuerySet[Session]:
    still_to_come = Q(status=SessionStatus.OPEN) | Q(starts_at__date__gte=today)
    sessions = Session.objects.visible_to(actor).filter(still_to_come, status__in=COMING)
    return sessions.select_related("panel").order_by("starts_at")


def _returns(actor: Actor) -> VisibleQuerySet[InformationReturn]:
    """Those that are asked for and whose case is still to be heard."""
    return (
        InformationReturn.objects.visible_to(actor)
        .filter(status=ReturnStatus.REQUESTED, slot__status=SlotStatus.PLANNED)
        .exclude(invitation__status=InvitationStatus.WITHDRAWN)
        .select_related("invitation")
    )


def _when(session: Session) -> str:
    at = session.starts_at
    return f"{session.panel.name}, {weekday_date(at)} at {british_time(at)}"
